// CQL that stands in files of other kinds: alerts, scheduled searches, saved queries, dashboards and parsers as YAML or
// JSON, and fences in Markdown. Who reads queries reads them through this, so that places lead back to the file and
// changes keep its form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/diagnostic.h"
#include "quarry/base/report.h"
#include "quarry/base/source.h"
#include "quarry/lint/rule.h"

namespace quarry::driver {

enum class HostFormat { yaml, markdown };  // JSON is read as the YAML it also is
HostFormat hostFormat(std::string_view path);

// Whether a YAML text holds queries and is no rule, judged by the keys that begin its lines: cheap, for sorting files.
bool looksLikeHost(std::string_view yaml);

struct EmbeddedQuery {
  enum class Kind { query, parser };
  enum class Style { block, folded, plain, singleQuoted, doubleQuoted };
  // A block: whole lines of the file, each behind the same indentation.
  struct Lines {
    std::uint32_t begin = 0, end = 0;  // bytes of the file; without the last line break
    std::string indent, lineEnd;
  };

  base::FileId id{};  // the query's own text; its places lead back to the file
  Kind kind = Kind::query;
  Style style = Style::block;
  base::Span place;            // of what holds it, in the file
  std::string key;             // `widgets.cpu.queryString`
  lint::Use use{};             // what runs it, as far as the file says
  std::optional<Lines> lines;  // only of a block that can be written anew
};

// The queries of a file, in order. What cannot be read of the file is reported.
std::vector<EmbeddedQuery> embeddedQueries(base::FileId file, HostFormat format, base::Sources& sources,
                                           base::Report& report);

// A change of the query's text as a change of the file; none if the form in which the query is written cannot hold it.
std::optional<base::Edit> inFile(const EmbeddedQuery& query, const base::Edit& edit, const base::Sources& sources);
// All of a block's text replaced; `text` has no final line break.
base::Edit replaceLines(const EmbeddedQuery& query, base::FileId file, std::string_view text);

}  // namespace quarry::driver
