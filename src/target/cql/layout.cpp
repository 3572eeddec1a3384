#include "target/cql/layout.h"

#include "quarry/cql/format.h"
#include "quarry/cql/parse.h"

namespace quarry::target::cql {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string format(const std::string& text) {
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add("query", text);
  const quarry::cql::Tree tree = quarry::cql::parse(file, sources, report);
  return report.hasErrors() ? text : quarry::cql::format(tree).text;
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
