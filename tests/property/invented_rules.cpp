#include "invented_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "schema/families.h"
#include "sigma_events.h"

namespace quarry::test {

namespace {

// What is asked of a field: `MODIFIERS` and the value as YAML. `{other}` is another field of the source.
struct Form {
  const char* modifiers;
  const char* value;
};

constexpr std::array<Form, 67> kForms{{
    {"", "abc"},
    {"|contains", "b"},
    {"|startswith", "ab"},
    {"|endswith", "bc"},
    {"|cased", "aBc"},
    {"|contains|cased", "Bc"},
    {"|startswith|cased", "aB"},
    {"|endswith|cased", "Bc"},
    {"|contains|all", "[a, c]"},
    {"|contains|all", "['-a', '/b']"},
    {"|windash|contains", "' -enc '"},
    {"|contains|windash|all", "[' -enc', 'a']"},
    {"|re", "'a.c$'"},
    {"|re|i", "'^AB+C'"},
    {"|re|m", "'^abc$'"},
    {"|re|s", "'a.b'"},
    {"|re|i|m|s", "'^a.*c$'"},
    {"|re", "'(a|b){2,3}[^/\"]\\d?'"},
    {"|re", "'(?i)abc'"},
    {"|base64offset|contains", "secret"},
    {"|base64|contains", "abc"},
    {"|wide|base64offset|contains", "ab"},
    {"|utf16|base64offset|contains", "ab"},
    {"|cidr", "10.0.0.0/8"},
    {"|cidr", "['192.168.0.0/16', 'fe80::/10']"},
    {"|cidr", "'::1/128'"},
    {"|fieldref", "{other}"},
    {"|fieldref|startswith", "{other}"},
    {"|fieldref|endswith", "{other}"},
    {"|fieldref|contains", "{other}"},
    {"|cased|fieldref", "{other}"},
    {"|exists", "true"},
    {"|exists", "false"},
    {"|gt", "5"},
    {"|gte", "7"},
    {"|lt", "7.5"},
    {"|lte", "-1"},
    {"|neq", "abc"},
    {"|neq", "[abc, 7]"},
    {"", "null"},
    {"", "''"},
    {"", "'*'"},
    {"", "'?*'"},
    {"", "7"},
    {"", "'7'"},
    {"", "'7*'"},
    {"", "0x1f"},
    {"", "true"},
    {"", "[7, abc, 'x*']"},
    {"", "[abc, null]"},
    {"", "['', abc]"},
    {"", "'a?c'"},
    {"", "'*a*c'"},
    {"", R"('a\*b')"},
    {"", R"('C:\Windows\*\cmd.exe')"},
    {"|endswith", R"('\cmd.exe')"},
    {"|contains", R"('\\host\share\')"},
    {"|contains", R"('say "x" ''y'' `z` $v %u {w} | /r/ \n')"},
    {"|contains", "'Ärger ß İ'"},
    {"|startswith", "['*b', 'a']"},
    {"|contains",
     "[abc, bb, cc, xyz, uvw, rst, opq, lmn, ijk, fgh, cde, 12, 34, 56, 78, 90, 13, 57, 24, 68, 'q q', '\\', '_']"},
    {"|expand", "'%nowhere%'"},
    {"|re", "'^(?=.*a)b'"},
    {"|re", R"('(a)b\1')"},
    {"|re", "'(?<!x)abc'"},
    {"|all_elements|startswith", "a"},
    {"|all_elements", "[abc, 7]"},
}};

constexpr std::array<Form, 8> kKeywords{{{"", "abc"},
                                         {"", "'q?z'"},
                                         {"|all", "[abc, 4104]"},
                                         {"", R"('C:\Windows\')"},
                                         {"|re", "'a.c'"},
                                         {"|cased", "aBc"},
                                         {"", "4104"},
                                         {"", "['say \"x\"', 'a/b']"}}};

// `selection` and `other` stand beside each other.
constexpr std::array<const char*, 12> kConditions = {"selection",
                                                     "not selection",
                                                     "selection and other",
                                                     "selection or other",
                                                     "selection and not other",
                                                     "1 of them",
                                                     "all of them",
                                                     "not 1 of them",
                                                     "all of sel* and not 1 of oth*",
                                                     "not (selection and not (other or not selection))",
                                                     "not not selection",
                                                     "any of sel*"};

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

// The fields of a source, whatever platform has them.
std::vector<std::string> fieldsOf(const schema::Family& family) {
  std::set<std::string> names;
  for (const auto& [platform, variants] : family.variants)
    for (const schema::Variant& variant : variants) {
      for (const auto& [name, map] : variant.fields) names.insert(name);
      for (const auto& [name, reason] : variant.unavailable)
        names.insert(name.ends_with(".*") ? name.substr(0, name.size() - 1) + "member" : name);
      for (const auto& [name, container] : variant.containers) names.insert(name + ".member");
    }
  for (const auto& [other, own] : family.same) names.insert(other);
  for (const auto& array : family.arrays) {
    std::string path;
    for (const std::string& segment : array) path += (path.empty() ? "" : ".") + (segment == "**" ? "deep" : segment);
    names.insert(path + ".member");
  }
  names.insert("UnheardOf");
  return {names.begin(), names.end()};
}

std::string item(const std::string& field, const Form& form, const std::string& other) {
  std::string value = form.value;
  if (const std::size_t at = value.find("{other}"); at != std::string::npos) value.replace(at, 7, other);
  return fmt::format("{{{}: {}}}", quoted(field + form.modifiers), value);
}

std::string heading(const std::string& title, const schema::Serves& serves) {
  std::string out = fmt::format("title: {}\nlogsource:\n", quoted(title));
  const auto word = [&](const char* key, const std::string& value) {
    if (!value.empty()) out += fmt::format("  {}: {}\n", key, value);
  };
  word("product", serves.product);
  word("category", serves.category);
  word("service", serves.service);
  return out + "detection:\n";
}

// Values as texts, or as JSON behind the sign of numbers.
const std::vector<std::string>& values() {
  const auto json = [](const char* text) { return kNumber + std::string(text); };
  static const std::vector<std::string> all = {"abc",
                                               "ABC",
                                               "aBc",
                                               "xabc",
                                               "abcx",
                                               "ab",
                                               "xabcx",
                                               "a\nbc",
                                               "abb",
                                               "axc",
                                               "b",
                                               "7",
                                               "70",
                                               "-1",
                                               "31",
                                               "0x1f",
                                               "true",
                                               "",
                                               "a*b",
                                               "axb",
                                               "10.1.2.3",
                                               "11.1.2.3",
                                               "192.168.7.7",
                                               "fe80::1",
                                               "::1",
                                               "x -enc y a",
                                               "x /enc y",
                                               R"(C:\Windows\System32\cmd.exe)",
                                               R"(C:\Temp\cmd.exe)",
                                               R"(\\host\share\abc)",
                                               "c2VjcmV0",
                                               "xxYQBiAA==",
                                               R"(say "x" 'y' `z` $v %u {w} | /r/ \n)",
                                               "Ärger ß İ",
                                               "ärger ß i",
                                               "line\nabc\nline",
                                               json("7"),
                                               json("8"),
                                               json("31"),
                                               json("true")};
  return all;
}

}  // namespace

std::vector<Invented> inventedRules(std::size_t rounds) {
  std::vector<Invented> out;
  std::size_t turn = 0;
  for (std::size_t i = 0; i < schema::familyHeads().size(); ++i) {
    const schema::Family& family = schema::family(i);
    const std::vector<std::string> fields = fieldsOf(family);
    const auto add = [&](std::string what, std::string body, std::vector<std::string> of) {
      what = family.id + " " + what;
      out.push_back({what, heading(what, family.serves.front()) + body, std::move(of), i});
    };
    for (std::size_t k = 0; k < fields.size(); ++k)
      for (std::size_t round = 0; round < rounds; ++round, ++turn) {
        const std::string &field = fields[k], &other = fields[(k + 1 + round) % fields.size()];
        const Form &form = kForms[turn % kForms.size()], &second = kForms[(turn * 7 + 3) % kForms.size()];
        std::string heads;
        const std::string condition = kConditions[(turn / 3) % kConditions.size()];
        std::string body = fmt::format("  selection: {}\n", item(field, form, other));
        if (body.find("all_elements") != std::string::npos || std::string_view(second.modifiers).starts_with("|all_"))
          heads = "taxonomy: quarry\n";
        const bool both = condition.find("oth") != std::string::npos || condition.find("them") != std::string::npos;
        if (both) body += fmt::format("  other: {}\n", item(other, second, field));
        add(fmt::format("{}{} {} where {}", field, form.modifiers, form.value, condition),
            body + "  condition: " + condition + "\n" + heads,
            {field, both || std::string(form.value) == "{other}" ? other : field});
      }
    for (const auto& array : family.arrays) {
      std::string path;
      for (const std::string& segment : array) path += (segment == "**" ? "deep" : segment) + ".";
      add(path + "member|all_elements",
          fmt::format(
              "  selection: {{'{}member|all_elements|startswith': a}}\n  other: {{'{}member|all_elements|neq': abc}}\n"
              "  condition: selection or not other\ntaxonomy: quarry\n",
              path, path),
          {path + "member"});
    }
    const Form& keyword = kKeywords[i % kKeywords.size()];
    const std::string key = keyword.modifiers;
    add(fmt::format("keywords {} {}", key, keyword.value),
        (key.empty() ? fmt::format("  keywords:\n    - {}\n    - xyz\n", keyword.value)
                     : fmt::format("  keywords: {{{}: {}}}\n", quoted(key), keyword.value)) +
            "  condition: keywords\n",
        {fields.front()});
  }
  return out;
}

namespace {

bool isSpeltSo(schema::Spelling spelling, const std::string& text) {
  const auto has = [&](char from, char to) {
    return std::any_of(text.begin(), text.end(), [&](char c) { return c >= from && c <= to; });
  };
  switch (spelling) {
    case schema::Spelling::any:
      return true;
    case schema::Spelling::lower:
      return !has('A', 'Z');
    case schema::Spelling::upper:
      return !has('a', 'z');
    case schema::Spelling::pascal:
      return !has('a', 'z') && !has('A', 'Z');  // words begin with a capital, and these do not
  }
  return true;
}

// What the log itself fixes: a field that every record spells in one way has no other values, nor has a number.
bool canHold(const schema::Family& family, const std::string& field, const std::string& text) {
  const std::string plain = text.starts_with(kNumber) ? text.substr(1) : text;
  if (plain == "null") return true;
  for (const auto& [platform, variants] : family.variants)
    for (const schema::Variant& variant : variants) {
      const auto found = variant.fields.find(field);
      if (found == variant.fields.end()) continue;
      const schema::FieldMap& map = found->second;
      if (map.caseRule == ir::CaseRule::oneSpelling && !isSpeltSo(map.spelling, plain)) return false;
      if (map.type.kind == ir::TypeKind::boolean && plain != "true" && plain != "false") return false;
      if (map.type.kind == ir::TypeKind::number && !engine::parseNumber(plain)) return false;
    }
  return true;
}

}  // namespace

std::vector<engine::Value> eventsFor(const Invented& rule) {
  std::vector<engine::Value> out;
  const schema::Family& family = schema::family(rule.family);
  const auto add = [&](const Event& event) {
    for (const auto& [field, text] : event)
      if (!canHold(family, field, text)) return;
    const auto json = jsonOf(event);
    if (!json) return;
    if (auto value = engine::parseJson(*json); value && value->object() != nullptr) out.push_back(std::move(*value));
  };
  const std::string &field = rule.fields.front(), &other = rule.fields.back();
  for (const std::string& value : values()) add({{field, value}});
  add({{"elsewhere", "x"}});
  if (field == other) return out;
  for (const std::string& value : values()) add({{other, value}});
  for (const char* one : {"abc", "ABC", "xabcx", "7", "x"})
    for (const char* two : {"abc", "bc", "7", "10.1.2.3"}) add({{field, one}, {other, two}});
  return out;
}

}  // namespace quarry::test
