#include "quarry/cql/check.h"

#include <algorithm>

#include "cql/call_checks.h"
#include "quarry/base/text.h"

namespace quarry::cql {

bool UserFunctions::knows(std::string_view name) const {
  return std::any_of(names.begin(), names.end(), [&](const std::string& own) {
    if (!own.ends_with('*')) return base::equalsIgnoringCase(own, name);
    const std::size_t length = own.size() - 1;
    return name.size() >= length &&
           base::equalsIgnoringCase(std::string_view(own).substr(0, length), name.substr(0, length));
  });
}

void checkCalls(const Tree& tree, const UserFunctions& own, base::Report& report) {
  walk(tree, [&](NodeId id) {
    if (kindOf(tree, id) != NodeKind::call) return;
    const auto call = bindCall(tree, id);
    if (!call) return;
    if (call->function == nullptr) {
      if (!own.knows(tree.tokenText(call->name))) checkUnknownFunction(tree, *call, report);
      return;
    }
    const CallCheck check{tree, *call, report};
    checkDeprecated(check);
    // An argument that could not be parsed has its finding; what is missing may be in it.
    if (childOf(tree, id, NodeKind::error) == kNoNode) checkArguments(check);
    checkValues(check);
    checkFunctionArguments(check);
  });
  checkExpressions(tree, report);
  checkPlacement(tree, report);
}

}  // namespace quarry::cql
