// text:*: expressions in, positions counted in characters as people see them (grapheme clusters).
#include <algorithm>

#include "engine/flat/compiler.h"
#include "engine/flat/functions/unicode.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

Expression argument(const Call& call, std::string_view name, Compiler& compiler) {
  const ir::Val* value = call.value(name);
  if (value == nullptr) return [](const Row&) { return Maybe(); };
  return compiler.value(*value);
}

template <class Test>
RowFunction filter(const Call& call, Compiler& compiler, Test test) {
  return [string = argument(call, "string", compiler), part = argument(call, "substring", compiler), test](Row& row) {
    const Maybe text = string(row), piece = part(row);
    return text && piece && test(std::string_view(*text), std::string_view(*piece));
  };
}

RowFunction contains(const Call& call, Compiler& compiler) {
  return filter(call, compiler,
                [](std::string_view a, std::string_view b) { return a.find(b) != std::string_view::npos; });
}
RowFunction startsWith(const Call& call, Compiler& compiler) {
  return filter(call, compiler, [](std::string_view a, std::string_view b) { return a.starts_with(b); });
}
RowFunction endsWith(const Call& call, Compiler& compiler) {
  return filter(call, compiler, [](std::string_view a, std::string_view b) { return a.ends_with(b); });
}

RowFunction length(const Call& call, Compiler& compiler) {
  return [string = argument(call, "string", compiler), as = call.as("_length")](Row& row) {
    if (const Maybe text = string(row)) row.set(as, std::to_string(graphemes(*text).size() - 1));
    return true;
  };
}

RowFunction substring(const Call& call, Compiler& compiler) {
  return [string = argument(call, "string", compiler), begin = argument(call, "begin", compiler),
          end = argument(call, "end", compiler), hasEnd = call.has("end"), as = call.as("_string")](Row& row) {
    const Maybe text = string(row);
    if (!text) return true;
    const std::vector<std::size_t> marks = graphemes(*text);
    const auto size = static_cast<double>(marks.size() - 1);
    const auto number = [&](const Expression& of, double fallback) -> std::optional<double> {
      const Maybe value = of(row);
      return value ? toNumber(*value) : std::optional(fallback);
    };
    const auto from = number(begin, 0);
    const auto to = hasEnd ? number(end, -1) : std::optional(size);
    // An end beyond the text is an error of the query there: no result.
    if (!from || !to || *from < 0 || *to < *from || *to > size) return true;
    const std::size_t a = marks[static_cast<std::size_t>(*from)], b = marks[static_cast<std::size_t>(*to)];
    row.set(as, text->substr(a, b - a));
    return true;
  };
}

RowFunction positionOf(const Call& call, Compiler& compiler) {
  return [string = argument(call, "string", compiler), character = argument(call, "character", compiler),
          begin = argument(call, "begin", compiler), occurrence = argument(call, "occurrence", compiler),
          as = call.as("_position")](Row& row) {
    const Maybe text = string(row), wanted = character(row);
    if (!text || !wanted || wanted->empty()) return true;
    const auto number = [&](const Expression& of, double fallback) {
      const Maybe value = of(row);
      return value ? toNumber(*value).value_or(fallback) : fallback;
    };
    const std::vector<std::size_t> marks = graphemes(*text);
    const auto from = static_cast<std::size_t>(std::max(0.0, number(begin, 0)));
    const auto nth = static_cast<long>(number(occurrence, 1));
    std::vector<std::size_t> found;
    for (std::size_t i = from; i + 1 < marks.size(); ++i)
      if (text->compare(marks[i], wanted->size(), *wanted) == 0) found.push_back(i);
    // A negative number counts from the end.
    const long at = nth > 0 ? nth - 1 : static_cast<long>(found.size()) + nth;
    if (nth != 0 && at >= 0 && at < static_cast<long>(found.size()))
      row.set(as, std::to_string(found[static_cast<std::size_t>(at)]));
    return true;
  };
}

// Levenshtein's distance over characters, given up beyond `most`.
std::optional<std::size_t> distance(const std::string& a, const std::string& b, std::size_t most) {
  const auto x = graphemes(a), y = graphemes(b);
  const std::size_t n = x.size() - 1, m = y.size() - 1;
  const auto piece = [](const std::string& text, const std::vector<std::size_t>& marks, std::size_t i) {
    return std::string_view(text).substr(marks[i], marks[i + 1] - marks[i]);
  };
  std::vector<std::size_t> row(m + 1);
  for (std::size_t j = 0; j <= m; ++j) row[j] = j;
  for (std::size_t i = 1; i <= n; ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= m; ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (piece(a, x, i - 1) == piece(b, y, j - 1) ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[m] <= most ? std::optional(row[m]) : std::nullopt;
}

RowFunction editDistance(const Call& call, Compiler& compiler) {
  return [target = argument(call, "target", compiler), reference = argument(call, "reference", compiler),
          most = static_cast<std::size_t>(call.number("maxDistance", 1e6)), as = call.as("_distance")](Row& row) {
    const Maybe a = target(row), b = reference(row);
    if (a && b)
      if (const auto d = distance(*a, *b, most)) row.set(as, std::to_string(*d));
    return true;
  };
}

RowFunction editDistanceAsArray(const Call& call, Compiler& compiler) {
  return [target = argument(call, "target", compiler), references = call.list("references"),
          most = static_cast<std::size_t>(call.number("maxDistance", 1e6)),
          as = arrayBase(call.text("asArray", "_distance[]"))](Row& row) {
    const Maybe a = target(row);
    if (!a) return true;
    std::size_t n = 0;
    for (const std::string& b : references) {
      const auto d = distance(*a, b, most);
      if (!d) continue;
      row.set(elementName(as, n) + ".reference", b);
      row.set(elementName(as, n) + ".distance", std::to_string(*d));
      ++n;
    }
    return true;
  };
}

}  // namespace

void addSubstrings(Registry& r) {
  r.row(Operation::textContains, contains);
  r.row(Operation::textStartsWith, startsWith);
  r.row(Operation::textEndsWith, endsWith);
  r.row(Operation::textLength, length);
  r.row(Operation::textSubstring, substring);
  r.row(Operation::textPositionOf, positionOf);
  r.row(Operation::textEditDistance, editDistance);
  r.row(Operation::textEditDistanceAsArray, editDistanceAsArray);
}

}  // namespace quarry::engine::flat
