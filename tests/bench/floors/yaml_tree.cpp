// Loads files as yaml-cpp's node trees and does nothing else. The argument is a file of paths, one a line.
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream list(argv[1]);
  std::size_t documents = 0, bad = 0;
  for (std::string path; std::getline(list, path);) {
    try {
      documents += YAML::LoadAllFromFile(path).size();
    } catch (const std::exception&) {
      ++bad;
    }
  }
  std::printf("%zu documents, %zu files that are not YAML\n", documents, bad);
  return 0;
}
