#include "carry/restriction.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "schema/choose.h"
#include "schema/locate.h"
#include "schema/stored.h"

namespace quarry::carry {

namespace {

// The events are told apart by their number: those that any variant of the family reads.
std::set<std::string> eventIds(const schema::Family& family) {
  std::set<std::string> ids;
  for (const auto& [platform, variants] : family.variants)
    for (const schema::Variant& variant : variants) {
      const auto field = variant.fields.find("EventID");
      if (field == variant.fields.end() || field->second.places.empty()) continue;
      for (const schema::Restriction& one : variant.restriction) {
        if (one.field != field->second.places.front().name) continue;
        for (const std::string& value : one.values) {
          const std::string parameter = schema::parameterIn(value);
          const auto given = variant.with.find(parameter);
          if (parameter.empty())
            ids.insert(value);
          else if (given != variant.with.end())
            ids.insert(given->second.begin(), given->second.end());
          else
            return {};
        }
      }
    }
  return ids;
}

// The text that meets the operand: a pattern's own text.
std::string sample(const ir::Operand& operand) {
  if (const auto* number = std::get_if<ir::Number>(&operand.value)) return number->text;
  std::string out;
  if (const auto* glob = std::get_if<ir::Glob>(&operand.value))
    for (const ir::GlobToken& token : glob->tokens)
      if (const auto* text = std::get_if<std::string>(&token)) out += *text;
  return out;
}

bool meets(const ir::Operand& operand, const std::string& text) {
  if (const auto* number = std::get_if<ir::Number>(&operand.value)) return engine::parseNumber(text) == number->value;
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  return glob != nullptr && schema::matches(*glob, text, ir::Fold::exact);
}

// How many of the event's fields the record keeps only if the column holds the value.
std::size_t kept(const Destination& to, const Leaves& leaves, const std::string& column, const std::string& value) {
  return static_cast<std::size_t>(std::count_if(leaves.all.begin(), leaves.all.end(), [&](const Leaf& leaf) {
    const auto map = to.variant.fields.find(leaf.name());
    if (map == to.variant.fields.end()) return false;
    return std::any_of(map->second.places.begin(), map->second.places.end(), [&](const schema::Place& place) {
      const auto& values = place.when.values;
      return place.when.field == column && std::find(values.begin(), values.end(), value) != values.end();
    });
  }));
}

// Of several records that the event may become, the one that keeps most of it.
const ir::Operand& best(const ir::Test& test, const Destination& to, const Leaves& leaves) {
  const std::string& column = test.field.physical->name;
  return *std::max_element(test.operands.begin(), test.operands.end(), [&](const auto& a, const auto& b) {
    return kept(to, leaves, column, sample(a)) < kept(to, leaves, column, sample(b));
  });
}

// Where one element of an array stands.
std::string elementOf(std::string name) {
  for (std::size_t at = name.find("[]"); at != std::string::npos; at = name.find("[]", at)) name.insert(at + 1, "0");
  return name;
}

// Text that the column has to contain: into a text at its end, into an object as the members that it spells.
void addWithin(Row& row, const std::string& column, const std::string& text) {
  const auto members = row.has(column) && !row.isText(column) ? engine::parseJson("{" + text + "}") : std::nullopt;
  if (!members || members->object() == nullptr) return row.append(column, text);
  for (const auto& [name, value] : *members->object()) row.into(column, {{name, false, {}}}, value, false);
}

std::string obey(const ir::Test& test, const Destination& to, const Leaves& leaves, Row& row,
                 std::vector<std::string>& implied) {
  const std::string column = elementOf(test.field.physical->name);
  const std::string held = row.text(column);
  if (row.has(column) && std::any_of(test.operands.begin(), test.operands.end(),
                                     [&](const ir::Operand& operand) { return meets(operand, held); }))
    return {};
  const auto* glob = std::get_if<ir::Glob>(&test.operands.front().value);
  const bool within = glob != nullptr && glob->tokens.size() > 1;
  if (row.has(column) && !within)
    return fmt::format("its `{}` is {}, and the query asks for {}", column, held, sample(test.operands.front()));
  for (const auto& [name, map] : to.variant.fields) {
    const schema::Located located = schema::locate(to.family, to.variant, to.platform, name);
    if (!located.fields.empty() && located.fields.front().physical->name == column) implied.push_back(name);
  }
  const ir::Operand& chosen = best(test, to, leaves);
  std::string text = sample(chosen);
  if (within)
    addWithin(row, column, text);
  else if (text.empty())  // any index
    row.set(column, column == "index" ? "main" : "-");
  else if (const auto* number = std::get_if<ir::Number>(&chosen.value))
    row.set(column, engine::Number{number->value, number->text});
  else
    row.set(column, std::move(text));
  return {};
}

}  // namespace

std::string foreign(const schema::Family& family, const Leaves& leaves) {
  const Leaf* id = leaves.find("EventID");
  const std::set<std::string> ids = eventIds(family);
  if (id == nullptr || ids.empty()) return {};
  const std::string text = engine::textOf(id->value).value_or("");
  if (ids.contains(text)) return {};
  return fmt::format("its EventID is {}, and that of {} is {}", text, family.id, fmt::join(ids, ", "));
}

std::string obeyRestriction(const Destination& to, const Leaves& leaves, Row& row, std::vector<std::string>& implied) {
  std::vector<std::string> assumptions;
  const ir::Pred pred = schema::restrictionOf(to.variant, to.serves, to.platform, to.settings, assumptions);
  std::vector<const ir::Test*> tests;
  if (const auto* test = std::get_if<ir::Test>(&pred.node)) tests.push_back(test);
  if (const auto* all = std::get_if<ir::And>(&pred.node))
    for (const ir::Pred& one : all->of)
      if (const auto* test = std::get_if<ir::Test>(&one.node)) tests.push_back(test);
  for (const ir::Test* test : tests)
    if (std::string why = obey(*test, to, leaves, row, implied); !why.empty()) return why;
  return {};
}

}  // namespace quarry::carry
