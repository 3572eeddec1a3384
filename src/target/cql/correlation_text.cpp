#include "target/cql/correlation_text.h"

#include <fmt/format.h>

#include "target/phrase.h"

namespace quarry::target::cql {

std::string milliseconds(const ir::Window& window) { return std::to_string(window.length.milliseconds); }

std::string windowStart(const ir::Window& window, const std::string& time) {
  return fmt::format("{0} - ({0} % {1})", time, milliseconds(window));
}

// A name in a call: a list of them in brackets.
std::string list(const std::vector<std::string>& names) { return "[" + join(names, ", ") + "]"; }

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

// `groupBy`, or over all rows where there is no key; a group of no rows is no result.
std::string grouped(const std::vector<std::string>& keys, const std::vector<std::string>& functions) {
  const std::string function = functions.size() == 1 ? functions.front() : list(functions);
  if (keys.empty()) return fmt::format("stats({})", function);
  return fmt::format("groupBy({}, function={}, limit=max)", list(keys), function);
}

std::string sorted(const std::vector<std::string>& texts, const std::vector<std::string>& numbers,
                   std::size_t descending) {
  std::vector<std::string> order(texts.size() + numbers.size(), "asc"), type(texts.size(), "string");
  for (std::size_t i = 0; i < descending; ++i) order[order.size() - 1 - i] = "desc";
  type.insert(type.end(), numbers.size(), "number");
  return fmt::format("sort({}, order={}, type={}, limit=200000)", list(with(texts, numbers)), list(order), list(type));
}

std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to) {
  if (window.kind == ir::Window::Kind::sliding)
    return fmt::format("test({} - {} <= {})", to, from, milliseconds(window));
  return fmt::format("test({} == {})", windowStart(window, from), windowStart(window, to));
}

std::string gapBefore(const ir::Window& window, const std::string& prefix, const std::string& time) {
  return fmt::format("test({0} - {1}.{0} > {2})", time, prefix, milliseconds(window));
}

}  // namespace quarry::target::cql
