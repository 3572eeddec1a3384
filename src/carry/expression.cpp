#include "carry/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "carry/shapes.h"

namespace quarry::carry {

namespace {

bool isName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// What stands between the two; none if they do not enclose the text.
std::optional<std::string> inside(std::string_view text, std::string_view begin, std::string_view end) {
  if (!text.starts_with(begin) || !text.ends_with(end) || text.size() < begin.size() + end.size()) return std::nullopt;
  return std::string(text.substr(begin.size(), text.size() - begin.size() - end.size()));
}

// A text that the part of a regular expression before its group matches; none if it is more than these forms.
std::optional<std::string> sampleOf(std::string_view regex) {
  std::string out;
  for (std::size_t i = 0; i < regex.size();) {
    const std::string_view rest = regex.substr(i);
    if (rest.starts_with("\\b")) {
      if (!out.empty()) return std::nullopt;
      out = " ";
      i += 2;
    } else if (rest.starts_with("^")) {
      ++i;
    } else if (rest.starts_with("(?:") && rest.find(")?") < rest.find('(', 1)) {
      i += rest.find(")?") + 2;  // may be left out
    } else if (rest.starts_with("(?:^|;)")) {
      out += ';';
      i += 7;
    } else if (rest.starts_with("[ _]?")) {
      out += ' ';
      i += 5;
    } else if (rest.starts_with("\\.")) {
      out += '.';
      i += 2;
    } else if (rest.find_first_of("\\^$.|?*+()[]{}") == 0) {
      return std::nullopt;
    } else {
      out += regex[i++];
    }
  }
  return out;
}

// extract(@'<Data Name="Image">([^<]*)<', 1, EventData): the text before the value, the value and one character after
// it are put into the column.
bool writeExtract(std::string_view expression, const std::string& text, bool quoted, Row& row) {
  const std::size_t quote = expression.find_first_of("'\"");
  if (quote == std::string_view::npos) return false;
  const std::size_t close = expression.rfind(expression[quote]);
  const std::size_t comma = expression.rfind(", ");
  if (close <= quote || comma < close || !expression.ends_with(")")) return false;
  const std::string column(expression.substr(comma + 2, expression.size() - comma - 3));
  const std::string_view regex = expression.substr(quote + 1, close - quote - 1);
  std::size_t group = regex.find('(');
  while (group != std::string_view::npos && regex.substr(group).starts_with("(?:")) group = regex.find('(', group + 1);
  if (group == std::string_view::npos || !isName(column)) return false;
  const auto before = sampleOf(regex.substr(0, group));
  const std::size_t end = regex.find(')', group);
  if (!before || end == std::string_view::npos) return false;
  // The column holds the value, and may hold more around it.
  if (before->empty()) {
    row.set(column, text);
    return true;
  }
  const bool xml = before->find('<') != std::string::npos;
  std::string after(regex.substr(end + 1));
  // The tag that ends the element.
  if (after == "<" && xml) after = before->starts_with("<Data") ? "</Data>" : "</" + before->substr(1);
  if (after == "\"" || after.empty() || after == ";") after += xml ? "" : after.empty() ? " " : "";
  const std::string shown = xml || after == "\"" ? asMarkup(text) : text;
  row.append(column, *before + (quoted ? "\"" + shown + "\"" : shown) + after);
  return true;
}

// `AdditionalFields).DnsQueryString`: a path in a column that holds JSON.
bool writeParsed(std::string_view inner, engine::Value value, Row& row) {
  const std::size_t close = inner.find(").");
  if (close == std::string_view::npos || !isName(inner.substr(0, close))) return false;
  row.into(std::string(inner.substr(0, close)), ir::parsePath(inner.substr(close + 2)), std::move(value), true);
  return true;
}

}  // namespace

bool writeFor(const std::string& expression, const ir::Path& path, const engine::Value& value, Row& row) {
  const std::string text = engine::textOf(value).value_or(engine::toJson(value));
  if (expression.starts_with("extract(")) return writeExtract(expression, text, false, row);
  if (const auto trimmed = inside(expression, "trim('\"', ", ")")) return writeExtract(*trimmed, text, true, row);
  if (const auto parsed = inside(expression, "tostring(parse_json(", ")")) return writeParsed(*parsed, value, row);
  if (const auto parsed =
          inside(expression, "replace_string(tostring(parse_json(", "), @\"\\Device\\NamedPipe\", \"\")"))
    return writeParsed(*parsed, "\\Device\\NamedPipe" + text, row);
  if (const auto parsed = inside(expression, "strcat(\"0x\", tohex(tolong(parse_json(", ")))")) {
    std::uint64_t number = 0;
    const char* const begin = text.data() + (text.starts_with("0x") ? 2 : 0);
    if (std::from_chars(begin, text.data() + text.size(), number, 16).ec != std::errc{}) return false;
    return writeParsed(*parsed, engine::Number{static_cast<double>(number), std::to_string(number)}, row);
  }
  if (const auto column = inside(expression, "trim_end(@\"\\.\", ", ")"); column && isName(*column)) {
    row.set(*column, text);
    return true;
  }
  // A column for the folder, or for the whole path, and one for the file's name.
  for (const std::string previous : {"", "Previous"}) {
    const std::string folder = previous + "FolderPath", file = previous + "FileName";
    if (!expression.starts_with("iff(") ||
        expression.find(fmt::format("{} endswith {}", folder, file)) == std::string::npos ||
        expression.find(fmt::format("strcat({}, ", folder)) == std::string::npos)
      continue;
    const std::size_t at = text.find_last_of("\\/");
    row.set(folder, at == std::string::npos ? "" : text.substr(0, at));
    row.set(file, at == std::string::npos ? text : text.substr(at + 1));
    return true;
  }
  // A whole dynamic column as text.
  if (const auto column = inside(expression, "tostring(", ")"); column && isName(*column)) {
    const ir::Path below(path.begin() + (path.empty() ? 0 : 1), path.end());
    ir::Path at = below;
    if (!path.empty() && path.front().index) at.insert(at.begin(), {"", false, path.front().index});
    row.into(*column, at, value, false);
    return true;
  }
  return false;
}

}  // namespace quarry::carry
