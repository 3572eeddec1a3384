// sort() compares numbers unless told otherwise, and a severity is not in alphabetical order either.
#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "lint/index.h"
#include "lint/query.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | case { status=5* | Risk := \"High\"; * | Risk := \"Low\" } | sort(Risk, limit=1000)",
     "#type=web | case { status=5* | Risk := \"High\" | RiskRank := 2; * | Risk := \"Low\" | RiskRank := 1 } | "
     "sort(RiskRank, order=desc, type=number, limit=1000)"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL102_text_sorted_as_number;
const Rule CQL102_text_sorted_as_number = {
    {"CQL102", "text-sorted-as-number", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a field of labels is sorted as if it were a number",
     "`sort()` compares numbers unless it says `type=string`. On labels such as `High` and `Low` a numeric order means "
     "nothing, "
     "and the alphabetical one puts `Medium` above `High`. Give each label a number and sort by that."},
    check,
    kExamples};

namespace {

// What is assigned to one field.
struct Labels {
  std::vector<NodeId> made;  // the assignments, in the order of the query
  bool onlyText = true;
};

std::map<std::string, Labels> labelsOf(const Context& context) {
  const Tree& tree = context.tree;
  std::map<std::string, Labels> all;
  for (const NodeId id : context.index->of(NodeKind::assignStep)) {
    const auto assignment = cql::asAssignment(tree, id);
    Labels& labels = all[cql::textOf(tree, assignment->field)];
    labels.made.push_back(id);
    labels.onlyText = labels.onlyText && cql::kindOf(tree, assignment->value) == NodeKind::literal &&
                      cql::tokenKindOf(tree, assignment->value) == cql::TokenKind::string &&
                      !cql::numberOf(tree, assignment->value);
  }
  return all;
}

// Selections after the labels were made have to keep the rank.
std::vector<base::Edit> keepInSelections(const Tree& tree, const std::string& field, const std::string& rank,
                                         std::uint32_t before) {
  std::vector<base::Edit> edits;
  for (const cql::Call& call : calls(tree)) {
    if ((!call.is(tree, "table") && !call.is(tree, "select")) || tree.span(call.node).begin > before) continue;
    const auto* list = call.namedOrUnnamed(tree, "fields");
    if (list == nullptr) continue;
    const auto listed = cql::elements(tree, list->value);
    const auto all = names(tree, list->value);
    if (listed.empty() || std::find(all.begin(), all.end(), field) == all.end()) continue;
    const base::Span last = tree.span(listed.back());
    edits.push_back({{last.file, last.end, last.end}, ", " + rank});
  }
  return edits;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  std::optional<std::map<std::string, Labels>> labels;
  for (const cql::Call& call : calls(tree)) {
    if (!call.is(tree, "sort") || call.named(tree, "type") != nullptr) continue;
    const auto* key = call.namedOrUnnamed(tree, "field");
    if (key == nullptr) continue;
    const auto fields = names(tree, key->value);
    if (fields.size() != 1) continue;
    if (!labels) labels = labelsOf(context);
    const auto found = labels->find(fields.front());
    if (found == labels->end() || !found->second.onlyText) continue;
    const std::vector<NodeId>& made = found->second.made;
    auto& finding = report.add(
        CQL102_text_sorted_as_number.def, tree.span(key->value),
        fmt::format("`{}` holds text, and `sort` compares numbers unless it is told otherwise", fields.front()));
    finding.label(tree.span(made.front()), "text is assigned here");
    // One label a clause, the gravest first: the order in which the author wrote them.
    std::set<std::string> distinct;
    for (NodeId id : made) distinct.insert(cql::textOf(tree, cql::asAssignment(tree, id)->value));
    if (distinct.size() != made.size() || made.size() < 2) {
      finding.note("sort by a number that stands for the text, or add `type=string`");
      continue;
    }
    const std::string rank = fields.front() + "Rank";
    std::vector<base::Edit> edits;
    for (std::size_t i = 0; i < made.size(); ++i) {
      const base::Span at = tree.span(made[i]);
      edits.push_back({{at.file, at.end, at.end}, fmt::format(" | {} := {}", rank, made.size() - i)});
    }
    for (base::Edit& edit : keepInSelections(tree, fields.front(), rank, tree.span(call.node).begin))
      edits.push_back(std::move(edit));
    const bool ordered = call.named(tree, "order") != nullptr;
    edits.push_back({tree.span(key->value), rank + (ordered ? ", type=number" : ", order=desc, type=number")});
    finding.fix(fmt::format("sort by a rank `{}`, the first label highest", rank), std::move(edits),
                base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
