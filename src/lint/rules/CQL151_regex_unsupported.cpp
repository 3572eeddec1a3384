// Constructs that the manual says the engine does not have.
#include <fmt/format.h>
#include <utility>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL151_regex_unsupported;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/(?<!admin)login/", "#type=web | path=/login/ | path!=/adminlogin/"},
    {"#type=web | user=/^[[:alpha:]]+$/", "#type=web | user=/^[A-Za-z]+$/"},
    {"#type=web | user=/a++b/", "#type=web | user=/a+b/"},
};

std::string_view unsupported(const base::RegexNode& node, const RegexUse& use) {
  switch (node.kind) {
    case base::RegexKind::group:
      switch (node.group) {
        case base::RegexGroup::behind:
        case base::RegexGroup::notBehind:
          return "look-behind is";
        case base::RegexGroup::atomic:
          return "an atomic group is";
        case base::RegexGroup::unknown:
          return "this kind of group is";
        case base::RegexGroup::comment:
          return "a comment in an expression is";
        case base::RegexGroup::numbered:
        case base::RegexGroup::named:
        case base::RegexGroup::plain:
        case base::RegexGroup::switches:
        case base::RegexGroup::ahead:
        case base::RegexGroup::notAhead:
          return {};
      }
      return {};
    case base::RegexKind::repeat:
      return node.greed == base::RegexGreed::possessive ? "a possessive quantifier is" : std::string_view();
    case base::RegexKind::reference:
      return "a back-reference is";
    case base::RegexKind::anchor:
      return node.letter == 'G' || node.letter == 'K' ? "this anchor is" : std::string_view();
    case base::RegexKind::shorthand:
      // The newer engine has these four.
      if (use.hasFlag('F') && std::string_view("hHvV").find(node.letter) != std::string_view::npos) return {};
      return std::string_view("dDwWsS").find(node.letter) == std::string_view::npos ? "this class of characters is"
                                                                                    : std::string_view();
    case base::RegexKind::set:
      for (const base::RegexItem& item : node.items)
        if (item.letter == '[') return "a POSIX class is";
      return {};
    case base::RegexKind::alternation:
    case base::RegexKind::sequence:
    case base::RegexKind::character:
    case base::RegexKind::any:
      return {};
  }
  return {};
}

std::pair<std::uint32_t, std::uint32_t> placeOf(const base::RegexNode& node) {
  if (node.kind == base::RegexKind::group) return {node.begin, node.inside};
  if (node.kind == base::RegexKind::repeat) return {node.sign, node.end};
  for (const base::RegexItem& item : node.items)
    if (item.letter == '[') return {item.begin, item.end};
  return {node.begin, node.end};
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (base::RegexId id = 0; id < use.tree.nodes.size(); ++id) {
      const base::RegexNode& node = use.tree[id];
      const std::string_view what = unsupported(node, use);
      if (what.empty()) continue;
      const auto [begin, end] = placeOf(node);
      report.add(CQL151_regex_unsupported.def, use.span(begin, end),
                 fmt::format("{} not supported by the service", what));
    }
  }
}

}  // namespace

const Rule CQL151_regex_unsupported = {
    {"CQL151", "regex-unsupported", base::Severity::warning, base::Category::portability, base::FixKind::none,
     "a regular expression uses what the service does not support",
     "The vendor's manual (Unsupported Regular Expression Patterns) lists what its engine does not have: look-behind, "
     "atomic groups, possessive quantifiers, named back-references, POSIX and Unicode classes, and some letters behind "
     "a backslash. Depending on the version the query is refused, or the construct means something else: `\\h` is the "
     "letter `h` before version 1.227."},
    check,
    kExamples};

}  // namespace quarry::lint
