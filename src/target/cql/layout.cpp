#include "target/cql/layout.h"

#include <string_view>
#include <vector>

#include "quarry/cql/format.h"
#include "quarry/cql/parse.h"

namespace quarry::target::cql {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

constexpr std::string_view kPipe = "\n| ";

std::vector<std::string_view> stepsOf(std::string_view text) {
  std::vector<std::string_view> steps;
  for (std::size_t at = text.find(kPipe); at != std::string_view::npos; at = text.find(kPipe)) {
    steps.push_back(text.substr(0, at));
    text.remove_prefix(at + kPipe.size());
  }
  steps.push_back(text);
  return steps;
}

// Whether the formatter leaves a step as it is written: it fits on a line, and nothing in it has lines of its own.
bool isLaidOut(std::string_view step) {
  constexpr std::size_t kPipeWidth = 2;
  return step.size() + kPipeWidth <= quarry::cql::Layout{}.width && step.find_first_of("{\n") == std::string_view::npos;
}

std::string formatWhole(const std::string& text) {
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add("query", text);
  const quarry::cql::Tree tree = quarry::cql::parse(file, sources, report);
  return report.hasErrors() ? text : quarry::cql::format(tree).text;
}

// A step's layout does not depend on the others, and most need none: parsing is most of what formatting costs.
std::string format(const std::string& text) {
  const std::vector<std::string_view> steps = stepsOf(text);
  const bool wideFirst = !isLaidOut(steps.front());
  std::string wide = wideFirst ? std::string(steps.front()) : "*";
  std::size_t count = 1;
  for (std::size_t i = 1; i < steps.size(); ++i)
    if (!isLaidOut(steps[i])) {
      wide.append(kPipe).append(steps[i]);
      ++count;
    }
  if (count == 1 && !wideFirst) return text;
  const std::string formatted = formatWhole(wide);
  const std::vector<std::string_view> made = stepsOf(formatted);
  if (made.size() != count) return formatWhole(text);
  std::string out(wideFirst ? made.front() : steps.front());
  std::size_t next = 1;
  for (std::size_t i = 1; i < steps.size(); ++i)
    out.append(kPipe).append(isLaidOut(steps[i]) ? steps[i] : made[next++]);
  return out;
}

}  // namespace

Query laidOut(Query query) {
  Query out;
  out.text = format(query.text);
  if (out.text == query.text) return query;
  // The two texts are the same but for white space: what stands at a place in the one stands at a place in the other.
  std::size_t there = 0;
  const auto place = [&](std::size_t& here, std::uint32_t until) {
    for (; here < until; ++here) {
      if (isSpace(query.text[here])) continue;
      while (there < out.text.size() && isSpace(out.text[there])) ++there;
      if (there < out.text.size()) ++there;
    }
    return static_cast<std::uint32_t>(there);
  };
  std::size_t here = 0;
  for (const Query::Piece& piece : query.pieces) {
    std::uint32_t begin = place(here, piece.begin);
    const std::uint32_t end = place(here, piece.end);
    while (begin < end && isSpace(out.text[begin])) ++begin;
    if (begin < end) out.pieces.push_back({begin, end, piece.origin});
  }
  return out;
}

}  // namespace quarry::target::cql
