#include "quarry/ir/hash.h"

#include <functional>
#include <string>

namespace quarry::ir {

namespace {

std::size_t mixed(std::size_t seed, std::size_t more) { return (seed ^ more) * 0x9E3779B97F4A7C15; }

std::size_t hash(const std::string& text) { return std::hash<std::string>{}(text); }

std::size_t hash(const Glob& glob) {
  std::size_t seed = glob.tokens.size();
  for (const GlobToken& token : glob.tokens) {
    const auto* text = std::get_if<std::string>(&token);
    seed = mixed(seed, text == nullptr ? token.index() : hash(*text));
  }
  return seed;
}

std::size_t hash(const Test& test) {
  std::size_t seed = mixed(hash(test.field.name), static_cast<std::size_t>(test.op));
  for (const Operand& operand : test.operands) seed = mixed(seed, hash(operand));
  return seed;
}

}  // namespace

std::size_t hash(const Operand& operand) {
  const std::size_t number =
      std::visit(base::overloaded{
                     [](const Glob& glob) { return hash(glob); },
                     [](const Regex& regex) { return hash(regex.text); },
                     [](const Number& same) { return std::hash<double>{}(same.value + 0.0); },  // -0 is 0
                     [](bool value) { return static_cast<std::size_t>(value); },
                     [](const Network& network) { return hash(network.text); },
                     [](const OtherField& other) { return hash(other.field.name); },
                     [](const Listed& list) { return hash(list.name); },
                 },
                 operand.value);
  return mixed(operand.value.index(), number);
}

std::size_t hash(const Pred& pred) {
  const auto ofAll = [&](const std::vector<Pred>& all) {
    std::size_t seed = pred.node.index();
    for (const Pred& inner : all) seed = mixed(seed, hash(inner));
    return seed;
  };
  return std::visit(base::overloaded{
                        [](const Constant& known) { return static_cast<std::size_t>(known.value); },
                        [&](const And& all) { return ofAll(all.of); },
                        [&](const Or& any) { return ofAll(any.of); },
                        [&](const Not& negated) { return mixed(pred.node.index(), hash(*negated.of)); },
                        [](const Test& test) { return hash(test); },
                        [&](const AnyElement& some) { return mixed(hash(some.array.name), hash(*some.condition)); },
                        [&](const IsTrue&) { return pred.node.index(); },
                    },
                    pred.node);
}

}  // namespace quarry::ir
