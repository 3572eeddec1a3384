#include "rule/modifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "quarry/base/codes.h"
#include "quarry/base/text.h"

namespace quarry::rule {

namespace {

enum class Role { position, encoder, pattern, flag, compare, combine, element, later };

struct Row {
  Modifier modifier;
  std::string_view spelling;
  Role role;
};

constexpr Row kRows[] = {
#define QUARRY_MODIFIER(symbol, spelling, role) {Modifier::symbol, spelling, Role::role},
#include "rule/modifiers.def"
#undef QUARRY_MODIFIER
};

const Row* find(std::string_view name) {
  if (name == "ignorecase") name = "i";
  if (name == "multiline") name = "m";
  if (name == "dotall") name = "s";
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.spelling == name; });
  return row == std::end(kRows) ? nullptr : row;
}

Role roleOf(Modifier modifier) { return kRows[static_cast<std::size_t>(modifier)].role; }

std::optional<std::string> problem(const Chain& before, const Row& next) {
  const auto any = [&](Role role) { return std::any_of(before.order.begin(), before.order.end(), [&](Modifier m) { return roleOf(m) == role; }); };
  const auto last = [&](Modifier m) { return !before.order.empty() && before.order.back() == m; };
  if (before.has(next.modifier)) return "it stands twice";
  switch (next.role) {
    case Role::position:
      if (any(Role::position)) return "the text can be at one place only";
      if (before.has(Modifier::cidr) || before.has(Modifier::exists) || any(Role::compare)) return "there is no text to place";
      return std::nullopt;
    case Role::encoder: {
      const bool isBase64 = next.modifier == Modifier::base64 || next.modifier == Modifier::base64offset;
      if (any(Role::pattern) || any(Role::compare)) return "encoders work on text";
      if (any(Role::position) && next.modifier != Modifier::windash) return "encoders come before `contains`, `startswith` and `endswith`";
      if (before.has(Modifier::base64) || before.has(Modifier::base64offset)) return "nothing can be encoded after base64";
      if (!isBase64 && next.modifier != Modifier::windash && any(Role::encoder) && !last(Modifier::windash)) return "one encoding of the text is enough";
      return std::nullopt;
    }
    case Role::pattern:
      if (any(Role::pattern) || any(Role::compare) || any(Role::encoder) || any(Role::position)) return "it comes first and stands for the whole value";
      return std::nullopt;
    case Role::flag:
      if (!before.has(Modifier::re)) return "it is a flag of `re`";
      return std::nullopt;
    case Role::compare:
      if (any(Role::pattern) || any(Role::compare) || any(Role::encoder) || any(Role::position)) return "a comparison stands alone";
      return std::nullopt;
    case Role::combine:
      if (next.modifier == Modifier::cased && (before.has(Modifier::re) || before.has(Modifier::cidr) || before.has(Modifier::exists) || any(Role::compare)))
        return "only text compares by case";
      return std::nullopt;
    case Role::element:
    case Role::later:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

bool Chain::has(Modifier modifier) const { return std::find(order.begin(), order.end(), modifier) != order.end(); }

std::optional<Modifier> Chain::position() const {
  for (const Modifier m : order)
    if (roleOf(m) == Role::position) return m;
  return std::nullopt;
}

std::optional<Modifier> Chain::comparison() const {
  for (const Modifier m : order)
    if (roleOf(m) == Role::compare) return m;
  return std::nullopt;
}

std::optional<Chain> readChain(const Item& item, base::Report& report) {
  Chain chain;
  const std::size_t before = report.size();
  for (const Text& modifier : item.modifiers) {
    const Row* row = find(modifier.value);
    if (row == nullptr) {
      std::vector<std::string_view> names;
      for (const Row& known : kRows) names.push_back(known.spelling);
      auto& finding = report.add(codes::unknownModifier, modifier.span, fmt::format("there is no modifier `{}`", modifier.value));
      if (const auto near = base::closest(modifier.value, names)) finding.note(fmt::format("did you mean `{}`?", *near));
      continue;
    }
    if (row->role == Role::later) {
      report.add(codes::modifierUnsupported, modifier.span, fmt::format("`{}` is not compiled yet", row->spelling));
      continue;
    }
    if (const auto why = problem(chain, *row)) {
      report.add(codes::modifierOrder, modifier.span, fmt::format("`{}` cannot stand here: {}", row->spelling, *why));
      continue;
    }
    chain.order.push_back(row->modifier);
  }
  if (chain.has(Modifier::base64offset) && chain.position() != Modifier::contains && !report.hasErrorsSince(before))
    report.add(codes::modifierOrder, item.modifiers.back().span, "`base64offset` finds a part of a longer text, so `contains` has to follow");
  if (chain.has(Modifier::allElements) && chain.has(Modifier::anyOf))
    report.add(codes::modifierOrder, item.modifiers.back().span, "`any_of` and `all_elements` exclude each other");
  if (report.hasErrorsSince(before)) return std::nullopt;
  return chain;
}

}  // namespace quarry::rule
