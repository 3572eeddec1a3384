#include "target/kql/correlation_text.h"

#include <fmt/format.h>

#include "target/phrase.h"

namespace quarry::target::kql {

namespace {

constexpr std::size_t kWidth = 100;

}  // namespace

std::string wrapped(const std::vector<std::string>& parts, std::size_t before) {
  const std::string line = join(parts, ", ");
  return line.size() + before <= kWidth ? line : join(parts, ",\n    ");
}

bool isText(const ir::Type& type) {
  return type.kind == ir::TypeKind::text || type.kind == ir::TypeKind::any || type.kind == ir::TypeKind::ip ||
         type.kind == ir::TypeKind::ordinal;
}

// The start of the window that a time is in. `bin` counts from the year 1, which is no whole number of weeks before
// 1970 (kusto/bin-function).
std::string windowStart(const ir::Window& window, const std::string& time) {
  constexpr std::int64_t kDay = 86'400'000;
  const std::string length = ir::printSingle(window.length);
  if (kDay % window.length.milliseconds == 0) return fmt::format("bin({}, {})", time, length);
  return fmt::format("bin_at({}, {}, datetime(1970-01-01))", time, length);
}

std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to) {
  if (window.kind == ir::Window::Kind::sliding)
    return fmt::format("{} - {} <= {}", to, from, ir::printSingle(window.length));
  return fmt::format("{} == {}", windowStart(window, from), windowStart(window, to));
}

Kind kindOf(const ir::Type& type) {
  switch (type.kind) {
    case ir::TypeKind::number:
      return {"real", "real(null)"};
    case ir::TypeKind::boolean:
      return {"bool", "bool(null)"};
    case ir::TypeKind::time:
      return {"datetime", "datetime(null)"};
    default:
      return {"string", "\"\""};
  }
}

std::string by(const std::vector<std::string>& columns) { return columns.empty() ? "" : " by " + join(columns, ", "); }

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

std::string otherKey(const std::vector<std::string>& keys, std::string_view neighbour) {
  std::string out;
  for (const std::string& key : keys)
    out += fmt::format("{}{} != {}({})", out.empty() ? "" : " or ", key, neighbour, key);
  return out;
}
std::string sameKey(const std::vector<std::string>& keys, std::string_view neighbour) {
  std::string out;
  for (const std::string& key : keys) out += fmt::format("{} == {}({}) and ", key, neighbour, key);
  return out;
}

std::string ascending(const std::vector<std::string>& columns) {
  std::string out;
  for (const std::string& column : columns) out += (out.empty() ? "" : ", ") + column + " asc";
  return out;
}

}  // namespace quarry::target::kql
