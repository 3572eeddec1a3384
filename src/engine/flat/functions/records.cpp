// parseCEF and parseLEEF: headers with bars, then key=value pairs.
#include <algorithm>
#include <array>
#include <map>

#include "engine/flat/compiler.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// The parts between bars that have no backslash before them, at most `most`; the rest is the last.
std::vector<std::string> bars(std::string_view text, std::size_t most) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && parts.size() < most && i + 1 < text.size() && (text[i + 1] == '|' || text[i + 1] == '\\')) {
      parts.back() += text[++i];
    } else if (text[i] == '|' && parts.size() < most) {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    out += next == 'n' ? '\n' : next == 'r' ? '\r' : next;
  }
  return out;
}

// key=value pairs whose values may hold blanks: a value ends before the next ` key=`.
std::vector<std::pair<std::string, std::string>> extension(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto keyChar = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-' || c == '[' || c == ']';
  };
  std::size_t valueBegin = std::string::npos;
  std::string key;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=' || (i > 0 && text[i - 1] == '\\')) continue;
    std::size_t begin = i;
    while (begin > 0 && keyChar(text[begin - 1])) --begin;
    if (begin == i || (begin > 0 && text[begin - 1] != ' ')) continue;
    if (valueBegin != std::string::npos && begin < valueBegin) continue;
    if (valueBegin != std::string::npos)
      out.emplace_back(key, unescaped(trimmed(text.substr(valueBegin, begin - valueBegin))));
    key = text.substr(begin, i - begin);
    valueBegin = i + 1;
  }
  if (valueBegin != std::string::npos) out.emplace_back(key, unescaped(trimmed(text.substr(valueBegin))));
  return out;
}

// `cs1=x cs1Label=Name` becomes a field of that name.
void writeExtension(Row& row, std::vector<std::pair<std::string, std::string>>&& pairs, const std::string& prefix,
                    const std::string& labelPrefix, bool keepLabels) {
  std::map<std::string, std::string> labels;
  for (const auto& [key, value] : pairs)
    if (key.size() > 5 && key.ends_with("Label")) labels[key.substr(0, key.size() - 5)] = value;
  for (auto& [key, value] : pairs) {
    const bool label = key.size() > 5 && key.ends_with("Label");
    const auto named = labels.find(key);
    if (named != labels.end()) row.set(labelPrefix + named->second, value);
    if (keepLabels || (named == labels.end() && !label)) row.set(prefix + key, std::move(value));
  }
}

RowFunction parseCef(const Call& call, Compiler&) {
  return [field = call.text("field", "@rawstring"), header = call.text("headerprefix", "cef."),
          prefix = call.text("prefix", "cef.ext."), label = call.text("labelprefix", "cef.label."),
          keep = call.flag("keeplabels")](Row& row) {
    const Maybe value = row.get(field);
    const std::size_t begin = value ? value->find("CEF:") : std::string::npos;
    if (begin == std::string::npos) return true;
    const auto parts = bars(std::string_view(*value).substr(begin + 4), 8);
    static constexpr std::array<std::string_view, 7> kNames = {
        "version", "device.vendor", "device.product", "device.version", "event_class_id", "name", "severity"};
    if (parts.size() < kNames.size()) return true;
    for (std::size_t i = 0; i < kNames.size(); ++i) row.set(header + std::string(kNames[i]), parts[i]);
    if (parts.size() > kNames.size()) writeExtension(row, extension(parts.back()), prefix, label, keep);
    return true;
  };
}

// A delimiter of one character, or its code as in `x5E` or `0x09`.
std::string delimiterOf(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with("0x"))
    digits.remove_prefix(2);
  else if (digits.starts_with('x') && digits.size() > 1)
    digits.remove_prefix(1);
  else
    return text;
  if (digits.empty() || digits.size() > 2 ||
      digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
    return text;
  return std::string(1, static_cast<char>(std::stoi(std::string(digits), nullptr, 16)));
}

RowFunction parseLeef(const Call& call, Compiler&) {
  return [field = call.text("field", "@rawstring"), header = call.text("headerprefix", "leef."),
          prefix = call.text("prefix", "leef.ext."), label = call.text("labelprefix", "leef.label."),
          keep = call.flag("keeplabels"), given = call.maybe("delimiter")](Row& row) {
    const Maybe value = row.get(field);
    const std::size_t begin = value ? value->find("LEEF:") : std::string::npos;
    if (begin == std::string::npos) return true;
    const std::string_view text = std::string_view(*value).substr(begin + 5);
    const bool second = text.starts_with('2');
    const auto parts = bars(text, second ? 7 : 6);
    static constexpr std::array<std::string_view, 5> kNames = {"version", "device.vendor", "device.product",
                                                               "device.version", "event_id"};
    if (parts.size() < kNames.size()) return true;
    for (std::size_t i = 0; i < kNames.size(); ++i) row.set(header + std::string(kNames[i]), parts[i]);
    std::string delimiter = "\t";
    if (second && parts.size() > 6 && !parts[5].empty()) delimiter = delimiterOf(parts[5]);
    if (given && !given->empty()) delimiter = delimiterOf(*given);
    if (parts.size() <= kNames.size()) return true;
    std::vector<std::pair<std::string, std::string>> pairs;
    const std::string& rest = parts.back();
    for (std::size_t at = 0; at <= rest.size();) {
      const std::size_t end = std::min(rest.find(delimiter, at), rest.size());
      const std::string one = rest.substr(at, end - at);
      if (const std::size_t equals = one.find('='); equals != std::string::npos)
        pairs.emplace_back(one.substr(0, equals), one.substr(equals + 1));
      at = end + delimiter.size();
    }
    writeExtension(row, std::move(pairs), prefix, label, keep);
    return true;
  };
}

}  // namespace

void addRecords(Registry& r) {
  r.row(Operation::parseCEF, parseCef);
  r.row(Operation::parseLEEF, parseLeef);
}

}  // namespace quarry::engine::flat
