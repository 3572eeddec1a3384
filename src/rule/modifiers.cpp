#include "rule/modifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"

namespace quarry::rule {

namespace {

enum class Role {
  position,
  dash,
  encoding,
  base64,
  regex,
  flag,
  network,
  presence,
  compare,
  reference,
  cased,
  list,
  inverse,
  element,
  placeholder,
  part,
  lookup
};

struct Row {
  std::string_view spelling, other;
  Modifier modifier;
  Role role;
};

constexpr Row kRows[] = {
#define QUARRY_MODIFIER(symbol, spelling, other, role) {spelling, other, Modifier::symbol, Role::role},
#include "rule/modifiers.def"
#undef QUARRY_MODIFIER
};

const Row& rowOf(Modifier modifier) { return kRows[static_cast<std::size_t>(modifier)]; }

constexpr unsigned roles(std::initializer_list<Role> of) {
  unsigned mask = 0;
  for (const Role role : of) mask |= 1U << static_cast<unsigned>(role);
  return mask;
}

// What may stand before a modifier of a role, at any distance. Everything else may not.
constexpr unsigned before(Role role) {
  using enum Role;
  constexpr unsigned kCounting = roles({list, inverse});
  switch (role) {
    case position:
      return roles({dash, encoding, base64, regex, flag, reference, cased, placeholder}) | kCounting;
    case dash:
      return roles({position, cased, placeholder}) | kCounting;
    case encoding:
      return roles({dash, cased, placeholder}) | kCounting;
    case base64:
      return roles({dash, encoding, cased, placeholder}) | kCounting;
    case regex:
    case network:
      return roles({placeholder}) | kCounting;
    case compare:
      return roles({placeholder, part}) | kCounting;
    case reference:
      return kCounting;
    case flag:
      return roles({regex, flag, position, placeholder}) | kCounting;
    case presence:
      return roles({inverse});
    case cased:
      return roles({position, dash, encoding, base64, reference, placeholder}) | kCounting;
    case list:
      return ~roles({presence, element, part});
    case inverse:
      return ~0U;
    case element:
      return roles({inverse});
    case placeholder:
      return roles({position, dash, regex, flag, network, compare, cased, part}) | kCounting;
    case part:
      return roles({placeholder, inverse});
    case lookup:
      return roles({network, cased}) | kCounting;
  }
  return 0;
}

bool mayFollow(Role next, Role earlier) { return (before(next) >> static_cast<unsigned>(earlier) & 1U) != 0; }

const Row* find(std::string_view name) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) {
    return r.spelling == name || (!r.other.empty() && r.other == name);
  });
  return row == std::end(kRows) ? nullptr : row;
}

// The modifier before which `next` cannot stand, if any.
std::optional<std::size_t> conflict(const Chain& chain, Role next) {
  for (std::size_t i = 0; i < chain.order.size(); ++i)
    if (!mayFollow(next, rowOf(chain.order[i]).role)) return i;
  return std::nullopt;
}

bool fits(const Chain& chain, const Row& next) {
  const bool needsRegex = next.role == Role::flag && !chain.has(Modifier::re);
  return !chain.has(next.modifier) && !conflict(chain, next.role) && !needsRegex;
}

// "`all`, `neq`": what could stand after the chain instead.
std::string legalAfter(const Chain& chain) {
  std::string list;
  for (const Row& row : kRows)
    if (fits(chain, row)) list += fmt::format("{}`{}`", list.empty() ? "" : ", ", row.spelling);
  return list;
}

// The modifier with the `|` before it.
base::Span withBar(base::Span modifier) {
  return {modifier.file, modifier.begin - std::min(modifier.begin, 1U), modifier.end};
}

// The modifier that is called so elsewhere.
std::optional<std::string_view> translated(std::string_view word) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {{"regex", "re"},
                                                                             {"regexp", "re"},
                                                                             {"matches", "re"},
                                                                             {"like", "contains"},
                                                                             {"includes", "contains"},
                                                                             {"has", "contains"},
                                                                             {"prefix", "startswith"},
                                                                             {"beginswith", "startswith"},
                                                                             {"suffix", "endswith"},
                                                                             {"not", "neq"},
                                                                             {"ne", "neq"},
                                                                             {"casesensitive", "cased"},
                                                                             {"case", "cased"},
                                                                             {"cs", "cased"},
                                                                             {"subnet", "cidr"},
                                                                             {"network", "cidr"},
                                                                             {"ip", "cidr"},
                                                                             {"null", "exists"},
                                                                             {"isnull", "exists"},
                                                                             {"placeholder", "expand"},
                                                                             {"field", "fieldref"},
                                                                             {"greater", "gt"},
                                                                             {"less", "lt"},
                                                                             {"ge", "gte"},
                                                                             {"le", "lte"},
                                                                             {"unicode", "wide"},
                                                                             {"allof", "all"}};
  for (const auto& [foreign, own] : kWords)
    if (base::equalsIgnoringCase(word, foreign)) return own;
  return std::nullopt;
}

