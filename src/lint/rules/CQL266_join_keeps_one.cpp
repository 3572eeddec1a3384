// join() takes the first match of each row.
#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | join(query={#type=staff}, field=user, include=[role])",
                                  "#type=web | join(query={#type=staff | groupBy(user, function=collect(role), "
                                  "limit=max)}, field=user, include=[role])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL266_join_keeps_one;
const Rule CQL266_join_keeps_one = {
    {"CQL266", "join-keeps-one", base::Severity::info, base::Category::flow, base::FixKind::none,
     "`join` takes one row of the other query for each event",
     "Unless `max` says otherwise, `join()` adds the columns of one matching row, and which one is not said. Where the "
     "other query is not grouped by the key, rows are lost without a sign."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "join" || call.argument("max") != nullptr || call.argument("include") == nullptr) continue;
    const NodeId query = call.value("query");
    if (query == cql::kNoNode || cql::kindOf(tree, query) != NodeKind::subquery) continue;
    bool gathered = false;
    cql::walk(tree, query, [&](NodeId id) {
      const cql::BoundCall* inner = context.index->callAt(id);
      gathered = gathered || (inner != nullptr &&
                              (inner->function == nullptr || inner->function->kind == cql::FunctionKind::aggregate));
    });
    if (!gathered)
      report
          .add(CQL266_join_keeps_one.def, tree.tokenSpan(call.name),
               "one row of the other query is taken for each event, whichever it is")
          .note("group the other query by the key, or say `max=`");
  }
}

}  // namespace

}  // namespace quarry::lint
