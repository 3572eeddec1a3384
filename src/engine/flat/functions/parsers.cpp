// Key=value pairs, CSV, fixed widths, addresses of the web.
#include <algorithm>

#include "engine/flat/compiler.h"
#include "engine/flat/pattern.h"
#include "quarry/base/numeral.h"
#include "quarry/base/regex_text.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::string unquoted(const std::string& value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
    std::string out;
    for (std::size_t i = 1; i + 1 < value.size(); ++i) {
      if (value[i] == '\\' && i + 2 < value.size() && (value[i + 1] == value.front() || value[i + 1] == '\\')) ++i;
      out += value[i];
    }
    return out;
  }
  return value;
}

// kvParse, Operation: with separatorPadding "no" a value touches its separator; otherwise blanks may stand between, and
// with "yes" a word that has a separator behind it is the next key.
RowFunction kvParse(const Call& call, Compiler& compiler) {
  const std::string padding = call.text("separatorPadding", "unknown");
  // It stands in sets as well.
  const std::string separator = base::escapedForRegex(call.text("separator", "="), "-");
  const std::string key = "([^\\s,;\"'" + separator + "(){}\\[\\]]+)";
  const std::string quoted = "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'";
  const std::string word = "[^\\s,;\"']+[^\\s,;]*";
  std::string text;
  if (padding == "no")
    text = key + "\\s*" + separator + "(" + quoted + "|" + word + "|)";
  else if (padding == "yes")
    text = key + "\\s*" + separator + "\\s*(" + quoted + "|(?![^\\s,;" + separator + "]+\\s+" + separator + ")" + word +
           "|)";
  else
    text = key + "\\s*" + separator + "\\s*(" + quoted + "|" + word + "|)";
  auto pattern = Pattern::compile(withFlags(text, ""), call.origin(), compiler.report());
  if (!pattern) return nullptr;
  const std::string prefix = call.text("as", call.text("prefix"));
  const bool keepFirst = call.text("onDuplicate", "keepLast") == "keepFirst";
  return [pattern = *pattern, fields = call.list("field"), prefix, keepFirst, override = call.flag("override"),
          excludeEmpty = call.flag("excludeEmpty")](Row& row) {
    for (const std::string& field : fields) {
      const Maybe value = row.get(field);
      if (!value) continue;
      Row found;
      for (std::size_t at = 0; at <= value->size() && pattern.matchesFrom(*value, at);) {
        const auto [begin, end] = pattern.whole();
        const std::string name = prefix + *pattern.group(*value, 1);
        const std::string part = unquoted(pattern.group(*value, 2).value_or(std::string()));
        at = std::max(end, begin + 1);
        if (excludeEmpty && part.empty()) continue;
        if (keepFirst && found.has(name)) continue;
        found.set(name, part);
      }
      for (auto& [name, part] : found.fields())
        if (override || !row.has(name)) row.set(name, part);
    }
    return true;
  };
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string::npos ? std::string() : text.substr(begin, end - begin + 1);
}

// Quotes as RFC 4180 has them; outside quotes blanks may be trimmed.
std::vector<std::string> csvFields(const std::string& text, const std::string& delimiter, bool trim) {
  std::vector<std::string> out;
  std::size_t at = 0;
  for (;;) {
    std::string value;
    std::size_t probe = at;
    while (trim && probe < text.size() && (text[probe] == ' ' || text[probe] == '\t')) ++probe;
    if (probe < text.size() && text[probe] == '"') {
      std::size_t i = probe + 1;
      for (; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"') {
          value += text[++i];
        } else if (text[i] == '"') {
          if (i + 1 < text.size() && text[i + 1] == '"')
            value += text[++i];
          else
            break;
        } else {
          value += text[i];
        }
      }
      at = text.find(delimiter, std::min(i, text.size()));
    } else {
      const std::size_t end = text.find(delimiter, at);
      value = text.substr(at, end == std::string::npos ? end : end - at);
      if (trim) value = trimmed(value);
      at = end;
    }
    out.push_back(std::move(value));
    if (at == std::string::npos) return out;
    at += delimiter.size();
  }
}

RowFunction parseCsv(const Call& call, Compiler&) {
  std::string delimiter = call.text("delimiter", ",");
  if (delimiter.empty()) delimiter = ",";
  if (delimiter == "\\t") delimiter = "\t";
  return [field = call.text("field", "@rawstring"), columns = call.list("columns"), delimiter, trim = call.flag("trim"),
          excludeEmpty = call.flag("excludeEmpty")](Row& row) {
    const Maybe value = row.get(field);
    if (!value) return true;
    const auto parts = csvFields(*value, delimiter, trim);
    for (std::size_t i = 0; i < parts.size() && i < columns.size(); ++i)
      if (!excludeEmpty || !parts[i].empty()) row.set(columns[i], parts[i]);
    return true;
  };
}