void reportUnknown(const Text& modifier, base::Report& report) {
  if (modifier.value.empty()) {
    report.add(codes::unknownModifier, withBar(modifier.span), "a modifier is missing after `|`")
        .fix("remove the `|`", {{withBar(modifier.span), ""}}, base::Safety::review);
    return;
  }
  std::vector<std::string_view> names;
  for (const Row& row : kRows) names.push_back(row.spelling);
  auto& finding =
      report.add(codes::unknownModifier, modifier.span, fmt::format("there is no modifier `{}`", modifier.value));
  std::string bare;
  for (const char c : modifier.value)
    if (c != ' ' && c != '_' && c != '-') bare += c;
  // What other languages call it; a single letter is near to everything.
  const auto near = bare.size() == 1               ? std::nullopt
                    : translated(bare).has_value() ? translated(bare)
                                                   : base::closest(bare, names);
  if (!near) return;
  finding.note(fmt::format("did you mean `{}`?", *near));
  finding.fix(fmt::format("replace `{}` with `{}`", modifier.value, *near), {{modifier.span, std::string(*near)}},
              base::equalsIgnoringCase(bare, *near) ? base::Safety::safe : base::Safety::review);
}

void reportOrder(const Item& item, const Chain& chain, std::size_t at, const Row& next, base::Report& report) {
  const Text& modifier = item.modifiers[at];
  const auto same = std::find(chain.order.begin(), chain.order.end(), next.modifier);
  if (same != chain.order.end()) {
    report.add(codes::modifierOrder, modifier.span, fmt::format("`{}` stands here twice", next.spelling))
        .fix("remove the second one", {{withBar(modifier.span), ""}}, base::Safety::safe);
    return;
  }
  const auto clash = conflict(chain, next.role);
  if (!clash) {
    report.add(codes::modifierOrder, modifier.span,
               fmt::format("`{}` is a flag of `re`, and there is no `re` before it", next.spelling));
    return;
  }
  const Row& earlier = rowOf(chain.order[*clash]);
  const bool swapped = mayFollow(earlier.role, next.role);
  auto& finding =
      report.add(codes::modifierOrder, modifier.span,
                 swapped ? fmt::format("`{}` has to stand before `{}`", next.spelling, earlier.spelling)
                         : fmt::format("`{}` and `{}` cannot be combined", earlier.spelling, next.spelling));
  if (swapped && *clash + 1 == at) {
    finding.fix(fmt::format("write `{}|{}`", next.spelling, earlier.spelling),
                {{item.modifiers[*clash].span, modifier.value}, {modifier.span, item.modifiers[*clash].value}},
                base::Safety::safe);
  } else if (!swapped) {
    const std::string legal = legalAfter(chain);
    if (!legal.empty()) finding.note(fmt::format("what can follow here: {}", legal));
  }
}

// What a modifier needs behind it.
void checkComplete(const Item& item, const Chain& chain, base::Report& report) {
  const auto spanOf = [&](Modifier m) {
    return item
        .modifiers[static_cast<std::size_t>(std::find(chain.order.begin(), chain.order.end(), m) - chain.order.begin())]
        .span;
  };
  const auto insert = [&](Modifier after, std::string_view what) {
    const base::Span span = spanOf(after);
    return std::vector<base::Edit>{{{span.file, span.end, span.end}, fmt::format("|{}", what)}};
  };
  if (chain.has(Modifier::base64offset) && chain.position() != Modifier::contains)
    report
        .add(codes::modifierOrder, spanOf(Modifier::base64offset),
             "`base64offset` finds a part of a longer text, so `contains` has to follow")
        .fix("add `contains`", insert(Modifier::base64offset, "contains"), base::Safety::review);
  if (chain.has(Modifier::base64) || chain.has(Modifier::base64offset)) return;
  for (const Modifier m : chain.order)
    if (rowOf(m).role == Role::encoding)
      report
          .add(codes::modifierOrder, spanOf(m),
               fmt::format("`{}` makes bytes, so `base64` or `base64offset` has to follow", rowOf(m).spelling))
          .fix("add `base64offset`", insert(m, "base64offset"), base::Safety::review);
}

}  // namespace

bool Chain::has(Modifier modifier) const { return std::find(order.begin(), order.end(), modifier) != order.end(); }

std::optional<Modifier> Chain::position() const {
  for (const Modifier m : order)
    if (rowOf(m).role == Role::position) return m;
  return std::nullopt;
}

std::optional<Modifier> Chain::comparison() const {
  for (const Modifier m : order)
    if (rowOf(m).role == Role::compare) return m;
  return std::nullopt;
}

std::optional<Modifier> Chain::part() const {
  for (const Modifier m : order)
    if (rowOf(m).role == Role::part) return m;
  return std::nullopt;
}

bool Chain::encodes() const {
  return std::any_of(order.begin(), order.end(),
                     [](Modifier m) { return rowOf(m).role == Role::encoding || rowOf(m).role == Role::base64; });
}

std::optional<Chain> readChain(const Item& item, base::Report& report) {
  Chain chain;
  bool good = true;
  for (std::size_t i = 0; i < item.modifiers.size(); ++i) {
    const Row* row = find(item.modifiers[i].value);
    if (row == nullptr) {
      reportUnknown(item.modifiers[i], report);
      good = false;
    } else if (good && !fits(chain, *row)) {
      reportOrder(item, chain, i, *row, report);
      return std::nullopt;
    } else if (good) {
      chain.order.push_back(row->modifier);
    }
  }
  if (!good) return std::nullopt;
  const std::size_t before = report.size();
  checkComplete(item, chain, report);
  if (report.size() > before) return std::nullopt;
  return chain;
}

}  // namespace quarry::rule
