#include "target/spl/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "quarry/base/text.h"
#include "target/phrase.h"
#include "target/spl/literals.h"
#include "target/spl/quote.h"

namespace quarry::target::spl {

namespace {

// The text of a glob between quotes; none if a star is literal (it cannot be escaped), a wildcard stands inside, a
// control character would break the line, or two dollars would make a token of what is between them.
std::optional<std::string> pattern(const ir::Glob& glob) {
  const ir::GlobShape s = shape(glob);
  if (s == ir::GlobShape::general) return std::nullopt;
  const std::string_view text = literal(glob);
  if (text.find('*') != std::string_view::npos || std::count(text.begin(), text.end(), '$') > 1) return std::nullopt;
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return std::nullopt;
  std::string out;
  if (s == ir::GlobShape::suffix || s == ir::GlobShape::contains || s == ir::GlobShape::anything) out += '*';
  out += text;
  if (s == ir::GlobShape::prefix || s == ir::GlobShape::contains) out += '*';
  return quote(out);
}

// Exact letters are beyond `search`, which folds; where a field's values have one spelling it finds the same.
bool foldIsExact(const ir::Test& test) {
  if (test.fold != ir::Fold::exact) return true;
  if (test.field.physical && test.field.physical->caseRule == ir::CaseRule::oneSpelling) return true;
  return std::all_of(test.operands.begin(), test.operands.end(), [](const ir::Operand& operand) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    return glob != nullptr && std::all_of(glob->tokens.begin(), glob->tokens.end(), [](const ir::GlobToken& token) {
             const auto* text = std::get_if<std::string>(&token);
             return text == nullptr || !base::hasCase(*text);
           });
  });
}

std::optional<std::vector<std::string>> values(const ir::Test& test) {
  std::vector<std::string> out;
  for (const ir::Operand& operand : test.operands) {
    if (const auto* glob = std::get_if<ir::Glob>(&operand.value)) {
      auto text = pattern(*glob);
      if (!text) return std::nullopt;
      out.push_back(std::move(*text));
    } else if (const auto* n = std::get_if<ir::Number>(&operand.value)) {
      out.push_back(number(n->value));
    } else if (const auto* flag = std::get_if<bool>(&operand.value)) {
      out.emplace_back(*flag ? "\"true\"" : "\"false\"");
    } else if (const auto* network = std::get_if<ir::Network>(&operand.value); network != nullptr && !network->v6) {
      out.push_back(quote(network->text));
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::string equality(const std::string& field, const std::vector<std::string>& values) {
  if (values.size() == 1) return field + "=" + values.front();
  return fmt::format("{} IN ({})", field, join(values, ", "));
}

std::optional<std::string> testTerm(const ir::Test& test, const Names& names, bool nested) {
  if (test.quantifier == ir::Quantifier::all || test.op == ir::Op::sameAs || test.op == ir::Op::inList)
    return std::nullopt;
  const auto all = values(test);
  if (!all) return std::nullopt;
  // What the whole text contains is asked of no field: so it is looked up in the index first.
  const bool contains = std::all_of(test.operands.begin(), test.operands.end(), [](const ir::Operand& operand) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    return glob != nullptr && shape(*glob) == ir::GlobShape::contains;
  });
  const bool inText = test.op == ir::Op::matches && contains && names.of(test.field) == "_raw";
  if (test.field.kind == ir::FieldRef::Kind::raw || inText) {
    if (!foldIsExact(test) && !inText) return std::nullopt;
    const std::string text = join(*all, " OR ");
    return nested && all->size() > 1 ? "(" + text + ")" : text;
  }
  const std::string field = searchField(names.of(test.field));
  switch (test.op) {
    case ir::Op::present:
      return field + "=*";
    case ir::Op::null:
      return "NOT " + field + "=*";
    case ir::Op::matches:
      if (!foldIsExact(test)) return std::nullopt;
      return equality(field, *all);
    case ir::Op::equals:
      return equality(field, *all);
    case ir::Op::inNetwork: {
      std::vector<std::string> parts;
      parts.reserve(all->size());
      for (const std::string& one : *all) parts.push_back(fmt::format("{}={}", field, one));
      const std::string text = join(parts, " OR ");
      return nested && parts.size() > 1 ? "(" + text + ")" : text;
    }
    case ir::Op::less:
    case ir::Op::lessEqual:
    case ir::Op::greater:
    case ir::Op::greaterEqual: {
      // `search` compares as text unless both sides are numbers: only a field that is surely a number.
      const bool isNumber = test.field.physical && test.field.physical->type.kind == ir::TypeKind::number;
      if (!isNumber || all->size() != 1) return std::nullopt;
      return field + std::string(orderSign(test.op)) + all->front();
    }
    case ir::Op::sameAs:
    case ir::Op::inList:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string presence(const ir::FieldRef& field, const Names& names) { return searchField(names.of(field)) + "=*"; }

// A term that lets through at least what the condition does.
struct Weakened {
  std::string text;
  bool asksMore = false;  // than that a field is there
};

// The values of which a match of the test meets one; none if some operand promises none.
template <typename Required>
std::optional<AnyOf> requiredOfAny(const ir::Test& test, const Required& required) {
  AnyOf all;
  for (const ir::Operand& operand : test.operands) {
    std::optional<AnyOf> some;
    if (const auto* glob = std::get_if<ir::Glob>(&operand.value))
      some = required(*glob);
    else if (const auto* regex = std::get_if<ir::Regex>(&operand.value))
      some = required(*regex);
    if (!some) return std::nullopt;
    for (std::string& one : *some)
      if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(std::move(one));
  }
  return all;
}

struct WholeOrRequired {
  std::optional<AnyOf> operator()(const ir::Glob& glob) const {
    if (auto whole = pattern(glob)) return AnyOf{std::move(*whole)};
    return requiredOf(glob);
  }
  std::optional<AnyOf> operator()(const ir::Regex& regex) const { return requiredOf(regex); }
};

// Exact text: the folded form lets more through. A pattern is looked for by a text in it, or at least needs the field.
std::optional<Weakened> weakenedTest(const ir::Test& test, const Names& names) {
  if (test.op != ir::Op::matches || test.quantifier == ir::Quantifier::all) return std::nullopt;
  if (test.field.kind == ir::FieldRef::Kind::raw) {
    const auto words = requiredOfAny(test, [](const auto& operand) { return requiredWordsOf(operand); });
    if (!words) return std::nullopt;
    const std::string text = join(*words, " OR ");
    return Weakened{words->size() > 1 ? "(" + text + ")" : text, true};
  }
  ir::Test folded = test;
  folded.fold = ir::Fold::unicode;
  if (auto term = testTerm(folded, names, false)) return Weakened{std::move(*term), true};
  const auto texts = requiredOfAny(test, WholeOrRequired{});
  if (!texts) return Weakened{presence(test.field, names)};
  return Weakened{equality(searchField(names.of(test.field)), *texts), true};
}

std::vector<std::string> distinct(const std::vector<Weakened>& parts) {
  std::vector<std::string> out;
  for (const Weakened& part : parts)
    if (std::find(out.begin(), out.end(), part.text) == out.end()) out.push_back(part.text);
  return out;
}

std::optional<Weakened> weakenedAnd(std::vector<Weakened> parts, bool nested) {
  if (parts.empty()) return std::nullopt;
  const bool asksMore = std::any_of(parts.begin(), parts.end(), [](const Weakened& part) { return part.asksMore; });
  if (asksMore) std::erase_if(parts, [](const Weakened& part) { return !part.asksMore; });
  const auto texts = distinct(parts);
  const std::string text = join(texts, " ");
  return Weakened{nested && texts.size() > 1 ? "(" + text + ")" : text, asksMore};
}

// That one of several fields is there tells next to nothing.
std::optional<Weakened> weakenedOr(const std::vector<Weakened>& parts) {
  const auto texts = distinct(parts);
  if (texts.size() == 1) return parts.front();
  if (!std::all_of(parts.begin(), parts.end(), [](const Weakened& part) { return part.asksMore; })) return std::nullopt;
  return Weakened{"(" + join(texts, " OR ") + ")", true};
}

std::optional<Weakened> weakened(const ir::Pred& pred, const Names& names, bool nested) {
  if (const auto* test = std::get_if<ir::Test>(&pred.node)) return weakenedTest(*test, names);
  const auto* all = std::get_if<ir::And>(&pred.node);
  const auto* any = std::get_if<ir::Or>(&pred.node);
  if (all == nullptr && any == nullptr) return std::nullopt;
  std::vector<Weakened> parts;
  for (const ir::Pred& part : all != nullptr ? all->of : any->of) {
    auto term = searchTerm(part, names, true);
    std::optional<Weakened> one = term ? Weakened{std::move(*term), true} : weakened(part, names, true);
    if (one)
      parts.push_back(std::move(*one));
    else if (any != nullptr)
      return std::nullopt;
  }
  return all != nullptr ? weakenedAnd(parts, nested) : weakenedOr(parts);
}

}  // namespace

std::optional<std::string> searchTerm(const ir::Pred& pred, const Names& names, bool nested) {
  const auto each = [&](const std::vector<ir::Pred>& of, std::string_view separator) -> std::optional<std::string> {
    std::vector<std::string> parts;
    for (const ir::Pred& part : of) {
      auto term = searchTerm(part, names, true);
      if (!term) return std::nullopt;
      parts.push_back(std::move(*term));
    }
    const std::string text = join(parts, separator);
    return nested ? "(" + text + ")" : text;
  };
  return std::visit(base::overloaded{
                        [](const ir::Constant&) -> std::optional<std::string> { return std::nullopt; },
                        [&](const ir::And& all) { return each(all.of, " "); },
                        [&](const ir::Or& any) { return each(any.of, " OR "); },
                        [&](const ir::Not& negated) -> std::optional<std::string> {
                          if (const auto* test = std::get_if<ir::Test>(&negated.of->node);
                              test != nullptr && test->op == ir::Op::null)
                            return searchField(names.of(test->field)) + "=*";
                          auto inner = searchTerm(*negated.of, names, true);
                          if (!inner) return std::nullopt;
                          return "NOT " + *inner;
                        },
                        [&](const ir::Test& test) { return testTerm(test, names, nested); },
                        [](const ir::AnyElement&) -> std::optional<std::string> { return std::nullopt; },
                        [](const ir::IsTrue&) -> std::optional<std::string> { return std::nullopt; },
                    },
                    pred.node);
}

std::optional<std::string> preFilter(const ir::Pred& pred, const Names& names) {
  const auto found = weakened(pred, names, false);
  if (!found) return std::nullopt;
  return found->text;
}

}  // namespace quarry::target::spl
