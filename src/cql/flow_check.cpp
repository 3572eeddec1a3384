// Reads of fields that are surely gone: one finding for each field that a step took away, however often it is read.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cql/flow_words.h"
#include "quarry/base/codes/cql.h"
#include "quarry/base/codes/cql_flow.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/cql/view.h"

namespace quarry::cql {
namespace {

constexpr std::size_t kMostNames = 8;  // of a list in a message

using Reads = std::vector<const LostRead*>;

class Checker {
 public:
  Checker(const Flow& flow, base::Report& report) : flow_(flow), tree_(*flow.tree), report_(report) {}

  void run() {
    // By name and by the step that took the field away, in the order in which they are first read.
    std::map<std::pair<NameId, StepId>, std::size_t> index;
    std::vector<Reads> groups;
    for (const LostRead& lost : flow_.lostReads) {
      const Read& read = flow_.reads[lost.read];
      if (read.role == Read::Role::optional) continue;
      const auto [at, fresh] = index.try_emplace({read.name, lost.droppedBy}, groups.size());
      if (fresh) groups.emplace_back();
      groups[at->second].push_back(&lost);
    }
    const std::size_t shown = std::min(groups.size(), base::limit::kFlowFindings);
    for (std::size_t i = 0; i < shown; ++i) finding(groups[i]);
    if (groups.size() > shown) {
      const auto end = static_cast<std::uint32_t>(tree_.text.size());
      report_.add(codes::cqlTooManyErrors, {tree_.file, end, end},
                  fmt::format("{} more fields that are gone are not shown", groups.size() - shown));
    }
  }

 private:
  const Read& readOf(const LostRead& lost) const { return flow_.reads[lost.read]; }

  // What the step that took the field away left.
  std::vector<std::string> kept(const LostRead& lost) const {
    std::vector<std::string> names;
    // (What defineTable() keeps is in its table, not in the rows after it.)
    const StepFlow& step = flow_.steps[lost.droppedBy];
    const auto call = stepCall(tree_, step.node);
    for (const Flow::Field& field : flow_.fields(call && call->is(tree_, "defineTable") ? lost.alive : step.after)) {
      std::string name(field.name);
      if (name.ends_with("[*")) name.back() = ']';
      names.push_back(std::move(name));
    }
    return names;
  }

  // The name that the field has since the step, if the step gave it another.
  std::optional<std::string> renamedTo(NameId name, StepId step) const {
    const StepFlow& flow = flow_.steps[step];
    for (std::uint32_t i = flow.definitionsBegin; i < flow.definitionsEnd; ++i)
      if (flow_.definitions[i].kind == Definition::Kind::renamed && flow_.definitions[i].was == name)
        return std::string(flow_.name(flow_.definitions[i].name));
    return std::nullopt;
  }

  void finding(const Reads& group) {
    const bool shown = std::all_of(group.begin(), group.end(),
                                   [&](const LostRead* lost) { return readOf(*lost).role == Read::Role::column; });
    const LostRead& first = *group.front();
    const Read& read = readOf(first);
    const std::string name(flow_.name(read.name));
    std::string message;
    std::optional<std::string> renamed;
    if (first.droppedBy == kNoStep) {
      message = fmt::format("no event has a field `{}`", name);
    } else {
      const StepWord step = wordFor(tree_, flow_.steps[first.droppedBy].node);
      renamed = renamedTo(read.name, first.droppedBy);
      const auto call = stepCall(tree_, flow_.steps[first.droppedBy].node);
      if (renamed)
        message = fmt::format("`{}` is called `{}` since `{}`", name, *renamed, step.word);
      else if (call && (call->is(tree_, "drop") || call->is(tree_, "array:drop")))
        message = fmt::format("`{}` is not there any more: `{}` took it away", name, step.word);
      else if (call && call->is(tree_, "defineTable"))
        message = fmt::format("the table has no column `{}`: {}", name, keeps(first));
      else
        message = fmt::format("`{}` is not there after `{}`: {}", name, step.word, keeps(first));
    }
    auto& finding = report_.add(shown ? codes::cqlEmptyColumn : codes::cqlLostField, read.span, std::move(message));
    if (read.role == Read::Role::byDefault) finding.at(fmt::format("reads `{}` unless it is told otherwise", name));
    if (first.droppedBy != kNoStep) {
      const StepWord step = wordFor(tree_, flow_.steps[first.droppedBy].node);
      finding.label(step.span, isTaken(first) ? fmt::format("`{}` ends here", name) : "other fields end here");
    }
    again(group, finding);
    help(group, name, renamed, finding);
  }

