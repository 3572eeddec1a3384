// Any text as quarry.yml: understood, or each problem named with its place.
#include "quarry/driver/config.h"

#include "support.h"

using namespace quarry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  // Files of others are not for a fuzzer to read.
  if (text.find("/dev") != std::string::npos || text.find("/proc") != std::string::npos) return 0;
  std::vector<std::string> problems;
  const driver::Config config = driver::readConfig("no-such-folder/quarry.yml", text, problems);
  for (const std::string& problem : problems) {
    fuzz::require(!base::invalidUtf8(problem), "problems are UTF-8", problem);
    fuzz::require(problem.starts_with("no-such-folder/"), "a problem has a place", problem);
  }
  // What is asked later of what was read must not fail.
  driver::LintSettings lint = config.lint;
  for (const auto& [name, values] : config.environment.placeholders)
    fuzz::require(!base::invalidUtf8(name), "names are UTF-8");
  std::vector<std::string> none;
  driver::readConfig("no-such-folder/quarry.yml", "sources: []\n", none);  // what sources there are is global
  return 0;
}
