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

std::optional<Element> elementOf(std::string_view name, std::string_view base) {
  if (!name.starts_with(base)) return std::nullopt;
  name.remove_prefix(base.size());
  const std::size_t close = name.find(']');
  if (!name.starts_with('[') || close == std::string_view::npos) return std::nullopt;
  const std::string_view digits = name.substr(1, close - 1), rest = name.substr(close + 1);
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  if (!rest.empty() && rest.front() != '.' && rest.front() != '[') return std::nullopt;
  const auto index = base::wholeNumeral<std::size_t>(digits);
  return index ? std::optional(Element{*index, rest}) : std::nullopt;
}

namespace {

// The first of the numbers from 0 on that is not among these.
std::size_t firstHole(std::vector<std::size_t> indices) {
  std::sort(indices.begin(), indices.end());
  std::size_t n = 0;
  for (const std::size_t index : indices) {
    if (index > n) break;
    if (index == n) ++n;
  }
  return n;
}

}  // namespace

std::size_t elementCount(const Row& row, std::string_view base) {
  std::vector<std::size_t> indices;
  for (const auto& [name, value] : row.fields())
    if (const auto element = elementOf(name, base)) indices.push_back(element->index);
  return firstHole(std::move(indices));
}

std::vector<std::string> arrayOf(const Row& row, std::string_view base, std::string_view member) {
  std::vector<std::size_t> indices;
  for (const auto& [name, value] : row.fields())
    if (const auto element = elementOf(name, base); element && element->rest == member)
      indices.push_back(element->index);
  std::vector<std::string> values(firstHole(std::move(indices)));
  for (const auto& [name, value] : row.fields())
    if (const auto element = elementOf(name, base);
        element && element->rest == member && element->index < values.size())
      values[element->index] = value;
  return values;
}

void setArray(Row& row, std::string_view base, const std::vector<std::string>& values) {
  const std::size_t before = arrayOf(row, base).size();
  std::vector<bool> done(values.size());
  for (auto& [name, value] : row.fields()) {
    const auto element = elementOf(name, base);
    if (!element || !element->rest.empty() || element->index >= values.size()) continue;
    value = values[element->index];
    done[element->index] = true;
  }
  if (values.size() < before)
    std::erase_if(row.fields(), [&](const auto& field) {
      const auto element = elementOf(field.first, base);
      return element && element->rest.empty() && element->index >= values.size() && element->index < before;
    });
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!done[i]) row.fields().emplace_back(elementName(base, i), values[i]);
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
