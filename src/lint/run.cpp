#include "lint/suppress.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

void run(const Context& context, base::Report& report) {
  base::Report found;
  cql::checkCalls(context.tree, context.functions, report, found);
  for (const Rule* rule : rules()) rule->check(context, found);
  applySuppressions(findSuppressions(context.tree, context.sources), std::move(found), context.sources, report);
}

}  // namespace quarry::lint
