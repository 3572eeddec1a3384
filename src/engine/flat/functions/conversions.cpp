// Numbers in other bases and units, encodings, bit fields.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "engine/flat/functions/simple.h"
#include "engine/flat/functions/unicode.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

RowFunction parseInt(const Call& call, Compiler&) {
  const int radix = base::clamped<int>(call.number("radix", 16));
  const bool little = call.text("endian", "big") == "little";
  return textFunction(call, {}, [radix, little](std::string text) -> Maybe {
    bool negative = false;
    if (!text.empty() && text.front() == '-') {
      negative = true;
      text.erase(0, 1);
    }
    if (radix == 16 && (text.starts_with("0x") || text.starts_with("0X"))) text.erase(0, 2);
    if (little && radix == 16) {  // bytes in the other order
      if (text.size() % 2 != 0) text.insert(0, "0");
      std::string turned;
      for (std::size_t i = text.size(); i >= 2; i -= 2) turned += text.substr(i - 2, 2);
      text = turned;
    }
    if (text.empty()) return std::nullopt;
    double value = 0;
    for (const char c : text) {
      const int digit = digitOf(c);
      if (digit >= radix) return std::nullopt;
      value = value * radix + digit;
    }
    return fromNumber(negative ? -value : value);
  });
}

RowFunction parseHexString(const Call& call, Compiler& compiler) {
  const std::string charset = call.text("charset", "UTF-8");
  std::string probe;
  if (!decodeCharset("", charset, probe)) return compiler.refuse(codes::badArgument, call.origin(), "unknown charset");
  return textFunction(call, "_parsehexstring", [charset](const std::string& text) -> Maybe {
    std::string_view rest = text;
    if (rest.starts_with("0x") || rest.starts_with("0X")) rest.remove_prefix(2);
    std::string bytes;
    int high = -1;
    for (const char c : rest) {
      const int digit = digitOf(c);
      if (digit > 15) continue;
      if (high < 0) {
        high = digit;
      } else {
        bytes += static_cast<char>(high * 16 + digit);
        high = -1;
      }
    }
    std::string out;
    decodeCharset(bytes, charset, out);
    return out;
  });
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64Encoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t block = 0;
    for (std::size_t k = 0; k < 3; ++k)
      block = block << 8U | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= text.size() ? kBase64[block >> (18U - 6U * k) & 63U] : '=';
  }
  return out;
}

std::optional<std::string> base64Decoded(const std::string& text) {
  std::string out;
  std::uint32_t block = 0;
  int bits = 0;
  bool ended = false;
  for (char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      ended = true;
      continue;
    }
    if (c == '-') c = '+';
    if (c == '_') c = '/';
    const std::size_t value = kBase64.find(c);
    if (ended || value == std::string_view::npos) return std::nullopt;
    block = block << 6U | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(block >> static_cast<unsigned>(bits) & 0xFFU);
    }
  }
  return bits < 6 ? std::optional(out) : std::nullopt;
}

RowFunction base64Encode(const Call& call, Compiler&) {
  return textFunction(call, "_base64Encode", [](const std::string& text) { return Maybe(base64Encoded(text)); });
}

RowFunction base64Decode(const Call& call, Compiler& compiler) {
  const std::string charset = call.text("charset", "UTF-8");
  std::string probe;
  if (!decodeCharset("", charset, probe)) return compiler.refuse(codes::badArgument, call.origin(), "unknown charset");
  return textFunction(call, "_base64Decode", [charset](const std::string& text) -> Maybe {
    const auto bytes = base64Decoded(text);
    if (!bytes) return std::nullopt;
    std::string out;
    decodeCharset(*bytes, charset, out);
    return out;
  });
}

// As java.net.URLEncoder does: a blank is `+`.
RowFunction urlEncode(const Call& call, Compiler&) {
  return textFunction(call, "_urlencode", [](const std::string& text) -> Maybe {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '*')
        out += c;
      else if (c == ' ')
        out += '+';
      else
        out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
    return out;
  });
}

