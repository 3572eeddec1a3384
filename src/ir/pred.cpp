#include "quarry/ir/pred.h"

namespace quarry::ir {

namespace {

base::Origin united(const std::vector<Pred>& of, base::Origin origin) {
  if (origin.empty())
    for (const Pred& pred : of) origin |= pred.origin;
  return origin;
}

}  // namespace

Pred conjunction(std::vector<Pred> of, base::Origin origin) {
  if (of.size() == 1) return std::move(of.front());
  origin = united(of, origin);
  return {And{std::move(of)}, origin};
}

Pred disjunction(std::vector<Pred> of, base::Origin origin) {
  if (of.size() == 1) return std::move(of.front());
  origin = united(of, origin);
  return {Or{std::move(of)}, origin};
}

Pred negation(Pred of, base::Origin origin) {
  if (origin.empty()) origin = of.origin;
  return {Not{std::move(of)}, origin};
}

}  // namespace quarry::ir
