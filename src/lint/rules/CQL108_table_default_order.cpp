// table() sorts and cuts; after an aggregate its default key is gone.
#include "lint/rows.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=count(as=n), limit=max) | table([user, n])",
     "#type=web | groupBy(user, function=count(as=n), limit=max) | select([user, n])"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL108_table_default_order;
const Rule CQL108_table_default_order = {
    {"CQL108", "table-default-order", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "`table` after an aggregate sorts by a time that is no longer there, and keeps 200 rows",
     "`table()` is an aggregate: unless told otherwise it sorts by `@timestamp` and keeps 200 rows. After `groupBy()` "
     "there is no "
     "`@timestamp`, so which 200 rows remain is a matter of chance, and a `sort` behind it sees only those. `select()` "
     "keeps all "
     "rows in their order."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences())
    for (const Step& step : sequence.steps) {
      if (!rows::ordersByLostTime(context, step)) continue;
      auto& finding = report.add(CQL108_table_default_order.def, tree.tokenSpan(step.call->name),
                                 "`table` sorts by `@timestamp`, which is gone here, and keeps 200 rows");
      if (step.call->arguments.size() == 1)
        finding.fix("use `select`, which keeps all rows", {{tree.tokenSpan(step.call->name), "select"}},
                    base::Safety::review);
    }
}

}  // namespace

}  // namespace quarry::lint
