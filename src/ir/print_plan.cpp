// The textual form of plans: one step a line.
#include <fmt/format.h>

#include "quarry/ir/functions.h"
#include "quarry/ir/plan.h"

namespace quarry::ir {

namespace {

std::string print(const Bound& bound) {
  std::string out = bound.most ? fmt::format(", at most {} rows", *bound.most) : ", all rows";
  return bound.implicit ? out + " (default)" : out;
}

std::string columns(const std::vector<FieldRef>& fields) {
  std::string out;
  for (const FieldRef& field : fields) out += (out.empty() ? "" : ", ") + field.name;
  return out;
}

std::string print(const Measure& measure) {
  std::string arguments;
  for (const Val& argument : measure.arguments) arguments += (arguments.empty() ? "" : ", ") + ir::print(argument);
  if (measure.condition) arguments = ir::print(*measure.condition);
  return fmt::format("{} = {}({})", measure.column, info(measure.function).spelling, arguments);
}

std::string typed(const Assignment& column) {
  std::string out = fmt::format("{} = {}", column.name, ir::print(column.value));
  if (column.type.kind == TypeKind::ordinal) {
    std::string labels;
    for (const std::string& label : column.type.labels) labels += (labels.empty() ? "" : " > ") + label;
    out += fmt::format("  [{}]", labels);
  }
  return out;
}

struct Printer {
  std::string indent;

  std::string operator()(const Filter& filter) const {
    const auto* all = std::get_if<And>(&filter.where.node);
    if (all == nullptr) return fmt::format("filter {}\n", ir::print(filter.where));
    std::string out;
    for (const Pred& pred : all->of)
      out +=
          fmt::format("{}{} {}\n", out.empty() ? "" : indent + "   ", out.empty() ? "filter" : "and", ir::print(pred));
    return out;
  }
  std::string operator()(const Extend& extend) const {
    std::string out;
    for (const Assignment& column : extend.columns) out += (out.empty() ? "" : indent) + "let " + typed(column) + "\n";
    return out;
  }
  std::string operator()(const Expand& expand) const {
    return fmt::format("expand {} = each of {}\n", expand.column, expand.path.name);
  }
  std::string operator()(const Branch& branch) const {
    std::string out = "branch\n";
    for (const auto& arm : branch.arms) {
      out += indent + "  arm\n";
      for (const Step& step : arm) out += indent + "    " + std::visit(Printer{indent + "    "}, step.node);
    }
    return out;
  }
  std::string operator()(const Group& group) const {
    std::string keys;
    for (const GroupKey& key : group.keys)
      keys += (keys.empty() ? "" : ", ") + fmt::format("{} = {}", key.column, ir::print(key.value));
    std::string out = fmt::format("group by {}", keys.empty() ? "nothing" : keys);
    if (group.gap) out += fmt::format(", sessions cut at gaps over {}", ir::print(*group.gap));
    out += print(group.bound) + "\n";
    for (const Measure& measure : group.measures) out += fmt::format("{}  {}\n", indent, print(measure));
    return out;
  }
  std::string operator()(const Project& project) const {
    return fmt::format("{} {}\n", project.except ? "drop" : "select", columns(project.columns));
  }
  std::string operator()(const Sort& sort) const {
    std::string keys;
    for (const SortKey& key : sort.keys)
      keys += fmt::format("{}{} {} by {}", keys.empty() ? "" : ", ", key.field.name, key.descending ? "desc" : "asc",
                          key.type.kind == TypeKind::ordinal ? "rank" : name(key.type));
    return "sort " + keys + print(sort.bound) + "\n";
  }
  std::string operator()(const Limit& limit) const { return fmt::format("limit {}\n", limit.rows); }
  std::string operator()(const Apply& apply) const { return fmt::format("apply {}\n", ir::print(apply)); }
};

std::string printSource(const Source& source) {
  return std::visit(base::overloaded{
                        [](const Scan& scan) {
                          std::string out = "scan";
                          if (!scan.product.empty()) out += " product=" + scan.product;
                          if (!scan.category.empty()) out += " category=" + scan.category;
                          if (!scan.service.empty()) out += " service=" + scan.service;
                          if (scan.flat) out += " flat";
                          return out + "\n";
                        },
                        [](const Incoming&) { return std::string("incoming rows\n"); },
                        [](const Union& all) {
                          std::string out = "union\n";
                          for (const Plan& plan : all.of) out += ir::print(plan);
                          return out;
                        },
                    },
                    source);
}

}  // namespace

std::string print(const Plan& plan) {
  std::string out = printSource(plan.source);
  for (const Step& step : plan.steps) out += "| " + std::visit(Printer{"  "}, step.node);
  return out;
}

}  // namespace quarry::ir
