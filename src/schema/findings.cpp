// What binding a field has to tell the author.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/bind.h"
#include "quarry/base/text.h"
#include "schema/binder.h"

namespace quarry::schema {

namespace {

// The name most likely meant: a member of a container whose name is misspelt, or a listed field.
std::optional<std::string> meant(const std::string& name, const Family& family, const Variant& variant) {
  const ir::Path path = ir::parsePath(name);
  for (const auto& [container, inner] : variant.containers) {
    const std::size_t size = ir::parsePath(container).size();
    if (path.size() <= size) continue;
    const std::vector<std::string_view> only = {container};
    const std::string head = keyOf({path.begin(), path.begin() + static_cast<std::ptrdiff_t>(size)});
    if (head != container && base::closest(head, only))
      return container + "." + ir::print(ir::Path(path.begin() + static_cast<std::ptrdiff_t>(size), path.end()));
  }
  std::vector<std::string_view> known;
  for (const auto& [field, map] : variant.fields) known.push_back(field);
  for (const auto& [other, own] : family.same) known.push_back(other);
  const auto near = base::closest(name, known);
  if (!near) return std::nullopt;
  return std::string(*near);
}

}  // namespace

base::Span Binder::place(const base::Origin& origin) const {
  return origin.empty() ? source_.primary() : origin.primary();
}

void Binder::warnOnce(const base::DiagnosticDef& def, const base::Origin& origin, const std::string& message,
                      const std::string& note) {
  if (!said_.insert(message).second) return;
  auto& finding = report_.add(def, place(origin), message);
  if (!note.empty()) finding.note(note);
}

Located Binder::find(const std::string& name, const base::Origin& origin, const std::string& element, Use use) {
  Located located = locate(family_, variant_, platform_, name, element, use);
  if (located.kind == Located::Kind::unmapped && said_.insert(name).second) {
    const ir::PhysicalField& field = *located.fields.front().physical;
    auto& finding =
        report_.add(settings_.strict ? codes::unmappedStrict : codes::unmappedField, place(origin),
                    fmt::format("`{}` is not in the map of `{}` on {}", name, family_.id, schema::name(platform_)));
    if (const auto near = meant(name, family_, variant_)) finding.note(fmt::format("did you mean `{}`?", *near));
    const std::string below = ir::print(field.path);
    const std::string passed = field.name + (below.empty() || below.starts_with("[]") ? "" : ".") + below;
    finding.note(
        fmt::format("it is passed through as `{}`; if no event has that, the condition is never true", passed));
  }
  if (!located.expression.empty()) compute(located.fields.front().physical->name, located.expression);
  if (located.kind == Located::Kind::mapped && located.map != nullptr && located.map->confidence == Confidence::low &&
      variant_.confidence != Confidence::low && said_.insert("low " + located.fields.front().physical->name).second)
    bound_.assumptions.push_back(
        fmt::format("{} is read from {}, which no record has confirmed", name, located.fields.front().physical->name));
  return located;
}

void Binder::useList(const ir::Listed& list, ir::Fold fold, const base::Origin& origin) {
  const std::string platform(name(platform_));
  const auto place = list.places.find(platform);
  if (place == list.places.end()) {
    if (said_.insert("list " + list.name).second)
      report_
          .add(codes::listNowhere, this->place(origin),
               fmt::format("nothing says what the list `{}` is called on {}", list.name, platform))
          .note(fmt::format("add it in the configuration: `lists: {{{}: {{{}: …}}}}`", list.name, platform));
    return;
  }
  const std::string column = list.column.empty() ? list.name : list.column;
  std::string assumption;
  switch (platform_) {
    case Platform::cql:
      assumption = fmt::format("the lookup file {} with the column {}", place->second, column);
      break;
    case Platform::kql:
      assumption = fmt::format("the watchlist {} with the column {}", place->second,
                               list.column.empty() ? std::string("SearchKey") : column);
      break;
    case Platform::spl:
      assumption = list.networks
                       ? fmt::format("the lookup definition {} with match_type = CIDR({})", place->second, column)
                       : fmt::format("the lookup definition {} with the column {} and case_sensitive_match = {}",
                                     place->second, column, fold == ir::Fold::exact);
      break;
  }
  if (std::find(bound_.assumptions.begin(), bound_.assumptions.end(), assumption) == bound_.assumptions.end())
    bound_.assumptions.push_back(std::move(assumption));
}

// Where no column holds the whole event, a reader has to know where keywords are looked for.
void Binder::tellKeywords() {
  if (bound_.text.empty() || !said_.insert("keywords").second) return;
  std::string columns;
  for (const ir::FieldRef& column : bound_.text) columns += (columns.empty() ? "" : ", ") + column.physical->name;
  bound_.assumptions.push_back("keywords stand in " + columns);
}

void Binder::compute(const std::string& column, const std::string& expression) {
  const bool known = std::any_of(bound_.computed.begin(), bound_.computed.end(),
                                 [&](const Computed& one) { return one.column == column; });
  if (!known) bound_.computed.push_back({column, expression});
}

bool Binder::leaveOut(const std::string& what, const std::string& reason, Effect effect, const base::Origin& origin) {
  const base::DiagnosticDef& def = codes::unavailableField;
  const bool accepted = effect != Effect::losesValue && settings_.allowed.contains(std::string(def.code));
  const std::string_view consequence = effect == Effect::widens    ? "leaving the condition out would widen the result"
                                       : effect == Effect::narrows ? "leaving the condition out would narrow the result"
                                                                   : "its value would always be missing";
  const std::string message =
      accepted ? fmt::format("{} is not available on {}: the condition is left out, which {} the result", what,
                             name(platform_), effect == Effect::widens ? "widens" : "narrows")
               : fmt::format("{} is not available on {}", what, name(platform_));
  auto& finding = report_.add(def, place(origin), message);
  finding.note(reason);
  if (accepted) {
    finding.severity = base::Severity::warning;
    return accepted;
  }
  finding.note("what is kept there: " + variant_.evidence);
  finding.note(std::string(consequence));
  return accepted;
}

}  // namespace quarry::schema
