// Events made for a rule: one that matches for each selection, and each with every field changed or taken out.
#pragma once

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sigma_reference.h"

namespace quarry::test {

// A text that the value matches, with its wildcards filled in.
inline std::string filled(const std::string& value) {
  std::string text;
  for (const Sign& sign : signsOf(value))
    text += sign.wildcard == 0 ? sign.character : sign.wildcard == '?' ? 'q' : 'w';
  return text;
}

// What could stand before it: a drive and a folder before parts of paths.
inline std::string before(const std::string& text) {
  if (text.starts_with(":\\")) return "C";
  if (text.starts_with("HK")) return "";  // a hive
  if (text.size() > 2 && text[1] == ':' && text[2] == '\\') return "";
  return text.starts_with("\\") ? "C:\\before" : "before ";
}

inline void meet(const rule::Item& item, Event& event) {
  const auto has = [&](const char* name) {
    return std::any_of(item.modifiers.begin(), item.modifiers.end(),
                       [&](const rule::Text& m) { return m.value == name; });
  };
  if (item.values.empty() || has("re")) return;
  std::string text;
  for (const rule::Value& value : item.values) {
    if (std::holds_alternative<rule::Null>(value.value)) return;
    if (std::holds_alternative<double>(value.value) && item.modifiers.empty() && !item.field.value.empty()) {
      event.emplace(item.field.value, kNumber + value.text);
      return;
    }
    text += (text.empty() ? "" : " ") + filled(value.text);
    if (!has("all")) break;
  }
  const bool open = has("contains") || item.field.value.empty();
  // A list of digests has nothing around them.
  const bool digest =
      (item.field.value == "Hashes" && text.find('=') != std::string::npos) || text.starts_with("DWORD (");
  if (has("cidr")) text.resize(std::min(text.find('/'), text.size()));
  if (item.field.value.ends_with("User") && text.starts_with("AUTHORI")) text = "NT AUTHORITY\\SYSTEM";
  const bool whole = digest || text.find("AUTHORITY\\") != std::string::npos;
  if ((open || has("endswith")) && !whole) text = before(text) + text;
  if ((open || has("startswith")) && !whole) text += " behind";
  const std::string field = item.field.value.empty() ? "message" : item.field.value;
  const auto [it, isNew] = event.emplace(field, text);
  if (!isNew && it->second.front() != kNumber)
    it->second += text;  // two tests of one field: perhaps both hold of the two texts together
}

inline void meet(const rule::Detection& detection, Event& event) {
  if (const auto* item = std::get_if<rule::Item>(&detection.node)) meet(*item, event);
  if (const auto* all = std::get_if<rule::AllOf>(&detection.node))
    for (const rule::Item& item : all->items) meet(item, event);
  if (const auto* any = std::get_if<rule::AnyOf>(&detection.node); any != nullptr && !any->of.empty())
    meet(any->of.front(), event);
}

inline std::vector<Event> eventsFor(const rule::Rule& rule) {
  std::vector<Event> all(1);
  for (const rule::Selection& selection : rule.selections) {
    Event own;
    meet(selection.detection, own);
    // Every selection joins the first event, unless its field is there.
    for (const auto& [field, text] : own) all.front().emplace(field, text);
    all.push_back(std::move(own));
  }
  const std::size_t made = std::min<std::size_t>(all.size(), 12);
  for (std::size_t i = 0; i < made; ++i)
    for (const auto& [field, text] : Event(all[i])) {
      if (text.empty()) continue;
      Event without = all[i], changed = all[i];
      without.erase(field);
      const bool isNumber = text.front() == kNumber;
      changed[field] = isNumber ? kNumber + std::string("7") : "zz" + text.substr(0, text.size() / 2);
      all.push_back(std::move(without));
      all.push_back(std::move(changed));
    }
  return all;
}

inline std::string jsonText(const std::string& text) {
  if (!text.empty() && text.front() == kNumber) return text.substr(1);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// Dotted names as objects within objects; none if a name is an object and a value at once.
inline std::optional<std::string> jsonOf(const Event& event) {
  std::string out = "{";
  std::vector<std::string> open;
  std::set<std::string> objects;
  for (const auto& [field, text] : event) {
    if (field.find_first_of("[]` ") != std::string::npos) return std::nullopt;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= field.size();) {
      const std::size_t dot = std::min(field.find('.', at), field.size());
      parts.push_back(field.substr(at, dot - at));
      at = dot + 1;
    }
    std::size_t shared = 0;
    while (shared < open.size() && shared + 1 < parts.size() && open[shared] == parts[shared]) ++shared;
    for (; open.size() > shared; open.pop_back()) out += "}";
    if (out.back() != '{') out += ",";
    for (std::size_t i = shared; i + 1 < parts.size(); ++i) {
      std::string path;
      for (std::size_t k = 0; k <= i; ++k) path += parts[k] + ".";
      if (!objects.insert(path).second || event.contains(path.substr(0, path.size() - 1))) return std::nullopt;
      out += jsonText(parts[i]) + ":{";
      open.push_back(parts[i]);
    }
    out += jsonText(parts.back()) + ":" + jsonText(text);
  }
  for (; !open.empty(); open.pop_back()) out += "}";
  return out + "}";
}

}  // namespace quarry::test
