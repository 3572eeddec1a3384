#include "cli/table.h"

#include <algorithm>
#include <unordered_map>

namespace quarry::cli {

namespace {

constexpr std::size_t kWidest = 60;

std::size_t width(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++n;
  return n;
}

// One line, cut off where it is too wide.
std::string shown(const std::string& value) {
  std::string line;
  std::size_t n = 0;
  for (const char c : value) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins && ++n > kWidest) return line + "…";
    if (c == '\n')
      line += "⏎";
    else
      line += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
  }
  return line;
}

}  // namespace

std::string table(const std::vector<std::vector<std::pair<std::string, std::string>>>& rows) {
  std::vector<std::string> columns;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& row : rows)
    for (const auto& [name, value] : row)
      if (places.try_emplace(name, columns.size()).second) columns.push_back(name);
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  widths.reserve(columns.size());
  for (const std::string& column : columns) widths.push_back(width(column));
  for (const auto& row : rows) {
    std::vector<std::string> line(columns.size());
    for (const auto& [name, value] : row) line[places[name]] = shown(value);
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
    cells.push_back(std::move(line));
  }
  std::string out;
  const auto print = [&](const std::vector<std::string>& line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (i > 0) text += "  ";
      text += line[i] + std::string(widths[i] - width(line[i]), ' ');
    }
    while (text.ends_with(' ')) text.pop_back();
    out += text + "\n";
  };
  if (columns.empty()) return out;
  print(columns);
  std::vector<std::string> rule;
  for (const std::size_t w : widths) {
    rule.emplace_back();
    for (std::size_t i = 0; i < w; ++i) rule.back() += "─";
  }
  print(rule);
  for (const auto& line : cells) print(line);
  return out;
}

}  // namespace quarry::cli
