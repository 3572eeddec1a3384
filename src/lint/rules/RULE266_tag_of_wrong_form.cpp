// A tag has not the form of its namespace.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE266_tag_of_wrong_form;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.impact, attack.t1485, cve.2024.1234]", "tags: [attack.impact, attack.t1485, cve.2024-1234]"},
};

// 9 for a digit: the text has the form, with at least as many digits where it ends in one.
bool looksLike(std::string_view text, std::string_view form) {
  std::size_t i = 0;
  for (; i < form.size(); ++i) {
    if (i >= text.size()) return false;
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '9' ? !digit : text[i] != form[i]) return false;
  }
  return text.find_first_not_of("0123456789", i) == std::string_view::npos;
}
bool oneOf(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

// The form that is not kept.
std::optional<std::string_view> violated(std::string_view space, std::string_view rest) {
  if (space == "cve") return looksLike(rest, "9999-9999") ? std::nullopt : std::optional("cve.2024-1234");
  if (space == "car") return looksLike(rest, "9999-99-999") ? std::nullopt : std::optional("car.2016-04-005");
  if (space == "tlp")
    return oneOf(rest, {"red", "amber", "amber-strict", "green", "clear", "white"}) ? std::nullopt
                                                                                    : std::optional("tlp.amber");
  if (space == "detection")
    return oneOf(rest, {"dfir", "emerging-threats", "threat-hunting"}) ? std::nullopt
                                                                       : std::optional("detection.threat-hunting");
  if (space == "stp") {
    const bool good = !rest.empty() && rest[0] >= '1' && rest[0] <= '5' &&
                      (rest.size() == 1 || (rest.size() == 2 && oneOf(rest.substr(1), {"a", "u", "k"})));
    return good ? std::nullopt : std::optional("stp.4a");
  }
  return std::nullopt;
}

void check(const DocumentContext& context, base::Report& report) {
  for (const Text& tag : rule::about(context.document).tags) {
    const std::size_t dot = tag.value.find('.');
    if (dot == std::string::npos) continue;
    const std::string space = tag.value.substr(0, dot), rest = tag.value.substr(dot + 1);
    if (const auto form = violated(space, rest))
      report.add(RULE266_tag_of_wrong_form.def, tag.span, fmt::format("a tag of `{}` looks like `{}`", space, *form));
  }
}

}  // namespace

const Rule RULE266_tag_of_wrong_form = {{"RULE266", "tag-of-wrong-form", base::Severity::warning, base::Category::rule,
                                         base::FixKind::none, "a tag has not the form of its namespace",
                                         "Each namespace has a form: `cve.2024-1234`, `car.2016-04-005`, `tlp.amber`, "
                                         "`stp.4a`, `detection.threat-hunting`, `d3fend.d3-fa`."},
                                        check,
                                        kExamples};

}  // namespace quarry::lint
