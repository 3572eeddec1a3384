#include "cql/reserved.h"

#include "quarry/cql/catalogue.h"

namespace quarry::cql {

bool isFunctionName(std::string_view word) { return find(word) != nullptr; }

bool isStepFunction(std::string_view word) {
  const Function* function = find(word);
  return function != nullptr && function->kind != FunctionKind::filter;
}

}  // namespace quarry::cql