RowFunction urlDecode(const Call& call, Compiler&) {
  return textFunction(call, "_urldecode", [](const std::string& text) -> Maybe {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '+') {
        bytes += ' ';
      } else if (text[i] == '%') {
        if (i + 2 >= text.size() || digitOf(text[i + 1]) > 15 || digitOf(text[i + 2]) > 15) return std::nullopt;
        bytes += static_cast<char>(digitOf(text[i + 1]) * 16 + digitOf(text[i + 2]));
        i += 2;
      } else {
        bytes += text[i];
      }
    }
    std::string out;
    decodeCharset(bytes, "UTF-8", out);
    return out;
  });
}

// ---- units

struct Prefix {
  double factor = 1;
  std::size_t length = 0;
};

Prefix prefixOf(std::string_view unit, bool binary) {
  static const std::map<char, int> kPowers = {{'k', 1}, {'K', 1}, {'M', 2}, {'G', 3}, {'T', 4},
                                              {'P', 5}, {'E', 6}, {'Z', 7}, {'Y', 8}};
  if (unit.empty()) return {};
  if (const auto power = kPowers.find(unit.front()); power != kPowers.end()) {
    if (unit.size() > 1 && unit[1] == 'i') return {std::pow(1024.0, power->second), 2};
    return {std::pow(binary ? 1024.0 : 1000.0, power->second), 1};
  }
  if (unit.starts_with("µ") || unit.starts_with("μ")) return {1e-6, 2};
  static const std::map<char, double> kSmall = {{'m', 1e-3}, {'u', 1e-6}, {'n', 1e-9}, {'p', 1e-12}};
  if (const auto small = kSmall.find(unit.front()); small != kSmall.end() && unit.size() > 1) return {small->second, 1};
  return {};
}

struct Measure {
  double factor = 1;  // to the base unit
  std::string base;
};

std::optional<double> timeFactor(std::string_view unit) {
  static const std::map<std::string_view, double> kTimes = {
      {"s", 1},         {"sec", 1},        {"secs", 1},        {"second", 1},      {"seconds", 1},  {"m", 60},
      {"min", 60},      {"mins", 60},      {"minute", 60},     {"minutes", 60},    {"h", 3600},     {"hr", 3600},
      {"hour", 3600},   {"hours", 3600},   {"d", 86400},       {"day", 86400},     {"days", 86400}, {"w", 604800},
      {"week", 604800}, {"weeks", 604800}, {"ms", 1e-3},       {"us", 1e-6},       {"µs", 1e-6},    {"ns", 1e-9},
      {"millis", 1e-3}, {"y", 31536000},   {"year", 31536000}, {"years", 31536000}};
  const auto found = kTimes.find(unit);
  return found == kTimes.end() ? std::nullopt : std::optional(found->second);
}

// `known`: the unit said in the query, which tells what is prefix in a text like "min".
Measure measureOf(std::string_view unit, bool binary, const std::string& known) {
  const std::size_t slash = unit.find('/');
  if (slash != std::string_view::npos) {
    Measure top = measureOf(unit.substr(0, slash), binary, known);
    if (const auto per = timeFactor(unit.substr(slash + 1))) {
      top.factor /= *per;
      top.base += "/s";
      return top;
    }
    top.base += unit.substr(slash);
    return top;
  }
  if (!known.empty() && unit.ends_with(known)) {
    const std::string_view lead = unit.substr(0, unit.size() - known.size());
    const std::string whole = std::string(lead) + "x";  // a prefix stands before something
    const Prefix prefix = lead.empty() ? Prefix{} : prefixOf(whole, binary);
    return {prefix.factor, known};
  }
  if (const auto time = timeFactor(unit)) return {*time, "s"};
  const Prefix prefix = prefixOf(unit, binary);
  return {prefix.factor, std::string(unit.substr(prefix.length))};
}

