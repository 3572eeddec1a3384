// Which keys of YAML and JSON hold CQL. The vendor's templates name their schema
// (https://schemas.humio.com/KIND/VERSION: alert, filteralert, aggregatealert, scheduledsearch, query, dashboard,
// parser); resources of the Humio operator have an apiVersion; rules of Next-Gen SIEM keep the query in search.filter;
// collections of hunting queries use `cql`.
#include <algorithm>
#include <set>
#include <utility>

#include "driver/embedded.h"
#include "quarry/base/text.h"
#include "quarry/base/yaml.h"

namespace quarry::driver {

namespace {

using base::yaml::Node;
using base::yaml::Style;

// The last key decides, with the keys beside it.
bool isOneOf(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

struct Document {
  bool vendor = false;  // it says that it is a template of the vendor's
  lint::Use use{};      // what it says to be
};

bool hasAny(const Node& mapping, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return mapping.find(key) != nullptr; });
}

std::optional<EmbeddedQuery::Kind> kindOf(const Node& mapping, std::string_view parent, std::string_view key,
                                          const Document& document) {
  using Kind = EmbeddedQuery::Kind;
  if (isOneOf(key, {"queryString", "cql"})) return Kind::query;
  if (key == "parserScript") return Kind::parser;
  // A list of choices in a dashboard is filled by a query of its own.
  if (key == "query" && document.vendor) return Kind::query;
  if (key == "filter" && parent == "search" && hasAny(mapping, {"lookback", "trigger_mode", "outcome"}))
    return Kind::query;
  if (key == "script" && (document.vendor || hasAny(mapping, {"testCases", "tests", "tagFields", "fieldsToTag"})))
    return Kind::parser;
  return std::nullopt;
}

std::string_view textOf(const Node& mapping, std::string_view key) {
  const Node* value = mapping.find(key);
  return value != nullptr && value->isScalar() ? std::string_view(value->text) : std::string_view();
}

// `$schema: https://schemas.humio.com/filteralert/v0.1.0`, `kind: HumioFilterAlert`.
Document documentOf(const Node& root) {
  using lint::Use;
  static constexpr std::pair<std::string_view, Use> kKinds[] = {{"alert", Use::legacyAlert},
                                                                {"filteralert", Use::filterAlert},
                                                                {"aggregatealert", Use::aggregateAlert},
                                                                {"scheduledsearch", Use::scheduledSearch},
                                                                {"query", Use::savedQuery},
                                                                {"savedquery", Use::savedQuery},
                                                                {"dashboard", Use::dashboard},
                                                                {"parser", Use::parser}};
  constexpr std::string_view kSchemas = "https://schemas.humio.com/", kResource = "humio";
  std::string kind;
  const std::string_view schema = textOf(root, "$schema");
  if (schema.starts_with(kSchemas))
    kind = schema.substr(kSchemas.size(), schema.find('/', kSchemas.size()) - kSchemas.size());
  else if (textOf(root, "apiVersion").starts_with("core.humio.com/"))
    kind = base::asciiLower(textOf(root, "kind"));
  else
    return {};
  if (kind.starts_with(kResource)) kind.erase(0, kResource.size());
  for (const auto& [name, use] : kKinds)
    if (kind == name) return {true, use};
  return {true, Use::unknown};
}

// What runs the query of a key, told by the document or by the settings beside it, which only one kind has.
lint::Use useOf(const Node& mapping, std::string_view key, const Document& document, bool inWidgets,
                EmbeddedQuery::Kind kind) {
  using lint::Use;
  if (kind == EmbeddedQuery::Kind::parser) return Use::parser;
  if (key == "filter") return Use::correlationRule;
  if (document.use != Use::unknown) return document.use;
  if (inWidgets) return Use::dashboard;
  if (key != "queryString") return Use::unknown;
  if (hasAny(mapping, {"schedule", "backfillLimit", "backfillLimitV2"})) return Use::scheduledSearch;
  if (hasAny(mapping, {"triggerMode", "searchIntervalSeconds"})) return Use::aggregateAlert;
  return Use::unknown;
}

EmbeddedQuery::Style styleOf(Style style) {
  switch (style) {
    case Style::plain:
      return EmbeddedQuery::Style::plain;
    case Style::singleQuoted:
      return EmbeddedQuery::Style::singleQuoted;
    case Style::doubleQuoted:
      return EmbeddedQuery::Style::doubleQuoted;
    case Style::literal:
      return EmbeddedQuery::Style::block;
    case Style::folded:
      return EmbeddedQuery::Style::folded;
  }
  return EmbeddedQuery::Style::plain;
}

class Finder {
 public:
  Finder(base::FileId file, base::Sources& sources) : file_(file), sources_(sources) {}

  void document(const Node& root) {
    const Document document = documentOf(root);
    visit(root, "", "", document, false);
  }

  std::vector<EmbeddedQuery> take() { return std::move(found_); }

