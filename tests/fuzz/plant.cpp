// Plants the bugs of tests/fuzz/planted in a copy of the sources: plant ROOT (do all apply?) | plant ROOT COPY | plant ROOT
// --list [TARGET]. Which of them is awake is chosen by the variable QUARRY_PLANTED when the copy runs: one build serves all.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

// `+` lines stand for `-` lines of `file`; in them the word PLANTED is true while the bug is awake.
struct Bug {
  std::string name, file, from, to;
};

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Bug> read(const fs::path& path) {
  std::vector<Bug> bugs;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("bug ")) {
      const std::size_t in = line.find(" in ");
      if (in == std::string::npos) throw std::runtime_error(path.string() + ": no file in: " + line);
      bugs.push_back({path.stem().string() + "/" + line.substr(4, in - 4), line.substr(in + 4), "", ""});
    } else if (!line.empty() && line.front() != '#') {
      if (bugs.empty() || (line.front() != '-' && line.front() != '+'))
        throw std::runtime_error(path.string() + ": what is this: " + line);
      (line.front() == '-' ? bugs.back().from : bugs.back().to) += line.substr(1) + "\n";
    }
  }
  return bugs;
}

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// The place of `part`, which has to stand in the text once.
std::size_t onlyPlace(const std::string& text, const Bug& bug) {
  const std::size_t at = text.find("\n" + bug.from);
  if (bug.from.empty() || bug.to.find("PLANTED") == std::string::npos || at == std::string::npos ||
      text.find("\n" + bug.from, at + 1) != std::string::npos)
    throw std::runtime_error(bug.name + " no longer applies to " + bug.file + ": write it anew in tests/fuzz/planted");
  return at + 1;
}

std::map<std::string, std::string> planted(const fs::path& root, const std::vector<Bug>& bugs) {
  std::map<std::string, std::string> files;
  for (const Bug& bug : bugs) {
    std::string& text = files.try_emplace(bug.file, files.contains(bug.file) ? "" : slurp(root / bug.file)).first->second;
    std::string to = bug.to;
    replaceAll(to, "PLANTED", "quarryPlanted(\"" + bug.name + "\")");
    text.replace(onlyPlace(text, bug), bug.from.size(), to);
  }
  for (auto& [file, text] : files)
    text.insert(0,
                "#include <cstdlib>\n#include <cstring>\nstatic inline bool quarryPlanted(const char* bug) {\n"
                "  static const char* awake = std::getenv(\"QUARRY_PLANTED\");\n"
                "  return awake != nullptr && std::strcmp(awake, bug) == 0;\n}\n");
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    const fs::path root = argv[1];
    const std::string what = argc > 2 ? argv[2] : "";
    std::vector<fs::path> lists;
    for (const auto& entry : fs::directory_iterator(root / "tests" / "fuzz" / "planted"))
      if (entry.path().extension() == ".txt") lists.push_back(entry.path());
    std::vector<Bug> bugs;
    for (const fs::path& list : lists)
      if (what != "--list" || argc < 4 || list.stem() == argv[3])
        for (Bug& bug : read(list)) bugs.push_back(std::move(bug));
    if (what == "--list") {
      for (const Bug& bug : bugs) std::cout << bug.name << '\n';
      return 0;
    }
    const auto files = planted(root, bugs);
    for (const auto& [file, text] : files) {
      if (what.empty()) continue;
      const fs::path to = fs::path(what) / file;
      if (fs::exists(to) && slurp(to) == text) continue;  // what did not change is not built again
      std::ofstream(to, std::ios::binary) << text;
    }
    std::cout << bugs.size() << " bugs in " << files.size() << " files\n";
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
