// What is said about a condition that cannot be read, in the words of someone who writes rules.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "rule/condition_messages.h"

namespace quarry::rule {

namespace {

using base::Span;

bool isKeyword(std::string_view word) {
  const std::string lower = base::asciiLower(word);
  return lower == "and" || lower == "or" || lower == "not" || lower == "of";
}

bool isNumber(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What other languages write for a keyword.
struct Foreign {
  std::string_view keyword;
  std::uint32_t length;
};
std::optional<Foreign> foreignOperator(const Word& found, const Word& next) {
  const bool doubled = next.text == found.text && next.span.begin == found.span.end;
  if (found.text == "&") return Foreign{"and", doubled ? 2U : 1U};
  if (found.text == "|") return Foreign{"or", doubled ? 2U : 1U};
  if (found.text == "!") return Foreign{"not", 1};
  return std::nullopt;
}

void reportForeign(const Word& found, const Foreign& foreign, const base::Sources& sources, base::Report& report) {
  const Span whole{found.span.file, found.span.begin, found.span.begin + foreign.length};
  const std::string written(foreign.length, found.text.front());
  const std::string_view text = sources[whole.file].text();
  const auto isBlank = [&](std::size_t at) {
    return at >= text.size() || text[at] == ' ' || text[at] == '\n' || text[at] == '\t';
  };
  const std::string replacement =
      fmt::format("{}{}{}", whole.begin == 0 || isBlank(whole.begin - 1) || text[whole.begin - 1] == '(' ? "" : " ",
                  foreign.keyword, isBlank(whole.end) ? "" : " ");
  report
      .add(codes::conditionSyntax, whole,
           fmt::format("`{}` is not an operator of conditions; write `{}`", written, foreign.keyword))
      .fix(fmt::format("replace `{}` with `{}`", written, foreign.keyword), {{sources.outermost(whole), replacement}},
           base::Safety::safe);
}

void reportAggregation(Span pipe, std::string_view after, base::Report& report) {
  const std::size_t word = after.find_first_not_of(" \t\r\n");
  const bool near = word != std::string_view::npos && after.substr(word).starts_with("near");
  const Span span{pipe.file, pipe.begin, pipe.end + static_cast<std::uint32_t>(after.size())};
  report
      .add(codes::oldAggregation, span,
           near ? "`| near` is no longer part of a condition" : "aggregations are no longer part of a condition")
      .note(near ? "write a correlation rule of type `temporal` or `temporal_ordered` over the rules that must occur "
                   "together"
                 : "write a correlation rule (`event_count` or `value_count` with `group-by`, `timespan` and "
                   "`condition`), or a "
                   "`group` step and a `where`");
}

}  // namespace

bool checkConditionText(base::FileId file, const base::Sources& sources, base::Report& report) {
  const std::string_view text = sources[file].text();
  const auto at = [&](std::size_t i) {
    return Span{file, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1)};
  };
  const auto error = [&](Span span, std::string message) {
    report.add(codes::conditionSyntax, span, std::move(message));
    return false;
  };
  if (text.size() > base::limit::kConditionBytes) {
    report.add(codes::conditionTooLarge, at(0),
               fmt::format("the condition is longer than {} KiB", base::limit::kConditionBytes / 1024));
    return false;
  }
  if (const auto bad = base::invalidUtf8(text))
    return error(at(*bad), "the condition holds a character that is not valid Unicode");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    report.add(codes::conditionSyntax, {file, 0, static_cast<std::uint32_t>(text.size())}, "the condition is empty")
        .note("name the selections to match: `selection and not 1 of filter_*`");
    return false;
  }
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '|') {
      if (i + 1 < text.size() && text[i + 1] == '|') {
        reportForeign({text.substr(i, 1), at(i)}, {"or", 2}, sources, report);
      } else {
        reportAggregation(at(i), text.substr(i + 1), report);
      }
      return false;
    }
    if (text[i] == '(') {
      open.push_back(i);
      if (open.size() > base::limit::kConditionLevels) {
        report.add(codes::conditionTooLarge, at(i),
                   fmt::format("parentheses nest deeper than {} levels", base::limit::kConditionLevels));
        return false;
      }
    } else if (text[i] == ')') {
      if (open.empty()) return error(at(i), "this `)` closes nothing");
      open.pop_back();
    }
  }
  if (!open.empty()) return error(at(open.back()), "this `(` is never closed");
  return true;
}

void reportKeywordCase(const Word& keyword, const base::Sources& sources, base::Report& report) {
  const std::string lower = base::asciiLower(keyword.text);
  report.add(codes::conditionCase, keyword.span, fmt::format("`{}` is written in lower case", keyword.text))
      .fix(fmt::format("write `{}`", lower), {{sources.outermost(keyword.span), lower}}, base::Safety::safe);
}

void reportUnexpected(const Word& before, const Word& found, const Word& next, Expected expected,
                      const base::Sources& sources, base::Report& report) {
  const auto error = [&](Span span, std::string message) -> base::Diagnostic& {
    return report.add(codes::conditionSyntax, span, std::move(message));
  };
  const auto insertBefore = [&](Span span, std::string_view text) {
    const Span place = sources.outermost(span);
    return std::vector<base::Edit>{{{place.file, place.begin, place.begin}, std::string(text)}};
  };
  const std::string after = before.text.empty() ? "at the start" : fmt::format("after `{}`", before.text);

  if (const auto foreign = foreignOperator(found, next)) {
    reportForeign(found, *foreign, sources, report);
    return;
  }
  if (expected.target) {
    // At the end the last word is the better place to point at.
    error(found.text.empty() ? before.span : found.span,
          fmt::format("expected `them` or a pattern such as `filter_*` {}", after));
    return;
  }
  if (expected.operand) {
    if (found.text.find('*') != std::string_view::npos) {
      error(found.span,
            fmt::format("`{}` is a pattern: say how many of the selections it names have to match", found.text))
          .note(fmt::format("`1 of {0}` needs one of them, `all of {0}` every one", found.text))
          .fix("write `1 of`", insertBefore(found.span, "1 of "), base::Safety::review);
      return;
    }
    if (found.text.empty())
      error(before.span, fmt::format("the condition ends {}, where a selection should follow", after));
    else
      error(found.span, fmt::format("expected a selection, `not` or `(` {}, found `{}`", after, found.text));
    return;
  }
  if (isNumber(before.text) && base::asciiLower(found.text) == "of") {
    error(base::join(before.span, found.span),
          fmt::format("`{} of` does not exist: only `1 of`, `any of` and `all of` do", before.text))
        .note("to need several of many, join them with `and` and `or`, or count with a correlation rule");
    return;
  }
  const std::string lower = base::asciiLower(before.text);
  if ((lower == "1" || lower == "all" || lower == "any") && !isKeyword(found.text)) {
    error(found.span, fmt::format("expected `of` after `{}`, found `{}`", before.text, found.text))
        .fix("insert `of`", insertBefore(found.span, "of "), base::Safety::review);
    return;
  }
  if (lower == "1of" || lower == "allof" || lower == "anyof") {
    const std::string apart = lower.substr(0, lower.size() - 2) + " of";
    error(before.span, fmt::format("`{}` is written `{}`", before.text, apart))
        .fix(fmt::format("write `{}`", apart), {{sources.outermost(before.span), apart}}, base::Safety::safe);
    return;
  }
  error(found.span, fmt::format("expected `and`, `or` or the end {}, found `{}`", after, found.text));
}

}  // namespace quarry::rule
