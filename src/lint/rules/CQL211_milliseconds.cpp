// Lengths of time as numbers of milliseconds.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL211_milliseconds;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | age := now() - @timestamp | age > 86400000",
     "#type=web | age := now() - @timestamp | day := duration(\"1d\") | test(age > day)"},
};

// "1d", "90m"; empty for what is no whole number of minutes, or an odd one.
std::string lengthOf(std::int64_t milliseconds) {
  constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
  if (milliseconds % kDay == 0 && milliseconds / kDay <= 400) return fmt::format("{}d", milliseconds / kDay);
  if (milliseconds % kHour == 0 && milliseconds / kHour <= 72) return fmt::format("{}h", milliseconds / kHour);
  if (milliseconds % kMinute == 0 && milliseconds / kMinute <= 180) return fmt::format("{}m", milliseconds / kMinute);
  return {};
}

// A step that mentions time, by the names in it.
bool isAboutTime(const cql::Tree& tree, cql::NodeId node) {
  while (node != cql::kNoNode && cql::kindOf(tree, tree.nodes[node].parent) != cql::NodeKind::pipeline) {
    node = tree.nodes[node].parent;
    if (node == cql::kNoNode || tree.nodes[node].parent == cql::kNoNode) return false;
  }
  const std::string text = base::asciiLower(tree.nodeText(node));
  for (const std::string_view word : {"time", "now", "age", "delta", "duration", "elapsed", "diff", "ago"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeKind kind : {cql::NodeKind::value, cql::NodeKind::literal})
    for (const cql::NodeId node : context.index->of(kind)) {
      const std::string_view text = tree.nodeText(node);
      if (text.size() < 6 || text.find_first_not_of("0123456789") != std::string_view::npos || text.size() > 12)
        continue;
      const std::int64_t number = std::stoll(std::string(text));
      const std::string length = lengthOf(number);
      if (length.empty() || !isAboutTime(tree, node)) continue;
      report.add(CQL211_milliseconds.def, tree.span(node), fmt::format("this is {} in milliseconds", length))
          .note(fmt::format("`duration(\"{}\")` gives this number", length));
    }
}

}  // namespace

const Rule CQL211_milliseconds = {
    {"CQL211", "milliseconds", base::Severity::info, base::Category::style, base::FixKind::none,
     "a length of time is written as a number of milliseconds",
     "Times are in milliseconds, and `86400000` is hard to read and easy to get wrong by a zero. `duration(\"1d\")` "
     "gives the number of a length of time."},
    check,
    kExamples};

}  // namespace quarry::lint
