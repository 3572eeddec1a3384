// The meaning of conditions: names become selections, patterns all selections they match.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/rule/condition.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

// A pattern with several stars is matched greedily from the left, going back to the last star only.
bool globMatches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, retry = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::size_t bytesOf(const ir::Operand& operand) {
  if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) return regex->text.size();
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  std::size_t bytes = 0;
  if (glob != nullptr)
    for (const ir::GlobToken& token : glob->tokens)
      if (const auto* text = std::get_if<std::string>(&token)) bytes += text->size();
  return bytes;
}

// What a condition comes to, each time a selection stands in it. A few references to a few thousand values are
// plausible; a product of both in the millions is a damaged file.
struct Extent {
  std::size_t comparisons = 0;
  std::size_t bytes = 0;  // of the values

  void add(const ir::Pred& pred) {
    const auto each = [&](const std::vector<ir::Pred>& of) {
      for (const ir::Pred& inner : of) add(inner);
    };
    std::visit(base::overloaded{
                   [&](const ir::Constant&) { ++comparisons; },
                   [&](const ir::And& all) { each(all.of); },
                   [&](const ir::Or& any) { each(any.of); },
                   [&](const ir::Not& negated) { add(*negated.of); },
                   [&](const ir::Test& test) {
                     comparisons += std::max<std::size_t>(test.operands.size(), 1);
                     for (const ir::Operand& operand : test.operands) bytes += bytesOf(operand);
                   },
                   [&](const ir::AnyElement& element) { add(*element.condition); },
                   [&](const ir::IsTrue&) { ++comparisons; },
               },
               pred.node);
  }
};

class Lowering {
 public:
  explicit Lowering(Scope& scope) : scope_(scope) {}

  std::optional<ir::Pred> lower(const Condition& condition) {
    const base::Span span = condition.span;
    return std::visit(base::overloaded{
                          [&](const Named& named) { return selection(named, span); },
                          [&](const Quantified& quantified) { return quantify(quantified, span); },
                          [&](const Negation& negation) -> std::optional<ir::Pred> {
                            auto inner = lower(*negation.of);
                            if (!inner) return std::nullopt;
                            return ir::negation(std::move(*inner), span);
                          },
                          [&](const Conjunction& all) -> std::optional<ir::Pred> {
                            auto parts = each(all.of);
                            if (!parts) return std::nullopt;
                            return ir::conjunction(std::move(*parts), span);
                          },
                          [&](const Disjunction& any) -> std::optional<ir::Pred> {
                            auto parts = each(any.of);
                            if (!parts) return std::nullopt;
                            return ir::disjunction(std::move(*parts), span);
                          },
                      },
                      condition.node);
  }

 private:
  std::optional<std::vector<ir::Pred>> each(const std::vector<Condition>& of) {
    std::vector<ir::Pred> preds;
    bool good = true;
    for (const Condition& part : of) {
      auto pred = lower(part);
      good = good && pred.has_value();
      if (pred) preds.push_back(std::move(*pred));
    }
    if (!good) return std::nullopt;
    return preds;
  }

  // A copy of a selection's meaning, as long as the condition stays of a sane size.
  std::optional<ir::Pred> use(const Selection& selection, base::Span where) {
    const std::optional<ir::Pred>& pred = lowerSelection(selection, scope_);
    if (!pred || tooLarge_) return std::nullopt;
    extent_.add(*pred);
    const bool many = extent_.comparisons > base::limit::kComparisons;
    if (!many && extent_.bytes <= base::limit::kComparedBytes) return pred;
    tooLarge_ = true;
    scope_.report
        .add(codes::conditionTooLarge, where,
             many ? fmt::format("the condition comes to more than {} comparisons here",
                                base::shownLimit(base::limit::kComparisons, base::Limit::Unit::count))
                  : fmt::format("the values of the condition come to more than {} here",
                                base::shownLimit(base::limit::kComparedBytes, base::Limit::Unit::bytes)))
        .note("it holds too many values, or repeats large selections: name each only once");
    return std::nullopt;
  }

