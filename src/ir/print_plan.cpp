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
    return out.empty() ? "let nothing\n" : out;
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

// The lines of a plan, set in below what it is a part of.
std::string indented(const Plan& plan) {
  std::string out;
  const std::string text = ir::print(plan);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += "    " + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// Kind, length and key of a window, and what it does where nothing else is said.
std::string print(const Window& window, const std::vector<std::string>& keys) {
  const bool sliding = window.kind == Window::Kind::sliding;
  return fmt::format("{} window of {}, {}, by {}", sliding ? "sliding" : "tumbling", ir::print(window.length),
                     sliding ? "both ends included" : "from multiples of its length",
                     keys.empty() ? "nothing" : list(keys));
}

std::string print(const Presence& presence, const Sequence& sequence) {
  const auto joined = [&](std::string_view word) {
    std::string out;
    for (const Presence& part : presence.of)
      out += (out.empty() ? "(" : fmt::format(" {} ", word)) + print(part, sequence);
    return out + ")";
  };
  switch (presence.kind) {
    case Presence::Kind::stage:
      return sequence.stages[presence.stage].name;
    case Presence::Kind::absent:
      return "not " + sequence.stages[presence.stage].name;
    case Presence::Kind::all:
      return joined("and");
    case Presence::Kind::any:
      break;
  }
  return joined("or");
}

std::string_view print(Results results, std::string_view once) {
  switch (results) {
    case Results::moments:
      return "a row for each time at which it held";
    case Results::beginnings:
      return "a row for each time at which it began to hold";
    case Results::once:
      break;
  }
  return once;
}

std::string print(const Threshold& threshold) {
  std::string measured = list(threshold.values);
  if (threshold.measure == Aggregate::percentile) measured += fmt::format(", {}", threshold.percent);
  std::string out = fmt::format("threshold {} = {}({}) in a {}\n", threshold.result, info(threshold.measure).spelling,
                                measured, print(threshold.window, threshold.keys));
  out += fmt::format("  holds where {}{}; {}\n", ir::print(threshold.condition), threshold.exact ? ", exactly" : "",
                     print(threshold.results, "one row a key, of the rows at which it held"));
  for (const Part& part : threshold.of) out += fmt::format("  of {}\n{}", part.name, indented(*part.plan));
  return out;
}

std::string print(const Sequence& sequence) {
  std::string out =
      fmt::format("{} in a {}\n", sequence.ordered ? "sequence" : "coincidence", print(sequence.window, sequence.keys));
  out += sequence.ordered
             ? "  equal times count as in order; the latest rows before each last stage; one row a last stage\n"
             : fmt::format("  holds where {}; {}\n", print(sequence.presence, sequence),
                           print(sequence.results, "one row a key, the last at which it held"));
  if (!sequence.kept.empty()) out += fmt::format("  keeps {}\n", list(sequence.kept));
  for (const Part& stage : sequence.stages) out += fmt::format("  stage {}\n{}", stage.name, indented(*stage.plan));
  for (const Absence& absence : sequence.absences) {
    std::vector<std::string> by;
    for (const std::size_t key : absence.by) by.push_back(sequence.keys[key]);
    out += fmt::format("  without {} by {}, from the first stage to the last\n{}", absence.part.name,
                       by.empty() ? "nothing" : list(by), indented(*absence.part.plan));
  }
  return out;
}

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
                        [](const Threshold& threshold) { return print(threshold); },
                        [](const Sequence& sequence) { return print(sequence); },
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
