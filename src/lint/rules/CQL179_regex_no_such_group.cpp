// replace() with the text of a group that is not there.
#include <fmt/format.h>
#include <algorithm>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL179_regex_no_such_group;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | replace(\"user=(\\\\w+)\", with=\"$2\", field=path)",
     "#type=web | replace(\"user=(\\\\w+)\", with=\"$1\", field=path)"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (use.call == nullptr || !calls(*use.call, "replace")) continue;
    const cql::BoundArgument* with = use.call->argument("with");
    if (with == nullptr) continue;
    const auto groups = static_cast<std::size_t>(
        std::count_if(use.tree.nodes.begin(), use.tree.nodes.end(), [](const base::RegexNode& node) {
          return node.kind == base::RegexKind::group &&
                 (node.group == base::RegexGroup::numbered || node.group == base::RegexGroup::named);
        }));
    const cql::NodeId value = cql::unwrapped(context.tree, with->argument.value);
    if (value == cql::kNoNode || cql::tokenKindOf(context.tree, value) != cql::TokenKind::string) continue;
    const base::Span place = context.tree.span(value);
    const std::string_view text = context.tree.nodeText(value);
    for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
      if (at + 1 >= text.size() || text[at + 1] < '1' || text[at + 1] > '9' || (at > 0 && text[at - 1] == '\\'))
        continue;
      if (static_cast<std::size_t>(text[at + 1] - '0') <= groups) continue;
      const auto begin = place.begin + static_cast<std::uint32_t>(at);
      report
          .add(CQL179_regex_no_such_group.def, {place.file, begin, begin + 2},
               fmt::format("the expression has {}", groups == 0   ? "no group"
                                                    : groups == 1 ? "one group"
                                                                  : fmt::format("{} groups", groups)))
          .label(use.span(), "");
    }
  }
}

}  // namespace

const Rule CQL179_regex_no_such_group = {
    {"CQL179", "regex-no-such-group", base::Severity::warning, base::Category::semantics, base::FixKind::none,
     "a replacement names a group that the expression does not have",
     "`$1` in `with` is what the first group of the expression took. An expression with fewer groups has nothing to "
     "put there."},
    check,
    kExamples};

}  // namespace quarry::lint
