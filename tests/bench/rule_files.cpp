#include "rule_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace quarry::bench {

namespace fs = std::filesystem;

namespace {

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The file as another rule: what has to be unique gets a number.
std::string numbered(const std::string& text, std::size_t copy) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("id: ") && line.size() >= 40)
      line.replace(36, 4, fmt::format("{:04x}", copy));
    else if (line.starts_with("title: ") || line.starts_with("name: "))
      line.insert(line.find(' ') + 1, line.find_first_of("'\"") == line.find(' ') + 1 ? "" : fmt::format("N{} ", copy));
    out += line + "\n";
  }
  return out;
}

}  // namespace

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "quarry-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder for the benchmark");
  path_ = name;
}

Folder::~Folder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

std::vector<std::string> ruleFiles(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".yml") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

void writeList(const std::vector<std::string>& files, const fs::path& list) {
  std::ofstream out(list, std::ios::binary);
  for (const std::string& file : files) out << file << '\n';
}

std::vector<std::string> writeRules(const std::vector<std::string>& files, std::size_t count, const fs::path& folder) {
  fs::create_directories(folder);
  std::vector<std::string> written;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = count < files.size() ? i * files.size() / count : i % files.size();
    written.push_back((folder / fmt::format("{:05}.yml", i)).string());
    std::ofstream(written.back(), std::ios::binary) << numbered(slurp(files[from]), i / files.size());
  }
  return written;
}

}  // namespace quarry::bench
