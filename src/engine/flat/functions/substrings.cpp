// text:*: expressions in, positions counted in characters as people see them (grapheme clusters).
#include <algorithm>

#include "engine/flat/compiler.h"
#include "engine/flat/functions/unicode.h"
#include "engine/fold.h"
#include "quarry/base/numeral.h"

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
    const auto from = base::clamped<std::size_t>(std::max(0.0, number(begin, 0)));
    const auto nth = base::clamped<long>(number(occurrence, 1));
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

// How the distance of two texts is measured.
struct Distance {
  bool transpositions = true, ignoreCase = false;
  std::size_t most = 0;  // what a greater distance is said to be

  explicit Distance(const Call& call)
      : transpositions(call.flag("allowTranspositions", true)),
        ignoreCase(call.flag("ignoreCase") || call.flag("caseInsensitive")),
        most(base::clamped<std::size_t>(call.number("maxDistance", 1e6))) {}

  // Levenshtein's, over characters; neighbours that changed places are one change (optimal string alignment).
  std::size_t of(std::string a, std::string b) const {
    if (ignoreCase) {
      a = folded(a, ir::Fold::unicode);
      b = folded(b, ir::Fold::unicode);
    }
    const auto x = graphemes(a), y = graphemes(b);
    const std::size_t n = x.size() - 1, m = y.size() - 1;
    const auto piece = [](const std::string& text, const std::vector<std::size_t>& marks, std::size_t i) {
      return std::string_view(text).substr(marks[i], marks[i + 1] - marks[i]);
    };
    std::vector<std::size_t> before(m + 1), above(m + 1), row(m + 1);
    for (std::size_t j = 0; j <= m; ++j) row[j] = j;
    for (std::size_t i = 1; i <= n; ++i) {
      std::swap(before, above);
      std::swap(above, row);
      row[0] = i;
      for (std::size_t j = 1; j <= m; ++j) {
        const bool same = piece(a, x, i - 1) == piece(b, y, j - 1);
        row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
        if (transpositions && i > 1 && j > 1 && piece(a, x, i - 1) == piece(b, y, j - 2) &&
            piece(a, x, i - 2) == piece(b, y, j - 1))
          row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    return std::min(row[m], most);
  }
};

RowFunction editDistance(const Call& call, Compiler& compiler) {
  return [target = argument(call, "target", compiler), reference = argument(call, "reference", compiler),
          distance = Distance(call), as = call.as("_distance")](Row& row) {
    const Maybe a = target(row), b = reference(row);
    if (a && b) row.set(as, std::to_string(distance.of(*a, *b)));
    return true;
  };
}

RowFunction editDistanceAsArray(const Call& call, Compiler& compiler) {
  return [target = argument(call, "target", compiler), references = call.list("references"), distance = Distance(call),
          as = arrayBase(call.text("asArray", "_distance[]"))](Row& row) {
    const Maybe a = target(row);
    if (!a) return true;
    std::size_t n = 0;
    for (const std::string& b : references) {
      row.set(elementName(as, n) + ".reference", b);
      row.set(elementName(as, n) + ".distance", std::to_string(distance.of(*a, b)));
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
