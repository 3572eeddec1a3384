// Any text as quarry.yml: understood, or each problem named with its place.
#include "quarry/driver/config.h"

#include <sys/mman.h>
#include <unistd.h>

#include "support.h"

using namespace quarry;

namespace {

// The path of a file that no disk holds; there is one at a time.
std::string inMemory(const std::string& text) {
  static const int file = ::memfd_create("quarry.yml", 0);
  fuzz::require(file >= 0 && ::ftruncate(file, 0) == 0 &&
                    ::pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
                "a file in memory can be written");
  return "/proc/self/fd/" + std::to_string(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  // Files of others are not for a fuzzer to read.
  if (text.find("/dev") != std::string::npos || text.find("/proc") != std::string::npos) return 0;
  const std::string path = inMemory(text);
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(path, problems);
  for (const std::string& problem : problems) {
    fuzz::require(!base::invalidUtf8(problem), "problems are UTF-8", problem);
    fuzz::require(problem.starts_with("/proc/self/fd/"), "a problem has a place", problem);
  }
  // What is asked later of what was read must not fail.
  driver::LintSettings lint = config.lint;
  for (const auto& [name, values] : config.environment.placeholders)
    fuzz::require(!base::invalidUtf8(name), "names are UTF-8");
  std::vector<std::string> none;
  driver::loadConfig(inMemory("sources: []\n"), none);  // what sources there are is global
  return 0;
}
