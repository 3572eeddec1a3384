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

namespace {

bool hasError(const base::Report& syntax, base::Span span) {
  return std::any_of(syntax.findings().begin(), syntax.findings().end(), [&](const base::Diagnostic& d) {
    return d.severity == base::Severity::error && d.def->category == base::Category::syntax &&
           d.primary.span.file == span.file && d.primary.span.begin >= span.begin && d.primary.span.end <= span.end;
  });
}

}  // namespace

void checkCalls(const Tree& tree, const UserFunctions& own, const base::Report& syntax, base::Report& report) {
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
    checkFunctionArguments(check);
    if (hasError(syntax, tree.span(id))) return;
    checkArguments(check);
    checkValues(check);
  });
  checkExpressions(tree, report);
  checkPlacement(tree, report);
}

}  // namespace quarry::cql
