#include "engine/triggers.h"

#include <algorithm>

#include "engine/fold.h"
#include "quarry/base/box.h"

namespace quarry::engine {

namespace {

using Triggers = std::optional<std::vector<Trigger>>;

constexpr std::size_t kShortest = 2;  // bytes of a text that is searched for; shorter ones are everywhere

// The longest piece of text in a glob.
std::string longestPart(const ir::Glob& glob) {
  std::string longest;
  for (const ir::GlobToken& token : glob.tokens)
    if (const auto* text = std::get_if<std::string>(&token); text != nullptr && text->size() > longest.size())
      longest = *text;
  return longest;
}

Triggers ofTest(const ir::Test& test, Compiler& compiler) {
  if (test.field.kind != ir::FieldRef::Kind::event || test.field.name == ir::kTimeField) return std::nullopt;
  if (test.op != ir::Op::matches && test.op != ir::Op::equals) return std::nullopt;
  const Slot slot = compiler.access(test.field).slot;
  std::vector<Trigger> all;
  for (const ir::Operand& operand : test.operands) {
    if (const auto* number = std::get_if<ir::Number>(&operand.value)) {
      all.push_back({Trigger::Kind::number, slot, {}, number->value});
      continue;
    }
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    if (glob == nullptr) return std::nullopt;
    const bool exact = ir::shape(*glob) == ir::GlobShape::exact;
    // Folded for all: what is equal is equal when folded.
    std::string text = folded(exact ? std::string(literal(*glob)) : longestPart(*glob), ir::Fold::unicode);
    if (!exact && text.size() < kShortest) return std::nullopt;
    all.push_back({exact ? Trigger::Kind::equals : Trigger::Kind::holds, slot, std::move(text), 0});
  }
  return all;
}

// The fewer the better, and whole texts are better than parts.
std::size_t cost(const std::vector<Trigger>& triggers) {
  std::size_t sum = 0;
  for (const Trigger& one : triggers) sum += one.kind == Trigger::Kind::holds ? 10 : 9;
  return sum;
}

}  // namespace

Triggers triggersOf(const ir::Pred& pred, Compiler& compiler) {
  return std::visit(base::overloaded{
                        [](const ir::Constant& known) -> Triggers {
                          if (known.value) return std::nullopt;
                          return std::vector<Trigger>{};
                        },
                        [&](const ir::And& all) -> Triggers {
                          Triggers best;
                          for (const ir::Pred& part : all.of) {
                            Triggers own = triggersOf(part, compiler);
                            if (own && (!best || cost(*own) < cost(*best))) best = std::move(own);
                          }
                          return best;
                        },
                        [&](const ir::Or& any) -> Triggers {
                          std::vector<Trigger> all;
                          for (const ir::Pred& part : any.of) {
                            Triggers own = triggersOf(part, compiler);
                            if (!own) return std::nullopt;
                            std::move(own->begin(), own->end(), std::back_inserter(all));
                          }
                          return all;
                        },
                        [](const ir::Not&) -> Triggers { return std::nullopt; },
                        [&](const ir::Test& test) { return ofTest(test, compiler); },
                        [](const ir::AnyElement&) -> Triggers { return std::nullopt; },
                        [](const ir::IsTrue&) -> Triggers { return std::nullopt; },
                    },
                    pred.node);
}

}  // namespace quarry::engine
