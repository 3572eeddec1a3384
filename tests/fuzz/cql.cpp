// Any bytes: the tree keeps the text, linting ends.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "quarry/base/text.h"
#include "quarry/cql/parse.h"
#include "quarry/lint/rule.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quarry;
  std::string text(reinterpret_cast<const char*>(data), size);
  if (base::invalidUtf8(text)) return 0;  // refused where files are read
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add("fuzz.cql", text);
  const cql::Tree tree = cql::parse(file, sources, report);
  if (tree.text != text) std::abort();
  lint::run({tree, sources}, report);
  return 0;
}
