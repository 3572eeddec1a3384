#include "target/spl/correlation_text.h"

#include <fmt/format.h>

#include "target/phrase.h"
#include "target/spl/quote.h"

namespace quarry::target::spl {

std::string seconds(const ir::Window& window) {
  return number(static_cast<double>(window.length.milliseconds) / 1000.0);
}

std::string windowStart(const ir::Window& window, const std::string& time) {
  return fmt::format("floor({}/{})", time, seconds(window));
}

std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to) {
  if (window.kind == ir::Window::Kind::sliding) return fmt::format("{}-{}<={}", to, from, seconds(window));
  return fmt::format("{}={}", windowStart(window, from), windowStart(window, to));
}

std::string by(const std::vector<std::string>& columns) { return columns.empty() ? "" : " BY " + join(columns, " "); }

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

std::string ofStage(std::string_view function, const std::string& isStage, const std::string& value,
                    const std::string& as) {
  return fmt::format("{}(eval(if({}, {}, null()))) AS {}", function, isStage, value, as);
}

std::string unquoted(const std::string& name) {
  return name.size() > 1 && name.front() == '"' ? name.substr(1, name.size() - 2) : name;
}

}  // namespace quarry::target::spl
