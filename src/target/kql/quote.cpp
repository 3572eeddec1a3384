#include "target/kql/quote.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "quarry/base/numeral.h"

namespace quarry::target::kql {

std::string quote(std::string_view text) {
  const bool control =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (control) {
    // Only these escapes exist: any other character after a backslash is an error (scalar-data-types/string).
    std::string out = "\"";
    for (const char c : text) {
      switch (c) {
        case '"':
          out += "\\\"";
          break;
        case '\\':
          out += "\\\\";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
          else
            out += c;
      }
    }
    return out + '"';
  }
  const bool verbatim = text.find('\\') != std::string_view::npos;
  std::string out = verbatim ? "@\"" : "\"";
  for (const char c : text) {
    if (c == '"')
      out += verbatim ? "\"\"" : "\\\"";
    else
      out += c;
  }
  return out + '"';
}

namespace {

bool isWord(std::string_view name) {
  return !name.empty() && (std::isalpha(static_cast<unsigned char>(name[0])) != 0 || name[0] == '_') &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

// Words that the parser wants bracketed as names: tried one by one with the language service (12.4.1).
bool isKeyword(std::string_view name) {
  static constexpr std::array<std::string_view, 56> kWords = {"and",          "as",           "asc",
                                                              "bagexpansion", "between",      "bool",
                                                              "boolean",      "by",           "contains",
                                                              "datatable",    "date",         "datetime",
                                                              "decimal",      "decodeblocks", "desc",
                                                              "dynamic",      "endswith",     "expandoutput",
                                                              "externaldata", "false",        "find",
                                                              "first",        "flags",        "has",
                                                              "in",           "int",          "invoke",
                                                              "isfuzzy",      "kind",         "last",
                                                              "long",         "materialize",  "nooptimization",
                                                              "of",           "or",           "pathformat",
                                                              "print",        "project",      "real",
                                                              "relaxed",      "sample",       "search",
                                                              "set",          "simple",       "startswith",
                                                              "string",       "time",         "timespan",
                                                              "title",        "to",           "toscalar",
                                                              "true",         "union",        "verbose",
                                                              "where",        "withsource"};
  return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

std::string bracketed(std::string_view name) {
  std::string out = "['";
  for (const char c : name) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "']";
}

}  // namespace

std::string identifier(std::string_view name) {
  return isWord(name) && !isKeyword(name) ? std::string(name) : bracketed(name);
}

std::string member(const ir::Path& path) {
  std::string out;
  for (const ir::PathSegment& segment : path) {
    if (!segment.name.empty())
      out += isWord(segment.name) && !isKeyword(segment.name) ? "." + segment.name : bracketed(segment.name);
    if (segment.index) out += fmt::format("[{}]", *segment.index);
  }
  return out;
}

std::string number(double value) { return base::plainNumber(value); }

}  // namespace quarry::target::kql
