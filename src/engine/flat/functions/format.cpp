// format(): Java's printf.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/flat/compiler.h"
#include "engine/flat/functions/calendar.h"
#include "engine/letters.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

struct Piece {
  std::string literal;  // before the conversion
  int argument = -1;    // index of the field; -1: only the literal
  std::string flags;
  std::size_t width = 0;
  int precision = -1;
  char conversion = 0;
  char date = 0;  // after `t` or `T`
};

// None: not a format.
std::optional<std::vector<Piece>> parse(const std::string& format, std::string& complaint) {
  std::vector<Piece> pieces(1);
  int next = 0, last = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      pieces.back().literal += format[i];
      continue;
    }
    if (i + 1 < format.size() && (format[i + 1] == '%' || format[i + 1] == 'n')) {
      pieces.back().literal += format[++i] == '%' ? '%' : '\n';
      continue;
    }
    Piece& piece = pieces.back();
    std::size_t at = i + 1;
    std::size_t digits = at;
    while (digits < format.size() && std::isdigit(static_cast<unsigned char>(format[digits])) != 0) ++digits;
    int index = -1;
    if (digits > at && digits < format.size() && format[digits] == '$') {
      index = std::stoi(format.substr(at, std::min<std::size_t>(digits - at, 4))) - 1;
      at = digits + 1;
    } else if (at < format.size() && format[at] == '<') {
      index = last;
      ++at;
    }
    while (at < format.size() && std::string_view("-#+ 0,(").find(format[at]) != std::string_view::npos)
      piece.flags += format[at++];
    while (at < format.size() && std::isdigit(static_cast<unsigned char>(format[at])) != 0)
      piece.width = std::min<std::size_t>(piece.width * 10 + static_cast<std::size_t>(format[at++] - '0'), 10000);
    if (at < format.size() && format[at] == '.') {
      piece.precision = 0;
      for (++at; at < format.size() && std::isdigit(static_cast<unsigned char>(format[at])) != 0; ++at)
        piece.precision = std::min(piece.precision * 10 + (format[at] - '0'), 1000);
    }
    if (at >= format.size()) {
      complaint = "the format ends within a conversion";
      return std::nullopt;
    }
    piece.conversion = format[at];
    if (piece.conversion == 't' || piece.conversion == 'T') {
      if (++at >= format.size()) {
        complaint = "the format ends within a conversion";
        return std::nullopt;
      }
      piece.date = format[at];
    } else if (std::string_view("sSdiufFeEgGxXobBcChH").find(piece.conversion) == std::string_view::npos) {
      complaint = fmt::format("`%{}` is no conversion of `format()`", piece.conversion);
      return std::nullopt;
    }
    piece.argument = index >= 0 ? index : next++;
    last = piece.argument;
    i = at;
    pieces.emplace_back();
  }
  return pieces;
}

std::string grouped(const std::string& digits) {
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string out;
  for (std::size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out + digits.substr(point);
}

std::string padded(const Piece& piece, std::string text) {
  std::size_t shown = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++shown;
  if (shown >= piece.width) return text;
  const std::string blanks(piece.width - shown, ' ');
  return piece.flags.find('-') != std::string::npos ? text + blanks : blanks + text;
}

std::string signedNumber(const Piece& piece, bool negative, std::string digits) {
  const auto has = [&](char flag) { return piece.flags.find(flag) != std::string::npos; };
  if (has(',')) digits = grouped(digits);
  std::string sign = negative ? (has('(') ? "(" : "-") : has('+') ? "+" : has(' ') ? " " : "";
  const std::string tail = negative && has('(') ? ")" : "";
  if (has('0') && !has('-') && sign.size() + digits.size() + tail.size() < piece.width)
    digits.insert(0, piece.width - sign.size() - digits.size() - tail.size(), '0');
  return padded(piece, sign + digits + tail);
}

std::string firstCharacters(const std::string& text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && count-- > 0) letters::decode(text, at);
  return text.substr(0, at);
}