 private:
  void visit(const Node& node, const std::string& path, std::string_view name, const Document& document,
             bool inWidgets) {
    for (std::size_t i = 0; i < node.items.size(); ++i)
      visit(node.items[i], path + "[" + std::to_string(i) + "]", name, document, inWidgets);
    for (const base::yaml::Entry& entry : node.entries) {
      const std::string inner = path.empty() ? entry.key.text : path + "." + entry.key.text;
      if (entry.value.isScalar()) {
        if (const auto kind = kindOf(node, name, entry.key.text, document))
          query(entry.value, inner, *kind, useOf(node, entry.key.text, document, inWidgets, *kind));
      } else {
        visit(entry.value, inner, entry.key.text, document, inWidgets || entry.key.text == "widgets");
      }
    }
  }

  void query(const Node& scalar, const std::string& path, EmbeddedQuery::Kind kind, lint::Use use) {
    if (scalar.text.find_first_not_of(" \t\r\n") == std::string::npos) return;
    if (!seen_.insert(scalar.span.begin).second) return;  // an alias of one that was there already
    EmbeddedQuery query;
    query.kind = kind;
    query.style = styleOf(scalar.style);
    query.place = scalar.span;
    query.key = path;
    query.use = use;
    if (scalar.style == Style::literal) query.lines = linesOf(scalar);
    query.id = base::yaml::embed(sources_, scalar);
    found_.push_back(std::move(query));
  }

  // Where the lines of a literal block stand; none if they cannot be told for certain.
  std::optional<EmbeddedQuery::Lines> linesOf(const Node& scalar) const {
    const base::Source& source = sources_[file_];
    const auto piece = std::find_if(scalar.pieces.begin(), scalar.pieces.end(), [&](const base::Piece& p) {
      return p.length > 0 && scalar.text.compare(p.inner, 1, "\n") != 0;
    });
    if (piece == scalar.pieces.end()) return std::nullopt;
    const std::uint32_t header = source.position(scalar.span.begin).line;
    const std::uint32_t first = source.position(piece->outer).line;
    EmbeddedQuery::Lines lines;
    lines.begin = source.lineStart(first);
    lines.end = scalar.span.end;
    lines.indent = std::string(source.text().substr(lines.begin, piece->outer - lines.begin));
    const std::uint32_t headerEnd = source.lineStart(header) + static_cast<std::uint32_t>(source.line(header).size());
    lines.lineEnd = source.text().substr(headerEnd, 2) == "\r\n" ? "\r\n" : "\n";
    if (lines.indent.empty() || lines.indent.find_first_not_of(' ') != std::string::npos) return std::nullopt;
    return textOf(lines) == trimmed(scalar.text) ? std::optional(lines) : std::nullopt;
  }

  static std::string_view trimmed(std::string_view text) {
    while (text.starts_with('\n')) text.remove_prefix(1);
    while (text.ends_with('\n')) text.remove_suffix(1);
    return text;
  }

  // The lines without their indentation.
  std::string textOf(const EmbeddedQuery::Lines& lines) const {
    std::string out;
    const std::string_view text = sources_[file_].text();
    for (std::size_t at = lines.begin; at < lines.end;) {
      const std::size_t end = std::min<std::size_t>(text.find('\n', at), lines.end);
      std::string_view line = text.substr(at, end - at);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.starts_with(lines.indent))
        line.remove_prefix(lines.indent.size());
      else if (line.find_first_not_of(' ') == std::string_view::npos)
        line = {};
      out += line;
      if (end < lines.end) out += '\n';
      at = end + 1;
    }
    return out;
  }

  base::FileId file_;
  base::Sources& sources_;
  std::set<std::uint32_t> seen_;
  std::vector<EmbeddedQuery> found_;
};

bool isWord(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Whether a line has `key:`, in quotes or not, anywhere: collections may be written in flow style.
bool hasKey(std::string_view line, std::string_view key) {
  for (std::size_t at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
    std::string_view after = line.substr(at + key.size());
    if (at > 0 && (isWord(line[at - 1]) || line[at - 1] == '.' || line[at - 1] == '#')) continue;
    while (!after.empty() && std::string_view(" \t\"'").find(after.front()) != std::string_view::npos)
      after.remove_prefix(1);
    if (!after.starts_with(':')) continue;
    if (after.size() == 1 || std::string_view(" \t\r\"").find(after[1]) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

bool looksLikeHost(std::string_view yaml) {
  bool query = false, search = false, filter = false;
  for (std::size_t at = 0; at < yaml.size();) {
    const std::size_t end = std::min(yaml.find('\n', at), yaml.size());
    const std::string_view line = yaml.substr(at, end - at);
    for (const std::string_view key : {"detection", "logsource", "correlation", "taxonomy"})
      if (line.starts_with(key) && hasKey(line.substr(0, key.size() + 2), key)) return false;
    query = query || hasKey(line, "queryString") || hasKey(line, "cql") || hasKey(line, "parserScript") ||
            line.find("https://schemas.humio.com/") != std::string_view::npos;
    search = search || hasKey(line, "search");
    filter = filter || hasKey(line, "filter");
    at = end + 1;
  }
  return query || (search && filter);
}

std::vector<EmbeddedQuery> queriesInYaml(base::FileId file, base::Sources& sources, base::Report& report) {
  Finder finder(file, sources);
  for (const Node& root : base::yaml::parse(file, sources, report)) finder.document(root);
  return finder.take();
}

}  // namespace quarry::driver
