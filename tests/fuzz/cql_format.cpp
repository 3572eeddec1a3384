// Any text: its layout is the same query, and final.
#include "quarry/cql/format.h"
#include "support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quarry;
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const fuzz::Parsed before(text);
  // A query with a mistake is never rewritten; it must only not crash.
  const std::string out = cql::format(before.tree).text;
  if (before.report.hasErrors()) return 0;
  const fuzz::Parsed after(out);
  fuzz::require(cql::sameQuery(before.tree, after.tree), "the layout keeps the query");
  fuzz::require(!after.report.hasErrors(), "the layout brings no mistake");
  fuzz::require(cql::format(after.tree).text == out, "the layout is final");
  return 0;
}