RowFunction unitConvert(const Call& call, Compiler&) {
  const bool binary = call.flag("binary"), keep = call.flag("keepUnit");
  const std::string from = call.text("from"), to = call.text("to"), unit = call.text("unit");
  return textFunction(call, {}, [binary, keep, from, to, unit](const std::string& text) -> Maybe {
    std::size_t at = 0;
    while (at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) != 0 || text[at] == '.' ||
                                text[at] == '-' || text[at] == '+' ||
                                ((text[at] == 'e' || text[at] == 'E') && at + 1 < text.size() &&
                                 (std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0 || text[at + 1] == '-'))))
      ++at;
    const auto number = toNumber(std::string_view(text).substr(0, at));
    if (!number) return std::nullopt;
    std::string own = text.substr(at);
    own.erase(0, own.find_first_not_of(' '));
    if (own.find_first_not_of(' ') == std::string::npos) own = from;
    if (!unit.empty() && !own.empty() && own.find(unit) == std::string::npos) return std::nullopt;
    const Measure source = measureOf(own, binary, unit);
    double value = *number * source.factor;
    std::string shown = source.base;
    if (!to.empty()) {
      const Measure target = measureOf(to, binary, unit);
      value = *number * (source.factor / target.factor);
      shown = to;
    }
    return keep ? fromNumber(value) + " " + shown : fromNumber(value);
  });
}

// ---- bit fields

std::vector<std::pair<unsigned, std::string>> flagsOf(const Call& call, std::string_view parameter) {
  std::vector<std::pair<unsigned, std::string>> flags;
  for (const auto& [bit, name] : call.pairs(parameter))
    if (const auto number = toNumber(bit); number && *number >= 0 && *number < 64)
      flags.emplace_back(static_cast<unsigned>(*number), name);
  return flags;
}

std::optional<std::uint64_t> bitsOf(const Row& row, const std::string& field) {
  const auto number = row.number(field);
  if (!number || *number != std::floor(*number)) return std::nullopt;
  return *number < 0 ? static_cast<std::uint64_t>(base::clamped<std::int64_t>(*number))
                     : base::clamped<std::uint64_t>(*number);
}

RowFunction extractFlags(const Call& call, Compiler&) {
  return [field = call.text("field"), flags = flagsOf(call, "output"), onlyTrue = call.flag("onlyTrue")](Row& row) {
    const auto bits = bitsOf(row, field);
    if (!bits) return true;
    for (const auto& [bit, name] : flags) {
      const bool set = (*bits >> bit & 1U) != 0;
      if (set || !onlyTrue) row.set(name, fromBool(set));
    }
    return true;
  };
}

RowFunction extractFlagsAsString(const Call& call, Compiler&) {
  return [field = call.text("field"), flags = flagsOf(call, "flagNames"), separator = call.text("separator", " "),
          as = call.as("_flags")](Row& row) {
    const auto bits = bitsOf(row, field);
    if (!bits) return true;
    std::string out;
    bool any = false;
    for (const auto& [bit, name] : flags) {
      if ((*bits >> bit & 1U) == 0) continue;
      if (any) out += separator;
      out += name;
      any = true;
    }
    row.set(as, out);
    return true;
  };
}

RowFunction extractFlagsAsArray(const Call& call, Compiler&) {
  return [field = call.text("field"), flags = flagsOf(call, "flagNames"),
          base = arrayBase(call.text("asArray", "_flags"))](Row& row) {
    const auto bits = bitsOf(row, field);
    if (!bits) return true;
    std::vector<std::string> names;
    for (const auto& [bit, name] : flags)
      if ((*bits >> bit & 1U) != 0) names.push_back(name);
    setArray(row, base, names);
    return true;
  };
}

}  // namespace

void addConversions(Registry& r) {
  r.row(Operation::parseInt, parseInt);
  r.row(Operation::parseHexString, parseHexString);
  r.row(Operation::base64Encode, base64Encode);
  r.row(Operation::base64Decode, base64Decode);
  r.row(Operation::urlEncode, urlEncode);
  r.row(Operation::urlDecode, urlDecode);
  r.row(Operation::unitConvert, unitConvert);
  r.row(Operation::bitfieldExtractFlags, extractFlags);
  r.row(Operation::bitfieldExtractFlagsAsString, extractFlagsAsString);
  r.row(Operation::bitfieldExtractFlagsAsArray, extractFlagsAsArray);
}

}  // namespace quarry::engine::flat
