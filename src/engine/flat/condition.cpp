// Conditions: false where the field is missing or does not read as what the test needs.
#include <fmt/format.h>

#include <functional>
#include <set>
#include <string>

#include "engine/compare.h"
#include "engine/flat/compiler.h"
#include "engine/flat/pattern.h"
#include "engine/fold.h"
#include "engine/network.h"
#include "engine/text_matcher.h"
#include "quarry/base/codes/query.h"

namespace quarry::engine::flat {

namespace {

// What free text does not look at (Free-Text Filters).
bool isSearched(std::string_view name) {
  return name != "@id" && name != "@timestamp" && name != "@ingesttimestamp" && !name.starts_with('#');
}

using TextTest = std::function<bool(std::string_view)>;

TextTest globTest(ir::Glob glob, ir::Fold fold) {
  for (ir::GlobToken& token : glob.tokens)
    if (auto* text = std::get_if<std::string>(&token)) *text = folded(*text, fold);
  if (fold != ir::Fold::exact)
    return [glob, fold](std::string_view text) {
      std::string buffer;
      return globMatches(glob, foldedView(text, fold, buffer));
    };
  const std::string literal(ir::literal(glob));
  switch (shape(glob)) {
    case ir::GlobShape::exact:
      return [literal](std::string_view text) { return text == literal; };
    case ir::GlobShape::prefix:
      return [literal](std::string_view text) { return text.starts_with(literal); };
    case ir::GlobShape::suffix:
      return [literal](std::string_view text) { return text.ends_with(literal); };
    case ir::GlobShape::contains:
      return [literal](std::string_view text) { return text.find(literal) != std::string_view::npos; };
    case ir::GlobShape::anything:
      return [](std::string_view) { return true; };
    case ir::GlobShape::general:
      break;
  }
  return [glob](std::string_view text) { return globMatches(glob, text); };
}

}  // namespace

Condition Compiler::test(const ir::Test& test, const base::Origin& origin) {
  const std::string name = test.field.name;
  std::vector<TextTest> any;
  // Long lists of whole texts and of networks are looked up at once.
  std::set<std::string, std::less<>> texts;
  Networks networks;
  for (const ir::Operand& operand : test.operands) {
    if (const auto* glob = std::get_if<ir::Glob>(&operand.value)) {
      if (test.fold == ir::Fold::exact && shape(*glob) == ir::GlobShape::exact)
        texts.emplace(ir::literal(*glob));
      else
        any.push_back(globTest(*glob, test.fold));
    } else if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
      auto pattern = Pattern::compile(*regex, operand.origin.empty() ? origin : operand.origin, report());
      if (!pattern) return [](const Row&) { return false; };
      any.emplace_back([pattern = std::move(*pattern)](std::string_view text) { return pattern.matches(text); });
    } else if (const auto* number = std::get_if<ir::Number>(&operand.value)) {
      any.emplace_back([op = test.op, bound = number->value](std::string_view text) {
        const auto value = toNumber(text);
        return value && compares(op, *value, bound);
      });
    } else if (const auto* flag = std::get_if<bool>(&operand.value)) {
      any.emplace_back([word = fromBool(*flag)](std::string_view text) { return text == word; });
    } else if (const auto* network = std::get_if<ir::Network>(&operand.value)) {
      networks.add(network->text);
    } else {
      refuse(codes::notRunnable, origin, "one field is not compared with another in a filter of CQL");
      return [](const Row&) { return false; };
    }
  }
  if (!texts.empty()) any.emplace_back([texts](std::string_view text) { return texts.contains(text); });
  if (!networks.empty()) any.emplace_back([networks](std::string_view text) { return networks.contain(text); });
  const auto holdsFor = [any](std::string_view text) {
    for (const TextTest& one : any)
      if (one(text)) return true;
    return false;
  };
  if (test.field.kind == ir::FieldRef::Kind::raw) {
    run_.keepsStart = true;
    return [holdsFor](const Row& row) {
      const Row& event = row.event ? *row.event : row;
      for (const auto& [field, value] : event.fields())
        if (isSearched(field) && holdsFor(value)) return true;
      return false;
    };
  }
  sees(test.field);
  if (test.op == ir::Op::present) return [name](const Row& row) { return row.has(name); };
  if (test.op == ir::Op::null) return [name](const Row& row) { return !row.has(name); };
  return [name, holdsFor](const Row& row) {
    const std::string* value = row.find(name);
    return value != nullptr && holdsFor(*value);
  };
}

Condition Compiler::condition(const ir::Pred& pred) {
  const auto each = [&](const std::vector<ir::Pred>& of) {
    std::vector<Condition> parts;
    parts.reserve(of.size());
    for (const ir::Pred& part : of) parts.push_back(condition(part));
    return parts;
  };
  return std::visit(base::overloaded{
                        [](const ir::Constant& constant) -> Condition {
                          return [value = constant.value](const Row&) { return value; };
                        },
                        [&](const ir::And& all) -> Condition {
                          return [parts = each(all.of)](const Row& row) {
                            for (const Condition& part : parts)
                              if (!part(row)) return false;
                            return true;
                          };
                        },
                        [&](const ir::Or& some) -> Condition {
                          return [parts = each(some.of)](const Row& row) {
                            for (const Condition& part : parts)
                              if (part(row)) return true;
                            return false;
                          };
                        },
                        [&](const ir::Not& negated) -> Condition {
                          return [part = condition(*negated.of)](const Row& row) { return !part(row); };
                        },
                        [&](const ir::Test& test) { return this->test(test, pred.origin); },
                        [&](const ir::AnyElement&) -> Condition {
                          refuse(codes::notRunnable, pred.origin, "elements of arrays have names of their own in CQL");
                          return [](const Row&) { return false; };
                        },
                        [&](const ir::IsTrue& isTrue) -> Condition {
                          // A filter function keeps or drops: there is no value to look at.
                          const auto* apply = std::get_if<ir::Apply>(&isTrue.value.node);
                          if (apply != nullptr && ir::info(apply->operation).kind == ir::OperationKind::filter) {
                            ir::Plan plan;
                            plan.source = ir::Incoming{};
                            plan.steps.push_back({*apply, isTrue.value.origin});
                            return passes(plan);
                          }
                          return [of = value(isTrue.value)](const Row& row) {
                            const Maybe result = of(row);
                            return result && *result == "true";
                          };
                        },
                    },
                    pred.node);
}

}  // namespace quarry::engine::flat