// None: the value does not fit the conversion.
Maybe convert(const Piece& piece, const Maybe& value, const Zone& zone) {
  const char conversion = piece.conversion;
  if (conversion == 's' || conversion == 'S') {
    std::string text = value.value_or(std::string());
    if (piece.precision >= 0) text = firstCharacters(text, static_cast<std::size_t>(piece.precision));
    return padded(piece, conversion == 'S' ? letters::upper(text) : text);
  }
  if (!value) return std::nullopt;
  switch (conversion) {
    case 'b':
    case 'B': {
      const std::string text = *value == "true" ? "true" : *value == "false" ? "false" : "";
      if (text.empty()) return std::nullopt;
      return padded(piece, conversion == 'B' ? letters::upper(text) : text);
    }
    case 'c':
    case 'C': {
      const std::string text = firstCharacters(*value, 1);
      return padded(piece, conversion == 'C' ? letters::upper(text) : text);
    }
    default:
      break;
  }
  const auto number = toNumber(*value);
  if (!number || !std::isfinite(*number)) return std::nullopt;
  const bool negative = std::signbit(*number) && *number != 0;
  switch (conversion) {
    case 'd':
    case 'i':
    case 'u':
      return signedNumber(piece, negative && std::fabs(*number) >= 1,
                          fmt::format("{:.0f}", std::trunc(std::fabs(*number))));
    case 'x':
    case 'X':
    case 'o':
    case 'h':
    case 'H': {
      const auto bits = *number < 0 ? static_cast<std::uint64_t>(base::clamped<std::int64_t>(*number))
                                    : base::clamped<std::uint64_t>(*number);
      const bool alternate = piece.flags.find('#') != std::string::npos;
      std::string digits = conversion == 'o'                        ? fmt::format("{:o}", bits)
                           : conversion == 'x' || conversion == 'h' ? fmt::format("{:x}", bits)
                                                                    : fmt::format("{:X}", bits);
      if (alternate) digits.insert(0, conversion == 'o' ? "0" : conversion == 'X' ? "0X" : "0x");
      Piece plain = piece;
      std::erase(plain.flags, ',');
      std::erase(plain.flags, '+');
      return signedNumber(plain, false, digits);
    }
    case 'f':
    case 'F':
      return signedNumber(piece, negative,
                          fmt::format("{:.{}f}", std::fabs(*number), piece.precision < 0 ? 6 : piece.precision));
    case 'e':
      return signedNumber(piece, negative,
                          fmt::format("{:.{}e}", std::fabs(*number), piece.precision < 0 ? 6 : piece.precision));
    case 'E':
      return signedNumber(piece, negative,
                          fmt::format("{:.{}E}", std::fabs(*number), piece.precision < 0 ? 6 : piece.precision));
    case 'g':
      return signedNumber(
          piece, negative,
          fmt::format("{:#.{}g}", std::fabs(*number), piece.precision < 0 ? 6 : std::max(piece.precision, 1)));
    case 'G':
      return signedNumber(
          piece, negative,
          fmt::format("{:#.{}G}", std::fabs(*number), piece.precision < 0 ? 6 : std::max(piece.precision, 1)));
    case 't':
    case 'T': {
      const auto milliseconds = pointInTime(*number);
      std::string out;
      if (!formatConversion(piece.date, zone.at(milliseconds), milliseconds, {}, out)) return std::nullopt;
      return padded(piece, conversion == 'T' ? letters::upper(out) : out);
    }
    default:
      return std::nullopt;
  }
}

RowFunction format(const Call& call, Compiler& compiler) {
  std::string complaint;
  auto pieces = parse(call.text("format"), complaint);
  if (!pieces) return compiler.refuse(codes::badArgument, call.origin(), complaint);
  const auto zone = Zone::named(call.text("timezone", "UTC"));
  if (!zone)
    return compiler.refuse(codes::badArgument, call.origin(),
                           fmt::format("there is no time zone `{}`", call.text("timezone")));
  const std::vector<std::string> fields = call.list("field");
  for (const Piece& piece : *pieces)
    if (piece.argument >= static_cast<int>(fields.size()))
      return compiler.refuse(
          codes::badArgument, call.origin(),
          fmt::format("the format asks for {} fields, and there are {}", piece.argument + 1, fields.size()));
  return [pieces = *pieces, zone = *zone, fields, as = call.as("_format")](Row& row) {
    std::string out;
    for (const Piece& piece : pieces) {
      out += piece.literal;
      if (piece.argument < 0) continue;
      const Maybe text = convert(piece, row.get(fields[static_cast<std::size_t>(piece.argument)]), zone);
      if (!text) return true;  // what does not fit makes the whole text null
      out += *text;
    }
    row.set(as, std::move(out));
    return true;
  };
}

}  // namespace

void addFormat(Registry& r) { r.row(ir::Operation::format, format); }

}  // namespace quarry::engine::flat
