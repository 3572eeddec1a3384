// Prints a flow for `--emit flow`.
#include <fmt/format.h>

#include <algorithm>

#include "cql/flow_words.h"
#include "quarry/cql/view.h"

namespace quarry::cql {
namespace {

constexpr std::size_t kMostColumns = 96;
constexpr std::size_t kMostNames = 40;

class Printer {
 public:
  Printer(const Flow& flow, const base::Sources& sources) : flow_(flow), tree_(*flow.tree), sources_(sources) {}

  std::string run() {
    std::vector<StepId> around;
    for (StepId id = 0; id < flow_.steps.size(); ++id) {
      const StepFlow& step = flow_.steps[id];
      while (!around.empty() && around.back() != step.parent) {
        leave(around.back(), around.size() - 1);
        around.pop_back();
      }
      enter(id, around.size());
      around.push_back(id);
    }
    while (!around.empty()) {
      leave(around.back(), around.size() - 1);
      around.pop_back();
    }
    return std::move(out_);
  }

 private:
  bool holdsSteps(StepId id) const { return id + 1 < flow_.steps.size() && flow_.steps[id + 1].parent == id; }

  void enter(StepId id, std::size_t depth) {
    const base::Span span = sources_.outermost(tree_.span(flow_.steps[id].node));
    const auto line = sources_[span.file].position(span.begin).line;
    out_ += fmt::format("{:>4}  {:{}}{}\n", line, "", depth * 2, title(id));
    if (!holdsSteps(id)) body(id, depth);
  }
  // A step with steps inside says what comes of it after them.
  void leave(StepId id, std::size_t depth) {
    if (!holdsSteps(id)) return;
    out_ += fmt::format("      {:{}}after `{}`\n", "", depth * 2, wordFor(tree_, flow_.steps[id].node).word);
    body(id, depth);
  }

  std::string title(StepId id) const {
    std::string text;
    for (const char c : tree_.nodeText(flow_.steps[id].node)) {
      const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
      if (!blank)
        text += c;
      else if (!text.empty() && text.back() != ' ')
        text += ' ';
    }
    if (text.size() <= kMostColumns) return text;
    std::size_t end = kMostColumns - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // between characters only
    return text.substr(0, end) + "…";
  }

  void row(std::size_t depth, std::string_view what, const std::vector<std::string>& names,
           const std::string& first = {}) {
    if (names.empty() && first.empty()) return;
    std::string text = first;
    const std::size_t shown = std::min(names.size(), kMostNames);
    for (std::size_t i = 0; i < shown; ++i) text += (i > 0 ? ", " : first.empty() ? "" : " + ") + names[i];
    if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
    out_ += fmt::format("        {:{}}{:<6}{}\n", "", depth * 2, what, text);
  }

  void body(StepId id, std::size_t depth) {
    const StepFlow& step = flow_.steps[id];
    std::vector<std::string> reads, makes;
    const auto add = [](std::vector<std::string>& to, std::string name) {
      if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(std::move(name));
    };
    for (std::uint32_t i = step.readsBegin; i < step.readsEnd; ++i) {
      const Read& read = flow_.reads[i];
      if (read.step != id) continue;
      std::string name(flow_.name(read.name));
      if (read.presence == Presence::gone) name += " (gone)";
      add(reads, std::move(name));
    }
    for (std::uint32_t i = step.definitionsBegin; i < step.definitionsEnd; ++i) {
      const Definition& one = flow_.definitions[i];
      if (one.step == id && one.kind != Definition::Kind::kept && one.kind != Definition::Kind::either)
        add(makes, shownName(flow_.name(one.name)));
    }
    row(depth, "reads", reads);
    row(depth, "makes", makes);
    alive(step.after, depth);
  }

  // `x[*` is all of an array.
  static std::string shownName(std::string_view name) {
    return name.ends_with("[*") ? std::string(name.substr(0, name.size() - 1)) + "]" : std::string(name);
  }

  void alive(const Alive& alive, std::size_t depth) {
    if (!alive.reachable) return row(depth, "alive", {}, "nothing: no row gets here");
    std::vector<std::string> names;
    for (const Flow::Field& field : flow_.fields(alive)) {
      if (alive.open && field.definition == kEvent) continue;
      names.push_back(shownName(field.name) + (field.presence == Presence::maybe ? "?" : ""));
    }
    if (!alive.open && names.empty()) return row(depth, "alive", {}, "no field");
    row(depth, "alive", names, alive.open ? "any field of the events" : "");
    std::vector<std::string> lost;
    if (alive.open)
      for (const std::string_view name : flow_.lost(alive)) lost.emplace_back(name);
    row(depth, "gone", lost);
  }

  const Flow& flow_;
  const Tree& tree_;
  const base::Sources& sources_;
  std::string out_;
};

}  // namespace

std::string print(const Flow& flow, const base::Sources& sources) { return Printer(flow, sources).run(); }

}  // namespace quarry::cql
