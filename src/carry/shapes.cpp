#include "carry/shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "quarry/base/numeral.h"
#include "quarry/base/text.h"

namespace quarry::carry {

namespace {

using engine::Value;
using schema::Hives;
using schema::Place;
using schema::Shape;

bool startsFolded(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && base::equalsIgnoringCase(text.substr(0, with.size()), with);
}

std::string fileOf(const std::string& path) {
  const std::size_t at = path.find_last_of("\\/");
  return at == std::string::npos ? path : path.substr(at + 1);
}

std::string devicePath(const std::string& path) {
  if (path.size() >= 3 && path[1] == ':' && path[2] == '\\') return "\\Device\\HarddiskVolume3" + path.substr(2);
  if (path.starts_with("\\\\") && !path.starts_with("\\\\?\\") && !path.starts_with("\\\\.\\"))
    return "\\Device\\Mup" + path.substr(1);
  return path;
}

// Hives as Sysmon abbreviates them, as the kernel and as Defender write them.
struct Hive {
  std::string_view sysmon, kernel, defender;
};
constexpr std::array<Hive, 5> kHives = {{
    {"HKLM", "\\REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"},
    {"HKEY_LOCAL_MACHINE", "\\REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"},
    {"HKU", "\\REGISTRY\\USER", "HKEY_CURRENT_USER"},
    {"HKEY_USERS", "\\REGISTRY\\USER", "HKEY_CURRENT_USER"},
    {"HKCR", "\\REGISTRY\\MACHINE\\SOFTWARE\\Classes", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes"},
}};

std::string registryKey(std::string key, Hives hives) {
  if (hives == Hives::sysmon) return key;
  // The current user has no hive of its own: it is the one of the user's identifier.
  for (const std::string_view user : {"HKCU", "HKEY_CURRENT_USER"})
    if (startsFolded(key, user) && (key.size() == user.size() || key[user.size()] == '\\'))
      key = "HKU\\S-1-5-21-1004336348-1177238915-682003330-1001" + key.substr(user.size());
  for (const Hive& hive : kHives) {
    if (!startsFolded(key, hive.sysmon)) continue;
    if (key.size() > hive.sysmon.size() && key[hive.sysmon.size()] != '\\') continue;
    key = std::string(hives == Hives::kernel ? hive.kernel : hive.defender) + key.substr(hive.sysmon.size());
    break;
  }
  // The link to the control set is followed.
  static constexpr std::string_view kCurrent = "CurrentControlSet";
  if (const std::size_t at = base::asciiLower(key).find(base::asciiLower(kCurrent)); at != std::string::npos)
    key.replace(at, kCurrent.size(), "ControlSet001");
  return key;
}

std::vector<Piece> registryPath(const std::string& path, Hives hives, const Place& place) {
  if (!place.parts.contains("value")) return {{"", registryKey(path, hives)}};
  const std::size_t at = path.rfind('\\');
  if (at == std::string::npos) return {{"", registryKey(path, hives)}};
  std::string value = path.substr(at + 1);
  // A value without a name has one in Sysmon's paths only.
  if (base::equalsIgnoringCase(value, "(Default)")) value.clear();
  return {{"", registryKey(path.substr(0, at), hives)}, {"value", value}};
}

// "DWORD (0x0000001f)" -> 31; none if it is not of that form.
std::optional<std::uint64_t> dataNumber(const std::string& text, std::string_view word) {
  const std::string lower = base::asciiLower(text), begin = base::asciiLower(word) + " (0x";
  if (!lower.starts_with(begin) || !lower.ends_with(")")) return std::nullopt;
  std::string digits = lower.substr(begin.size(), lower.size() - begin.size() - 1);
  if (const std::size_t dash = digits.find("-0x"); dash != std::string::npos) digits.erase(dash, 3);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::vector<Piece> registryData(const std::string& text, const Place& place) {
  struct Type {
    std::string_view word, name;
    int code;
  };
  const bool kernel = place.parts.contains("number");
  const auto type = [&](std::string_view name, int code) -> Piece {
    return {"type", kernel ? Value(engine::Number{static_cast<double>(code), std::to_string(code)}) : Value(name)};
  };
  for (const Type& one : {Type{"DWORD", "Dword", 4}, Type{"QWORD", "Qword", 11}}) {
    const auto value = dataNumber(text, one.word);
    if (!value) continue;
    const std::string digits = std::to_string(*value);
    if (kernel) return {{"number", engine::Number{static_cast<double>(*value), digits}}, type(one.name, one.code)};
    return {{"", digits}, type(one.name, one.code)};
  }
  if (base::equalsIgnoringCase(text, "Binary Data")) return {type("Binary", 3)};
  if (base::equalsIgnoringCase(text, "(Empty)")) return {{"", ""}, type("String", 1)};
  return {{"", text}, type("String", 1)};
}

std::vector<Piece> hashes(const std::string& text, const Place& place) {
  std::vector<Piece> out;
  for (const auto& [algorithm, digest] : digestsOf(text))
    if (place.parts.contains(algorithm)) out.push_back({algorithm, base::asciiLower(digest)});
  return out;
}

std::vector<Piece> account(const std::string& text, const Place& place) {
  struct Known {
    std::string_view name, sid;
  };
  static constexpr std::array<Known, 4> kKnown = {{{"NT AUTHORITY\\SYSTEM", "S-1-5-18"},
                                                   {"NT AUTHORITY\\LOCAL SERVICE", "S-1-5-19"},
                                                   {"NT AUTHORITY\\NETWORK SERVICE", "S-1-5-20"},
                                                   {"NT AUTHORITY\\ANONYMOUS LOGON", "S-1-5-7"}}};
  if (place.parts.contains("sid"))
    for (const Known& known : kKnown)
      if (base::equalsIgnoringCase(text, known.name)) return {{"sid", known.sid}};
  const std::size_t at = text.find('\\');
  const std::string name = at == std::string::npos ? text : text.substr(at + 1);
  std::vector<Piece> out = {{"", name}};
  if (at != std::string::npos && place.parts.contains("domain")) out.push_back({"domain", text.substr(0, at)});
  return out;
}

// Numbers of 64 bits keep their digits: a double would not.
std::optional<std::uint64_t> wholeNumber(const Value& value) {
  const std::string text = engine::textOf(value).value_or("");
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  return base::wholeNumeral<std::uint64_t>(std::string_view(text).substr(hex ? 2 : 0), hex ? 16 : 10);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> digestsOf(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string one = text.substr(at, comma - at);
    if (const std::size_t equals = one.find('='); equals != std::string::npos)
      out.emplace_back(base::asciiLower(one.substr(0, equals)), one.substr(equals + 1));
    at = comma + 1;
  }
  return out;
}

std::string asMarkup(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

std::vector<Piece> written(const Value& value, Shape shape, Hives hives, const Place& place) {
  const auto text = engine::textOf(value);
  if (!text) return {{"", value}};
  switch (shape) {
    case Shape::plain:
      if (place.parts.contains("file")) return {{"", value}, {"file", fileOf(*text)}};
      break;
    case Shape::domain:
      break;
    case Shape::devicePath:
      if (place.parts.contains("file")) return {{"", devicePath(*text)}, {"file", fileOf(*text)}};
      return {{"", devicePath(*text)}};
    case Shape::fileName:
      return {{"", fileOf(*text)}};
    case Shape::path:
      return {{"", *text}, {"file", fileOf(*text)}};
    case Shape::registryPath:
      return registryPath(*text, hives, place);
    case Shape::registryData:
      return registryData(*text, place);
    case Shape::hashes:
      return hashes(*text, place);
    case Shape::account:
      return account(*text, place);
    case Shape::decimal:
      if (const auto number = wholeNumber(value))
        return {{"", engine::Number{static_cast<double>(*number), std::to_string(*number)}}};
      return {};
    case Shape::hexadecimal:
      if (const auto number = wholeNumber(value)) return {{"", fmt::format("0x{:x}", *number)}};
      break;
    case Shape::address:
      return {{text->find(':') == std::string::npos ? "" : "v6", *text}};
    case Shape::within:
      if (place.parts.contains("key"))
        return {{"", fmt::format("<Data>\t{}={}\r\n</Data>", place.parts.at("key"), asMarkup(*text))}};
      return {{"", "<Data>" + asMarkup(*text) + "</Data>"}};
    case Shape::element:
      if (place.parts.contains("attribute"))
        return {{"", fmt::format("<Data {}=\"{}\"/>", place.parts.at("attribute"), asMarkup(*text))}};
      return {{"", fmt::format("<{0}>{1}</{0}>", place.parts.at("element"), asMarkup(*text))}};
    case Shape::markup:
    case Shape::markupOnly:
      return {{"", asMarkup(*text)}};
    case Shape::object:
      break;
    case Shape::segment:
      return {};  // the path is a field of its own
  }
  return {{"", value}};
}

}  // namespace quarry::carry