  // True if the step names the field that it takes away.
  bool isTaken(const LostRead& lost) const { return flow_.isLost(lost.alive, flow_.reads[lost.read].name); }

  std::string keeps(const LostRead& lost) const {
    const std::vector<std::string> names = kept(lost);
    return names.empty() ? "it keeps no field" : "it keeps " + listed(names, kMostNames);
  }

  // The other places where the field is read.
  void again(const Reads& group, base::Diagnostic& finding) const {
    std::vector<base::Span> places;
    for (const LostRead* lost : group) {
      const base::Span span = readOf(*lost).span;
      if (span.begin != readOf(*group.front()).span.begin) places.push_back(span);
    }
    if (places.empty()) return;
    finding.label(places.front(), places.size() == 1 ? "read here as well"
                                                     : fmt::format("read here as well, and in {} more place{}",
                                                                   places.size() - 1, places.size() == 2 ? "" : "s"));
  }

  void help(const Reads& group, const std::string& name, const std::optional<std::string>& renamed,
            base::Diagnostic& finding) const {
    if (readOf(*group.front()).role == Read::Role::byDefault) {
      finding.note(fmt::format("name the field to take in its place, or keep `{}` until here", name));
      return;
    }
    if (renamed) return replaceAll(group, *renamed, finding);
    std::vector<std::string> names;
    for (const Flow::Field& field : flow_.fields(group.front()->alive))
      if (!field.name.ends_with('*')) names.emplace_back(field.name);
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    if (const auto meant = base::closest(name, candidates)) return replaceAll(group, std::string(*meant), finding);
    if (group.front()->droppedBy != kNoStep) keep(flow_.steps[group.front()->droppedBy].node, name, finding);
  }

  // Reads the other field in all places.
  void replaceAll(const Reads& group, const std::string& by, base::Diagnostic& finding) const {
    std::vector<base::Edit> edits;
    for (const LostRead* lost : group) {
      const Read& read = readOf(*lost);
      const bool quoted = tree_.text[read.span.begin] == '"';
      edits.push_back({read.span, quoted || !isFieldWord(by) ? quoteString(by) : by});
    }
    const auto sameSpan = [](const base::Edit& a, const base::Edit& b) { return a.span.begin == b.span.begin; };
    edits.erase(std::unique(edits.begin(), edits.end(), sameSpan), edits.end());
    finding.fix(fmt::format("read `{}`", by), std::move(edits), base::Safety::review);
  }

  static bool isFieldWord(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
             c == '#' || c == '@' || c == '[' || c == ']';
    });
  }

  // What would keep the field.
  void keep(NodeId step, const std::string& name, base::Diagnostic& finding) const {
    const auto call = stepCall(tree_, step);
    if (!call) return;
    if (call->is(tree_, "select") || call->is(tree_, "table")) {
      const Argument* fields = call->namedOrUnnamed(tree_, "fields");
      if (fields == nullptr || kindOf(tree_, fields->value) != NodeKind::array) return;
      const std::vector<NodeId> list = elements(tree_, fields->value);
      if (list.empty()) return;
      const base::Span last = tree_.span(list.back());
      finding.fix(fmt::format("keep it in `{}`", tree_.tokenText(call->name)),
                  {{{last.file, last.end, last.end}, ", " + (isFieldWord(name) ? name : quoteString(name))}},
                  base::Safety::review);
    } else if (call->is(tree_, "groupBy")) {
      finding.note(fmt::format("to have `{0}` here, make it a key of `{1}`, or gather its values with `collect([{0}])`",
                               name, tree_.tokenText(call->name)));
    }
  }

  const Flow& flow_;
  const Tree& tree_;
  base::Report& report_;
};

}  // namespace

void check(const Flow& flow, base::Report& report) { Checker(flow, report).run(); }

}  // namespace quarry::cql