  std::optional<ir::Pred> selection(const Named& named, base::Span span) {
    const auto& all = scope_.rule.selections;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Selection& s) { return s.name.value == named.name; });
    if (found != all.end()) return use(*found, span);
    reportUnknown(named.name, span);
    return std::nullopt;
  }

  void reportUnknown(const std::string& name, base::Span span) {
    auto& finding = scope_.report.add(codes::unknownSelection, span, fmt::format("there is no selection `{}`", name));
    std::vector<std::string_view> names;
    for (const Selection& selection : scope_.rule.selections) names.push_back(selection.name.value);
    if (const auto near = base::closest(name, names)) {
      finding.note(fmt::format("did you mean `{}`?", *near));
      const bool certain = base::equalsIgnoringCase(*near, name);
      finding.fix(fmt::format("replace `{}` with `{}`", name, *near),
                  {{scope_.sources.outermost(span), std::string(*near)}},
                  certain ? base::Safety::safe : base::Safety::review);
    } else if (!names.empty() && names.size() <= 8) {
      std::string list;
      for (const std::string_view known : names) list += fmt::format("{}`{}`", list.empty() ? "" : ", ", known);
      finding.note(fmt::format("the rule has {}", list));
    }
  }

  std::optional<ir::Pred> quantify(const Quantified& quantified, base::Span span) {
    const std::string_view pattern = quantified.pattern.empty() ? "*" : std::string_view(quantified.pattern);
    std::vector<ir::Pred> preds;
    const Selection* hidden = nullptr;
    bool good = true, any = false;
    for (const Selection& selection : scope_.rule.selections) {
      if (!globMatches(pattern, selection.name.value)) continue;
      // Names that begin with an underscore are left out of patterns, by the specification.
      if (selection.name.value.starts_with('_')) {
        hidden = &selection;
        continue;
      }
      any = true;
      auto pred = use(selection, span);
      good = good && pred.has_value();
      if (pred) preds.push_back(std::move(*pred));
    }
    if (!any) {
      reportEmpty(quantified, hidden);
      return std::nullopt;
    }
    if (!good) return std::nullopt;
    return quantified.all ? ir::conjunction(std::move(preds), span) : ir::disjunction(std::move(preds), span);
  }

  void reportEmpty(const Quantified& quantified, const Selection* hidden) {
    auto& finding =
        scope_.report.add(codes::emptyPattern, quantified.patternSpan,
                          quantified.pattern.empty() ? "the rule has no selection that `them` could mean"
                                                     : fmt::format("no selection matches `{}`", quantified.pattern));
    if (hidden != nullptr) {
      finding.label(hidden->name.span, "left out, as its name begins with an underscore");
      return;
    }
    const auto& all = scope_.rule.selections;
    const auto begins = [&](const Selection& s) {
      return !s.name.value.starts_with('_') && globMatches(quantified.pattern + "*", s.name.value);
    };
    if (!quantified.pattern.empty() && std::any_of(all.begin(), all.end(), begins)) {
      const base::Span end = scope_.sources.outermost(quantified.patternSpan);
      finding.note(fmt::format("a pattern names whole selections; did you mean `{}*`?", quantified.pattern))
          .fix(fmt::format("write `{}*`", quantified.pattern), {{{end.file, end.end, end.end}, "*"}},
               base::Safety::review);
      return;
    }
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const Selection& selection : all) names.push_back(selection.name.value);
    std::string stem = quantified.pattern;
    std::erase(stem, '*');
    if (const auto near = base::closest(stem, names)) finding.note(fmt::format("the rule has a selection `{}`", *near));
  }

  Scope& scope_;
  Extent extent_;
  bool tooLarge_ = false;
};

// `selection 1 and …`: the words are right, but a condition cannot say such a name.
void noteUnspeakable(std::string_view text, Scope& scope) {
  for (const Selection& selection : scope.rule.selections) {
    const std::string& name = selection.name.value;
    const bool odd = name.find_first_of(" ()*|,&!\"'") != std::string::npos;
    if (!odd || name.empty() || text.find(name) == std::string_view::npos) continue;
    scope.report.findings().back().label(selection.name.span,
                                         "a condition cannot say this name: use letters, digits, `_`, `-` and `.`");
    return;
  }
}

}  // namespace

bool names(const Quantified& quantified, std::string_view selection) {
  return !selection.starts_with('_') && (quantified.pattern.empty() || globMatches(quantified.pattern, selection));
}

std::optional<ir::Pred> lowerCondition(const base::yaml::Node& condition, Scope& scope) {
  if (!condition.isScalar()) {
    scope.report.add(codes::wrongKind, condition.span, "a condition has to be text");
    return std::nullopt;
  }
  const base::FileId file = base::yaml::embed(scope.sources, condition);
  const auto tree = parseCondition(file, scope.sources, scope.report);
  if (!tree) {
    noteUnspeakable(condition.text, scope);
    return std::nullopt;
  }
  return Lowering(scope).lower(*tree);
}

}  // namespace quarry::rule
