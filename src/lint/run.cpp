#include "lint/suppress.h"
#include "quarry/cql/flow.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

void run(const Context& query, base::Report& report) {
  const cql::Flow flow = cql::flow(query.tree);
  const Context context{query.tree, query.sources, &flow};
  base::Report found;
  cql::check(flow, found);
  for (const Rule* rule : rules()) rule->check(context, found);
  applySuppressions(findSuppressions(context.tree, context.sources), std::move(found), context.sources, report);
}

}  // namespace quarry::lint