RowFunction parseFixedWidth(const Call& call, Compiler&) {
  std::vector<std::size_t> widths;
  for (const std::string& width : call.list("widths"))
    widths.push_back(base::clamped<std::size_t>(std::max(0.0, toNumber(width).value_or(0))));
  return [field = call.text("field", "@rawstring"), columns = call.list("columns"), widths,
          trim = call.flag("trim", true)](Row& row) {
    const Maybe value = row.get(field);
    if (!value) return true;
    std::size_t at = 0;
    const auto advance = [&](std::size_t count) {
      const std::size_t begin = at;
      while (at < value->size() && count-- > 0) {
        ++at;
        while (at < value->size() && (static_cast<unsigned char>((*value)[at]) & 0xC0U) == 0x80U) ++at;
      }
      return value->substr(begin, at - begin);
    };
    for (std::size_t i = 0; i < columns.size() && i < widths.size() && at < value->size(); ++i) {
      const std::string part = advance(widths[i]);
      row.set(columns[i], trim ? trimmed(part) : part);
    }
    return true;
  };
}

// ---- RFC 3986

struct Uri {
  Maybe scheme, user, password, host, port, path, query, fragment;
};

bool readUri(std::string_view text, Uri& uri) {
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    uri.fragment = std::string(text.substr(hash + 1));
    text = text.substr(0, hash);
  }
  if (text.find_first_of(" \"<>\\^`{|}") != std::string_view::npos) return false;
  const std::size_t colon = text.find(':');
  const auto schemeChar = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
  };
  if (colon != std::string_view::npos && colon > 0 && std::isalpha(static_cast<unsigned char>(text[0])) != 0 &&
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), schemeChar)) {
    uri.scheme = std::string(text.substr(0, colon));
    text = text.substr(colon + 1);
    if (!text.starts_with('/')) return true;  // opaque: a scheme and a part that has no structure
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    uri.query = std::string(text.substr(mark + 1));
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    std::string_view authority = text.substr(0, text.find('/'));
    text = text.substr(authority.size());
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
      const std::string_view who = authority.substr(0, at);
      const std::size_t split = who.find(':');
      uri.user = std::string(who.substr(0, split));
      if (split != std::string_view::npos) uri.password = std::string(who.substr(split + 1));
      authority.remove_prefix(at + 1);
    }
    const std::size_t close = authority.rfind(']');
    const std::size_t split = authority.find(':', close == std::string_view::npos ? 0 : close);
    if (split != std::string_view::npos) {
      if (split + 1 < authority.size()) uri.port = std::string(authority.substr(split + 1));
      authority = authority.substr(0, split);
    }
    if (!authority.empty()) uri.host = std::string(authority);
  }
  if (!text.empty()) uri.path = std::string(text);
  return true;
}

void writeUri(Row& row, const std::string& prefix, const Uri& uri, const std::string& host) {
  row.setIf(prefix + "scheme", uri.scheme);
  row.setIf(prefix + "username", uri.user);
  row.setIf(prefix + "password", uri.password);
  row.setIf(prefix + host, uri.host);
  row.setIf(prefix + "port", uri.port);
  row.setIf(prefix + "path", uri.path);
  row.setIf(prefix + "query", uri.query);
  row.setIf(prefix + "fragment", uri.fragment);
}

RowFunction parseUri(const Call& call, Compiler&) {
  const std::string field = call.text("field");
  return [field, prefix = call.text("prefix", field + "."), base = call.text("defaultBase")](Row& row) {
    const Maybe value = row.get(field);
    if (!value) return true;
    Uri uri;
    const bool whole = value->find("://") != std::string::npos;
    if (!readUri(whole ? *value : base + *value, uri)) return true;
    writeUri(row, prefix.empty() || prefix.ends_with('.') ? prefix : prefix + ".", uri, "hostname");
    return true;
  };
}

RowFunction parseUrl(const Call& call, Compiler&) {
  const std::string field = call.text("field", "url");
  return [field, prefix = call.text("as", field) + "."](Row& row) {
    const Maybe value = row.get(field);
    Uri uri;
    if (value && readUri(*value, uri)) writeUri(row, prefix, uri, "host");
    return true;
  };
}

}  // namespace

void addParsers(Registry& r) {
  r.row(Operation::kvParse, kvParse);
  r.row(Operation::parseCsv, parseCsv);
  r.row(Operation::parseFixedWidth, parseFixedWidth);
  r.row(Operation::parseUri, parseUri);
  r.row(Operation::parseUrl, parseUrl);
}

}  // namespace quarry::engine::flat
