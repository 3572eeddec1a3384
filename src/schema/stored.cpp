#include "schema/stored.h"

#include <algorithm>

#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "quarry/ir/hash.h"

namespace quarry::schema {

namespace {

bool same(char a, char b, bool fold) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a == b || (fold && lower(a) == lower(b));
}

bool matchesFrom(const ir::Glob& glob, std::size_t token, std::string_view text, bool fold) {
  if (token == glob.tokens.size()) return text.empty();
  return std::visit(base::overloaded{
                        [&](const std::string& literal) {
                          if (text.size() < literal.size()) return false;
                          for (std::size_t i = 0; i < literal.size(); ++i)
                            if (!same(literal[i], text[i], fold)) return false;
                          return matchesFrom(glob, token + 1, text.substr(literal.size()), fold);
                        },
                        [&](ir::AnyOne) { return !text.empty() && matchesFrom(glob, token + 1, text.substr(1), fold); },
                        [&](ir::AnyRun) {
                          for (std::size_t i = 0; i <= text.size(); ++i)
                            if (matchesFrom(glob, token + 1, text.substr(i), fold)) return true;
                          return false;
                        },
                    },
                    glob.tokens[token]);
}

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }

// The first text of a glob stands at the value's beginning unless a wildcard stands before it.
bool obeys(std::string_view text, bool atBeginning, Spelling spelling) {
  const bool upper = std::any_of(text.begin(), text.end(), isUpper),
             lower = std::any_of(text.begin(), text.end(), isLower);
  switch (spelling) {
    case Spelling::any:
      return true;
    case Spelling::lower:
      return !upper;
    case Spelling::upper:
      return !lower;
    // A capital first and not only capitals; inside, any letter may stand.
    case Spelling::pascal:
      return !atBeginning || (!isLower(text.front()) && (lower || text.size() == 1 || !upper));
  }
  return true;
}

const std::vector<std::string>* findWords(const std::string& text, const FieldMap& map, ir::Fold fold) {
  for (const auto& [word, stored] : map.values)
    if (word == text || (fold != ir::Fold::exact && base::equalsIgnoringCase(word, text))) return &stored;
  return nullptr;
}

}  // namespace

bool matches(const ir::Glob& glob, std::string_view text, ir::Fold fold) {
  return matchesFrom(glob, 0, text, fold != ir::Fold::exact);
}

bool obeys(const ir::Operand& operand, Spelling spelling) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return spelling == Spelling::any || !std::holds_alternative<ir::Regex>(operand.value);
  for (std::size_t i = 0; i < glob->tokens.size(); ++i)
    if (const auto* text = std::get_if<std::string>(&glob->tokens[i]);
        text != nullptr && !obeys(*text, i == 0, spelling))
      return false;
  return true;
}

std::vector<std::string> storedWords(const std::string& text, const FieldMap& map) {
  const auto* stored = findWords(text, map, ir::Fold::exact);
  return stored == nullptr ? std::vector<std::string>{text} : *stored;
}

ir::Test inRulesWords(ir::Test test, const FieldMap& map) {
  if (test.op != ir::Op::equals || map.values.empty()) return test;
  std::vector<ir::Operand> words;
  for (const ir::Operand& operand : test.operands) {
    std::string text;
    if (const auto* flag = std::get_if<bool>(&operand.value)) text = *flag ? "true" : "false";
    if (const auto* number = std::get_if<ir::Number>(&operand.value)) text = number->text;
    if (findWords(text, map, ir::Fold::exact) == nullptr) return test;
    words.push_back({ir::exactGlob(std::move(text)), operand.origin});
  }
  test.op = ir::Op::matches;
  test.domain = ir::Domain::text;
  test.operands = std::move(words);
  return test;
}

std::vector<ir::Operand> inStoredWords(const std::vector<ir::Operand>& operands, const FieldMap& map, ir::Fold fold) {
  if (map.values.empty()) return operands;
  ir::Distinct<ir::Operand> out;
  for (const ir::Operand& operand : operands) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    if (glob == nullptr) {
      out.add(operand);
      continue;
    }
    const auto add = [&](const std::vector<std::string>& words) {
      for (const std::string& word : words) out.add({ir::exactGlob(word), operand.origin});
    };
    if (shape(*glob) == ir::GlobShape::exact) {
      const std::string text(literal(*glob));
      if (const auto* stored = findWords(text, map, fold))
        add(*stored);
      else
        out.add(operand);
      continue;
    }
    out.add(operand);
    for (const auto& [word, stored] : map.values) {
      if (!matches(*glob, word, fold)) continue;
      std::vector<std::string> others;
      for (const std::string& one : stored)
        if (!matches(*glob, one, fold)) others.push_back(one);
      add(others);
    }
  }
  return out.take();
}

ir::Test absentTest(const ir::FieldRef& field, const FieldMap& map) {
  ir::Test test;
  test.field = field;
  test.fold = ir::Fold::unicode;  // a word of the platform's, not of the event's: its case says nothing
  for (const std::string& value : map.absent) test.operands.push_back({ir::exactGlob(value), {}});
  return test;
}

bool mayMatchAbsent(const ir::Test& test, const FieldMap& map) {
  if (map.absent.empty()) return false;
  if (test.op == ir::Op::present || test.op == ir::Op::sameAs || test.op == ir::Op::inList) return true;
  if (test.op != ir::Op::matches) return false;
  return std::any_of(test.operands.begin(), test.operands.end(), [&](const ir::Operand& operand) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    if (glob == nullptr) return true;  // a regular expression: nobody knows
    return std::any_of(map.absent.begin(), map.absent.end(),
                       [&](const std::string& value) { return matches(*glob, value, test.fold); });
  });
}

void dropAbsentOperands(ir::Test& test, const FieldMap& map) {
  if (test.op != ir::Op::matches) return;
  std::erase_if(test.operands, [&](const ir::Operand& operand) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    if (glob == nullptr || shape(*glob) != ir::GlobShape::exact) return false;
    return std::any_of(map.absent.begin(), map.absent.end(),
                       [&](const std::string& value) { return matches(*glob, value, test.fold); });
  });
}

ir::Test inColumnType(ir::Test test, ir::TypeKind type, bool& never) {
  never = false;
  const bool globs = std::all_of(test.operands.begin(), test.operands.end(), [](const ir::Operand& operand) {
    return std::holds_alternative<ir::Glob>(operand.value);
  });
  if (test.op != ir::Op::matches || !globs || test.operands.empty()) return test;
  ir::Distinct<ir::Operand> typed;
  if (type == ir::TypeKind::boolean) {
    for (const ir::Operand& operand : test.operands)
      for (const bool value : {true, false})
        if (matches(std::get<ir::Glob>(operand.value), value ? "true" : "false", test.fold))
          typed.add({value, operand.origin});
  } else if (type == ir::TypeKind::number) {
    for (const ir::Operand& operand : test.operands) {
      const auto& glob = std::get<ir::Glob>(operand.value);
      if (shape(glob) != ir::GlobShape::exact) return test;
      const std::string text(literal(glob));
      if (const auto value = base::numeral(text)) typed.add({ir::Number{text, *value}, operand.origin});
    }
  } else {
    return test;
  }
  never = typed.empty();
  if (never) return test;
  test.operands = typed.take();
  test.op = type == ir::TypeKind::boolean && test.operands.size() == 2 ? ir::Op::present : ir::Op::equals;
  if (test.op == ir::Op::present) test.operands.clear();
  test.fold = ir::Fold::exact;
  test.domain = type == ir::TypeKind::boolean ? ir::Domain::boolean : ir::Domain::number;
  return test;
}

}  // namespace quarry::schema
