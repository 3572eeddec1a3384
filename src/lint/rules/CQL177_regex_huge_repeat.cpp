// Repetitions by the thousand.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL177_regex_huge_repeat;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/^[\\w\\/]{2000,}$/", "#type=web | path=/^[\\w\\/]+$/ | n := length(path) | n >= 2000"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes) {
      if (node.kind != base::RegexKind::repeat) continue;
      const std::uint32_t most = node.most == base::RegexNode::kNoEnd ? node.least : node.most;
      if (most > 1000)
        report.add(CQL177_regex_huge_repeat.def, use.span(node.sign, node.end), "many engines refuse to count so far")
            .note("compare the length of the text instead");
    }
  }
}

}  // namespace

const Rule CQL177_regex_huge_repeat = {
    {"CQL177", "regex-huge-repeat", base::Severity::warning, base::Category::performance, base::FixKind::none,
     "a part of an expression is repeated more than a thousand times",
     "Engines lay out a counted repetition piece by piece, and several refuse more than 1,000. That a text is long is "
     "said by its length: `text:length(field)`."},
    check,
    kExamples};

}  // namespace quarry::lint
