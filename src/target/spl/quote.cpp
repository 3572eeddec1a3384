#include "target/spl/quote.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "quarry/base/numeral.h"
#include "target/regex.h"

namespace quarry::target::spl {

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string quoteRegex(std::string_view regex) { return quote(regex); }

std::string escapeRegexCharacter(char c) {
  if (c == '$') return "[$]";
  // A hash is literal unless the expression is in extended mode; everything else is PCRE's usual.
  return escapeCharacter(c);
}

std::string fieldName(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i).starts_with("[]")) {
      out += "{}";
      ++i;
    } else {
      out += name[i];
    }
  }
  return out;
}

namespace {

bool isWord(std::string_view name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

}  // namespace

std::string searchField(std::string_view raw) {
  const std::string name = fieldName(raw);
  return isWord(name) ? name : quote(name);
}

std::string evalField(std::string_view raw) {
  const std::string name = fieldName(raw);
  return isWord(name) ? name : "'" + name + "'";
}

std::string commandField(std::string_view raw) { return searchField(raw); }

std::string number(double value) { return base::plainNumber(value); }

}  // namespace quarry::target::spl
