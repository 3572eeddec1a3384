// The registry: a key and a value apart, hives by other names, data by its type.
#include <fmt/format.h>

#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "schema/shapes.h"

namespace quarry::schema {

namespace {

// What Sysmon abbreviates, and how others write it. `*` is any text without a backslash: the user's SID.
struct Hive {
  std::string_view sysmon;
  std::vector<std::string_view> kernel, defender;
};

const std::vector<Hive>& hiveNames() {
  static const std::vector<Hive> all = {
      {"HKLM\\", {"\\REGISTRY\\MACHINE\\"}, {"HKEY_LOCAL_MACHINE\\"}},
      {"HKEY_LOCAL_MACHINE\\", {"\\REGISTRY\\MACHINE\\"}, {"HKEY_LOCAL_MACHINE\\"}},
      {"HKU\\", {"\\REGISTRY\\USER\\"}, {"HKEY_USERS\\", "HKEY_CURRENT_USER\\"}},
      {"HKEY_USERS\\", {"\\REGISTRY\\USER\\"}, {"HKEY_USERS\\", "HKEY_CURRENT_USER\\"}},
      {"HKCU\\", {"\\REGISTRY\\USER\\*\\"}, {"HKEY_CURRENT_USER\\*\\", "HKEY_USERS\\*\\", "HKEY_CURRENT_USER\\"}},
      {"HKEY_CURRENT_USER\\",
       {"\\REGISTRY\\USER\\*\\"},
       {"HKEY_CURRENT_USER\\*\\", "HKEY_USERS\\*\\", "HKEY_CURRENT_USER\\"}},
      {"HKCR\\",
       {"\\REGISTRY\\MACHINE\\SOFTWARE\\Classes\\", "\\REGISTRY\\USER\\*_Classes\\"},
       {"HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\", "HKEY_CURRENT_USER\\*_Classes\\", "HKEY_USERS\\*_Classes\\",
        "HKEY_CLASSES_ROOT\\"}},
  };
  return all;
}

std::size_t findFolded(std::string_view text, std::string_view what) {
  return base::asciiLower(text).find(base::asciiLower(what));
}

// The tokens with `text` of the token `i` replaced from `at` on; stars in `with` are runs.
ir::Glob replaced(const ir::Glob& glob, std::size_t i, std::size_t at, std::size_t length, std::string_view with) {
  std::vector<ir::GlobToken> tokens(glob.tokens.begin(), glob.tokens.begin() + static_cast<std::ptrdiff_t>(i));
  const auto& text = std::get<std::string>(glob.tokens[i]);
  tokens.emplace_back(text.substr(0, at));
  while (true) {
    const std::size_t star = with.find('*');
    tokens.emplace_back(std::string(with.substr(0, star)));
    if (star == std::string_view::npos) break;
    tokens.emplace_back(ir::AnyRun{});
    with.remove_prefix(star + 1);
  }
  tokens.emplace_back(text.substr(at + length));
  tokens.insert(tokens.end(), glob.tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1, glob.tokens.end());
  return joined(std::move(tokens));
}

// A hive at the beginning, or after a run.
std::vector<ir::Glob> withHives(const ir::Glob& glob, Hives hives) {
  for (std::size_t i = 0; i < glob.tokens.size() && i < 2; ++i) {
    const auto* text = std::get_if<std::string>(&glob.tokens[i]);
    if (text == nullptr) continue;
    for (const Hive& hive : hiveNames()) {
      // The key may end with the hive's name.
      const bool whole = base::equalsIgnoringCase(*text, hive.sysmon.substr(0, hive.sysmon.size() - 1));
      if (!whole && findFolded(*text, hive.sysmon) != 0) continue;
      std::vector<ir::Glob> out;
      for (std::string_view name : hives == Hives::kernel ? hive.kernel : hive.defender) {
        if (whole) name.remove_suffix(1);
        ir::Glob one = replaced(glob, i, 0, hive.sysmon.size() - (whole ? 1 : 0), name);
        // A run before a hive stands for nothing.
        if (i == 1) one.tokens.erase(one.tokens.begin());
        out.push_back(std::move(one));
      }
      return out;
    }
    break;
  }
  return {glob};
}

std::vector<ir::Glob> withControlSets(const std::vector<ir::Glob>& globs, Hives hives) {
  static constexpr std::string_view kCurrent = "CurrentControlSet";
  std::vector<ir::Glob> out;
  for (const ir::Glob& glob : globs) {
    bool found = false;
    for (std::size_t i = 0; i < glob.tokens.size() && !found; ++i) {
      const auto* text = std::get_if<std::string>(&glob.tokens[i]);
      const std::size_t at = text == nullptr ? std::string::npos : findFolded(*text, kCurrent);
      if (at == std::string::npos) continue;
      found = true;
      out.push_back(replaced(glob, i, at, kCurrent.size(), "ControlSet001"));
      if (hives == Hives::kernel) out.push_back(replaced(glob, i, at, kCurrent.size(), "ControlSet002"));
      if (hives == Hives::defender) out.push_back(glob);
    }
    if (!found) out.push_back(glob);
  }
  return out;
}

std::vector<ir::Glob> keys(const ir::Glob& glob, Hives hives) {
  return hives == Hives::sysmon ? std::vector{glob} : withControlSets(withHives(glob, hives), hives);
}

// "DWORD (0x0000001f)" -> 31; none if it is not of that form.
std::optional<std::uint64_t> dataNumber(std::string_view text, std::string_view word) {
  const std::string lower = base::asciiLower(text);
  std::string_view rest = lower;
  const std::string begin = base::asciiLower(word) + " (0x";
  if (!rest.starts_with(begin) || !rest.ends_with(")")) return std::nullopt;
  rest.remove_prefix(begin.size());
  rest.remove_suffix(1);
  std::string digits;
  if (const std::size_t dash = rest.find("-0x"); dash != std::string_view::npos)
    digits = std::string(rest.substr(0, dash)) + std::string(rest.substr(dash + 3));
  else
    digits = rest;
  return base::wholeNumeral<std::uint64_t>(digits, 16);
}

ir::Operand exact(std::string text, const base::Origin& origin) { return {ir::exactGlob(std::move(text)), origin}; }
ir::Operand number(std::uint64_t value, const base::Origin& origin) {
  return {ir::Number{std::to_string(value), static_cast<double>(value)}, origin};
}

}  // namespace

Alternatives registryPath(const ir::Operand& operand, const ShapedField& field) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return "the key and the name of the value are kept apart, and no expression spans the two";
  std::vector<Alternative> out;
  const auto add = [&](const ir::Glob& left, const ir::Glob& right, bool noValue) {
    for (const ir::Glob& key : keys(left, field.hives)) {
      Alternative one;
      if (!isAnything(key)) one.push_back({"", {key, operand.origin}});
      if (noValue)
        one.push_back({"value", exact("", operand.origin)});
      else if (!isAnything(right))
        one.push_back({"value", {right, operand.origin}});
      out.push_back(std::move(one));
    }
  };
  // Records of keys have no value.
  if (!field.has("value")) {
    add(*glob, {{ir::AnyRun{}}}, false);
    return out;
  }
  for (const auto& [key, value] : splitAtBackslash(*glob)) {
    // The value without a name has one in Sysmon's paths.
    if (shape(value) == ir::GlobShape::exact && base::equalsIgnoringCase(literal(value), "(Default)"))
      add(key, value, true);
    add(key, value, false);
  }
  // A path without any backslash that is no pattern is no path of a value.
  if (out.empty()) add(*glob, {{ir::AnyRun{}}}, false);
  return out;
}

