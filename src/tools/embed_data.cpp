// embed_data OUT FILE...: a table of the files' names (without .yml), texts and trees, as a C++ source. The tree saves
// every start of the program from reading YAML; the text gives a place its line.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "quarry/base/render.h"
#include "quarry/base/yaml.h"

namespace {

using namespace quarry;

// Every byte as an escape of its own: a raw literal ends at the first text that looks like its end.
std::string literal(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "std::string_view(\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out + "\", " + std::to_string(bytes.size()) + ")";
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "usage: embed_data OUT FILE...\n";
    return 2;
  }
  std::vector<std::filesystem::path> files(arguments + 2, arguments + count);
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
  base::Sources sources;
  base::Report report;
  std::string rows;
  for (const std::filesystem::path& path : files) {
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto documents = base::yaml::parse(sources.add(path.string(), text), sources, report);
    if (!in || documents.size() != 1) {
      std::cerr << base::renderText(report, sources, {}) << path.string() << ": one YAML document is expected\n";
      return 1;
    }
    rows += "    {\"" + path.stem().string() + "\", " + literal(text) + ",\n     " +
            literal(base::yaml::pack(documents.front())) + "},\n";
  }
  std::ofstream(arguments[1], std::ios::binary) << "// Generated from src/schema/data.\n#include <vector>\n\n"
                                                   "#include \"schema/data.h\"\n\nnamespace quarry::schema {\n\n"
                                                   "std::span<const DataFile> embeddedFiles() {\n"
                                                   "  static const std::vector<DataFile> all = {\n"
                                                << rows << "  };\n  return all;\n}\n\n}  // namespace quarry::schema\n";
  return report.size() == 0 ? 0 : (std::cerr << base::renderText(report, sources, {}), 1);
}
