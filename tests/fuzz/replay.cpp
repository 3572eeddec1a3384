// Runs a fuzz target over seeds without a fuzzer: every input section of transcripts whose name ends as asked, cut off
// at some places too, and files of findings. With --write, puts the seeds into a folder instead.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "../golden_runner/case.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
using Use = std::function<void(const std::string&)>;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void eachSeed(const fs::path& path, const std::string& ending, const Use& use) {
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::directory_iterator(path)) eachSeed(entry.path(), ending, use);
  } else if (path.extension() == ".txt") {
    for (const auto& section : quarry::golden::parse(slurp(path)).inputs)
      if (section.name.ends_with(ending))
        use(section.flags == "escaped" ? quarry::golden::unescape(section.text) : section.text);
  } else if (path.string().ends_with(ending)) {
    use(slurp(path));
  }
}

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

void runWithPrefixes(const std::string& text) {
  constexpr std::size_t kCuts = 16;
  run(text);
  if (text.size() > 100'000) return;
  for (std::size_t i = 1; i < kCuts; ++i) run(text.substr(0, text.size() * i / kCuts));
}

}  // namespace

// usage: replay_NAME ENDING PATH... | replay_NAME --write FOLDER ENDING PATH...
int main(int argc, char** argv) {
  const bool write = argc > 2 && std::string(argv[1]) == "--write";
  const int first = write ? 3 : 1;
  if (argc < first + 2) return 2;
  std::size_t seeds = 0;
  const Use use = write ? Use([&](const std::string& text) {
    std::ofstream(fs::path(argv[2]) / ("seed-" + std::to_string(seeds++)), std::ios::binary) << text;
  })
                        : Use([&](const std::string& text) {
                            ++seeds;
                            runWithPrefixes(text);
                          });
  try {
    for (int i = first + 1; i < argc; ++i) eachSeed(argv[i], argv[first], use);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  std::printf("%zu seeds\n", seeds);
  return seeds == 0 ? 1 : 0;
}
