#include "engine/flat/row.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

const std::string* Row::find(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (key == name) return &value;
  return nullptr;
}

Maybe Row::get(std::string_view name) const {
  const std::string* found = find(name);
  return found == nullptr ? Maybe() : Maybe(*found);
}

std::optional<double> Row::number(std::string_view name) const {
  const std::string* found = find(name);
  return found == nullptr ? std::nullopt : toNumber(*found);
}

void Row::set(std::string_view name, std::string value) {
  for (auto& [key, old] : fields_)
    if (key == name) {
      old = std::move(value);
      return;
    }
  fields_.emplace_back(std::string(name), std::move(value));
}

void Row::set(std::string_view name, double value) { set(name, fromNumber(value)); }

void Row::setIf(std::string_view name, Maybe value) {
  if (value) set(name, std::move(*value));
}

void Row::erase(std::string_view name) {
  std::erase_if(fields_, [&](const auto& field) { return field.first == name; });
}

void Row::eraseBelow(std::string_view prefix) {
  std::erase_if(fields_, [&](const auto& field) { return std::string_view(field.first).starts_with(prefix); });
}

std::optional<double> toNumber(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  if (text.empty()) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  return base::numeral(text);
}

// Java prints small fractions with an exponent ("9.8E-5"), and the published results do so too.
std::string fromNumber(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  if (number == std::floor(number) && std::fabs(number) < 9.2e18) return std::to_string(static_cast<long long>(number));
  const double size = std::fabs(number);
  if (size >= 1e-3 && size < 1e15) return fmt::format("{}", number);
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::scientific).ptr;
  std::string text(digits, end);
  const std::size_t e = text.find('e');
  std::string mantissa = text.substr(0, e);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  return mantissa + "E" + std::to_string(std::stoi(text.substr(e + 1)));
}

std::string fromBool(bool value) { return value ? "true" : "false"; }

std::string arrayBase(std::string_view name) {
  if (name.ends_with("[]")) name.remove_suffix(2);
  std::string base(name);
  std::erase(base, '`');  // quotes odd parts of a name (Array Syntax)
  return base;
}

std::string elementName(std::string_view base, std::size_t index) { return fmt::format("{}[{}]", base, index); }

std::vector<std::string> arrayOf(const Row& row, std::string_view base) {
  std::vector<std::string> values;
  while (const std::string* value = row.find(elementName(base, values.size()))) values.push_back(*value);
  return values;
}

void setArray(Row& row, std::string_view base, const std::vector<std::string>& values) {
  const std::size_t before = arrayOf(row, base).size();
  for (std::size_t i = 0; i < values.size(); ++i) row.set(elementName(base, i), values[i]);
  for (std::size_t i = values.size(); i < before; ++i) row.erase(elementName(base, i));
}

bool naturallyLess(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      std::size_t m = i, n = j;
      while (m < a.size() && digit(a[m])) ++m;
      while (n < b.size() && digit(b[n])) ++n;
      std::string_view x = a.substr(i, m - i), y = b.substr(j, n - j);
      while (x.size() > 1 && x.front() == '0') x.remove_prefix(1);
      while (y.size() > 1 && y.front() == '0') y.remove_prefix(1);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      i = m;
      j = n;
      continue;
    }
    if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
    ++i;
    ++j;
  }
  return a.size() - i < b.size() - j;
}

}  // namespace quarry::engine::flat
