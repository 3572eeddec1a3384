// The normal form of leaves: every duplicate dropped, no fold where letters have no case, one test per field.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "ir/normalise.h"
#include "quarry/base/text.h"
#include "quarry/ir/hash.h"

namespace quarry::ir {

namespace {

bool hasCase(const Glob& glob) {
  return std::any_of(glob.tokens.begin(), glob.tokens.end(), [](const GlobToken& token) {
    const auto* text = std::get_if<std::string>(&token);
    return text != nullptr && base::hasCase(*text);
  });
}

// Whether the test's fold says anything: a regex carries its own, and numbers have none.
bool foldMatters(const Test& test) {
  return std::any_of(test.operands.begin(), test.operands.end(), [](const Operand& operand) {
    const auto* glob = std::get_if<Glob>(&operand.value);
    if (glob != nullptr) return hasCase(*glob);
    const auto* list = std::get_if<Listed>(&operand.value);
    return list != nullptr ? !list->networks : std::holds_alternative<OtherField>(operand.value);
  });
}

// Operands that a test with this fold cannot tell apart.
struct Undistinguished {
  Fold fold;

  bool same(const Operand& a, const Operand& b) const {
    const auto* x = std::get_if<Glob>(&a.value);
    const auto* y = std::get_if<Glob>(&b.value);
    if (fold == Fold::exact || x == nullptr || y == nullptr) return a.value == b.value;
    return std::equal(x->tokens.begin(), x->tokens.end(), y->tokens.begin(), y->tokens.end(), sameToken);
  }
  std::size_t number(const Operand& operand) const {
    const auto* glob = std::get_if<Glob>(&operand.value);
    if (fold == Fold::exact || glob == nullptr) return hash(operand);
    std::size_t seed = glob->tokens.size();
    for (const GlobToken& token : glob->tokens) {
      const auto* text = std::get_if<std::string>(&token);
      const std::size_t more = text == nullptr ? token.index() : std::hash<std::string>{}(base::asciiLower(*text));
      seed = (seed ^ more) * 0x9E3779B97F4A7C15;
    }
    return seed;
  }

 private:
  static bool sameToken(const GlobToken& a, const GlobToken& b) {
    const auto* x = std::get_if<std::string>(&a);
    const auto* y = std::get_if<std::string>(&b);
    return x != nullptr && y != nullptr ? base::equalsIgnoringCase(*x, *y) : a == b;
  }
};

// False: there is surely none.
bool mayHaveDuplicates(const std::vector<Operand>& operands, const Undistinguished& alike) {
  constexpr std::size_t kFew = 8;  // as many are sooner compared than numbered
  if (operands.size() > kFew) {
    std::vector<std::size_t> numbers;
    numbers.reserve(operands.size());
    for (const Operand& operand : operands) numbers.push_back(alike.number(operand));
    std::sort(numbers.begin(), numbers.end());
    return std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end();
  }
  for (std::size_t i = 1; i < operands.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (alike.same(operands[k], operands[i])) return true;
  return false;
}

void dropDuplicates(Test& test) {
  const Undistinguished alike{test.fold};
  if (!mayHaveDuplicates(test.operands, alike)) return;
  Distinct<Operand, Undistinguished> unique(alike);
  for (Operand& operand : test.operands) {
    const base::Origin origin = operand.origin;
    bool isNew = false;
    Operand& kept = unique.add(std::move(operand), isNew);
    if (!isNew) kept.origin |= origin;
  }
  test.operands = unique.take();
}

bool takesOperands(Op op) { return op != Op::present && op != Op::null; }

bool isAnything(const Operand& operand) {
  const auto* glob = std::get_if<Glob>(&operand.value);
  return glob != nullptr && shape(*glob) == GlobShape::anything;
}

// Tests with the same key may share an operand list. Empty: a test that cannot. `every element is a or every element
// is b` is not `every element is a or b`; a regex and a glob do not share a list, since targets print them differently.
std::string mergeKey(const Test& test) {
  if (test.quantifier != Quantifier::any || test.operands.empty()) return {};
  if (test.op != Op::matches && test.op != Op::equals && test.op != Op::inNetwork) return {};
  const bool regex = std::holds_alternative<Regex>(test.operands.front().value);
  if (std::any_of(test.operands.begin(), test.operands.end(),
                  [&](const Operand& o) { return std::holds_alternative<Regex>(o.value) != regex; }))
    return {};
  return fmt::format("{} {} {} {:d} {}", static_cast<int>(test.field.kind), static_cast<int>(test.op),
                     static_cast<int>(test.domain), regex, test.field.name);
}

}  // namespace

Pred normalisedTest(Test test, const base::Origin& origin) {
  if (takesOperands(test.op) && test.operands.empty()) return {Constant{false}, origin};
  for (Operand& operand : test.operands)
    if (auto* regex = std::get_if<Regex>(&operand.value); regex != nullptr && !base::hasCase(regex->text))
      regex->ignoreCase = false;
  // Letters without case compare exactly: an exact compare is what every platform does best.
  if (!foldMatters(test)) test.fold = Fold::exact;
  dropDuplicates(test);
  // `*` alone matches any text, so the field only has to be there.
  if (test.op == Op::matches && test.quantifier == Quantifier::any && test.field.kind != FieldRef::Kind::raw &&
      std::any_of(test.operands.begin(), test.operands.end(), isAnything)) {
    test.op = Op::present;
    test.domain = Domain::text;
    test.operands.clear();
    test.fold = Fold::exact;
  }
  return {std::move(test), origin};
}

void mergeTests(std::vector<Pred>& alternatives) {
  std::vector<Pred> merged;
  std::unordered_map<std::string, std::vector<std::size_t>> byKey;
  std::unordered_set<std::size_t> grown;
  for (Pred& pred : alternatives) {
    auto* test = std::get_if<Test>(&pred.node);
    const std::string key = test == nullptr ? std::string() : mergeKey(*test);
    Pred* first = nullptr;
    if (!key.empty()) {
      std::vector<std::size_t>& candidates = byKey[key];
      // Operands without case join either fold.
      const auto found = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t i) {
        const Test& other = std::get<Test>(merged[i].node);
        return other.fold == test->fold || !foldMatters(other) || !foldMatters(*test);
      });
      if (found == candidates.end())
        candidates.push_back(merged.size());
      else {
        first = &merged[*found];
        grown.insert(*found);
      }
    }
    if (first == nullptr) {
      merged.push_back(std::move(pred));
      continue;
    }
    auto& into = std::get<Test>(first->node);
    if (!foldMatters(into)) into.fold = test->fold;
    into.operands.insert(into.operands.end(), std::make_move_iterator(test->operands.begin()),
                         std::make_move_iterator(test->operands.end()));
    first->origin |= pred.origin;
  }
  for (const std::size_t i : grown) {
    const base::Origin origin = merged[i].origin;
    merged[i] = normalisedTest(std::move(std::get<Test>(merged[i].node)), origin);
  }
  alternatives = std::move(merged);
}

}  // namespace quarry::ir