Alternatives registryData(const ir::Operand& operand, const ShapedField& field) {
  static const std::string kReason = "numbers are kept as numbers here, and this is a part of how the log writes one";
  const auto plain = std::vector<Alternative>{{{"", operand}}};
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return plain;
  if (glob->tokens.empty()) return plain;
  const std::string text(shape(*glob) == ir::GlobShape::general || shape(*glob) == ir::GlobShape::anything
                             ? std::string_view()
                             : literal(*glob));
  const bool kernel = field.has("number");
  const auto typed = [&](std::string_view name, std::uint64_t code) -> Piece {
    return {"type", kernel ? number(code, operand.origin) : exact(std::string(name), operand.origin)};
  };
  for (const auto& [word, name, code] :
       {std::tuple{"DWORD", "Dword", std::uint64_t{4}}, std::tuple{"QWORD", "Qword", std::uint64_t{11}}}) {
    const auto value = dataNumber(text, word);
    if (!value) continue;
    if (kernel) return std::vector<Alternative>{{typed(name, code), {"number", number(*value, operand.origin)}}};
    return std::vector<Alternative>{{typed(name, code), {"", exact(std::to_string(*value), operand.origin)}},
                                    {typed(name, code), {"", exact(fmt::format("0x{:x}", *value), operand.origin)}},
                                    {typed(name, code), {"", exact(fmt::format("0x{:08x}", *value), operand.origin)}}};
  }
  if (base::equalsIgnoringCase(text, "Binary Data")) return std::vector<Alternative>{{typed("Binary", 3)}};
  if (base::equalsIgnoringCase(text, "(Empty)")) return std::vector<Alternative>{{{"", exact("", operand.origin)}}};
  for (const ir::GlobToken& token : glob->tokens)
    if (const auto* part = std::get_if<std::string>(&token);
        part != nullptr &&
        (findFolded(*part, "WORD (") != std::string::npos || findFolded(*part, "(0x") != std::string::npos))
      return kReason;
  return plain;
}

}  // namespace quarry::schema
