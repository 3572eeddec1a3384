#include "target/correlation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace quarry::target {

std::string plainName(std::string_view name) {
  std::string out;
  for (const char c : name) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return out;
}

std::string pascalName(std::string_view name) {
  std::string out;
  bool start = true;
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) == 0) {
      start = true;
      continue;
    }
    out += start ? static_cast<char>(std::toupper(letter)) : c;
    start = false;
  }
  if (out.empty() || std::isdigit(static_cast<unsigned char>(out.front())) != 0) out = "Rule" + out;
  return out;
}

std::vector<Carried> carriedBy(const ir::Sequence& sequence) {
  std::vector<Carried> carried;
  for (std::size_t stage = 0; stage < sequence.stages.size(); ++stage)
    for (const ir::Assignment& column : ir::columnsOf(sequence.stages[stage]))
      if (std::find(sequence.kept.begin(), sequence.kept.end(), column.name) != sequence.kept.end())
        carried.push_back({stage, column.name, column.type});
  return carried;
}

Query indented(const Query& query, std::string_view indent) {
  Query out;
  std::vector<std::uint32_t> places;  // of each byte, and of the end
  for (const char c : query.text) {
    places.push_back(static_cast<std::uint32_t>(out.text.size()));
    out.text += c;
    if (c == '\n') out.text += indent;
  }
  places.push_back(static_cast<std::uint32_t>(out.text.size()));
  for (const Query::Piece& piece : query.pieces)
    out.pieces.push_back({places[piece.begin], places[piece.end], piece.origin});
  return out;
}

namespace {

void collect(const ir::Presence& presence, ir::Presence::Kind kind, std::vector<std::size_t>& stages) {
  if (presence.kind == kind && std::find(stages.begin(), stages.end(), presence.stage) == stages.end())
    stages.push_back(presence.stage);
  for (const ir::Presence& part : presence.of) collect(part, kind, stages);
  std::sort(stages.begin(), stages.end());
}

}  // namespace

std::vector<std::size_t> wantedBy(const ir::Presence& presence) {
  std::vector<std::size_t> stages;
  if (presence.kind == ir::Presence::Kind::stage) return {presence.stage};
  collect(presence, ir::Presence::Kind::stage, stages);
  return stages;
}

std::vector<std::size_t> absentFrom(const ir::Presence& presence) {
  std::vector<std::size_t> stages;
  collect(presence, ir::Presence::Kind::absent, stages);
  return stages;
}

std::string print(const ir::Presence& presence, const PresenceForm& form) {
  switch (presence.kind) {
    case ir::Presence::Kind::stage:
      return form.present(presence.stage);
    case ir::Presence::Kind::absent:
      return form.absent(presence.stage);
    default:
      break;
  }
  std::string out;
  for (const ir::Presence& part : presence.of) {
    if (!out.empty()) out += fmt::format(" {} ", presence.kind == ir::Presence::Kind::all ? form.all : form.any);
    const bool brackets = part.of.size() > 1 || (part.kind == ir::Presence::Kind::absent && form.isAbsentInBrackets);
    out += brackets ? "(" + print(part, form) + ")" : print(part, form);
  }
  return out;
}

bool measuresNumbers(const ir::Threshold& threshold) {
  return threshold.measure != ir::Aggregate::count && threshold.measure != ir::Aggregate::distinct;
}

Columns named(const std::vector<std::string>& names, const std::vector<std::string>& columns) {
  Columns all;
  for (std::size_t i = 0; i < names.size(); ++i) all.emplace_back(names[i], columns[i]);
  return all;
}

bool slidesAlong(const schema::Bound& part) {
  const auto* threshold = std::get_if<ir::Threshold>(&part.plan.source);
  const auto* sequence = std::get_if<ir::Sequence>(&part.plan.source);
  const bool exact =
      threshold != nullptr
          ? threshold->window.kind == ir::Window::Kind::sliding && threshold->measure != ir::Aggregate::percentile
          : sequence != nullptr && (sequence->ordered || sequence->window.kind == ir::Window::Kind::sliding);
  return exact &&
         std::all_of(part.parts.begin(), part.parts.end(), [](const auto& leaf) { return isRowwise(leaf.plan); });
}

bool isRowwise(const std::vector<ir::Step>& steps) {
  return std::all_of(steps.begin(), steps.end(), [](const ir::Step& step) {
    return !std::holds_alternative<ir::Group>(step.node) && !std::holds_alternative<ir::Sort>(step.node) &&
           !std::holds_alternative<ir::Limit>(step.node);
  });
}

bool isRowwise(const ir::Plan& plan) { return std::holds_alternative<ir::Scan>(plan.source) && isRowwise(plan.steps); }

std::string_view whyGrouped(const ir::Plan& plan) {
  if (!isRowwise(plan.steps)) return "groups or orders its rows";
  const auto* threshold = std::get_if<ir::Threshold>(&plan.source);
  if (threshold != nullptr && threshold->window.kind == ir::Window::Kind::tumbling) return "groups by tumbling windows";
  if (threshold != nullptr && threshold->measure == ir::Aggregate::percentile) return "orders the values of a window";
  return "is a correlation of what others have grouped";
}

std::string describe(const ir::Window& window) {
  return window.kind == ir::Window::Kind::sliding
             ? fmt::format("sliding window of {}, both ends included", ir::print(window.length))
             : fmt::format("tumbling windows of {}: what crosses an edge between two of them is not found",
                           ir::print(window.length));
}

}  // namespace quarry::target
