#include "quarry/engine/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "quarry/base/box.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"

namespace quarry::engine {

const List* Value::list() const {
  const auto* list = std::get_if<std::shared_ptr<const List>>(&node_);
  return list == nullptr ? nullptr : list->get();
}

const Object* Value::object() const {
  const auto* object = std::get_if<std::shared_ptr<const Object>>(&node_);
  return object == nullptr ? nullptr : object->get();
}

bool Value::isPresent() const {
  if (const List* all = list())
    return std::any_of(all->begin(), all->end(), [](const Value& one) { return one.isPresent(); });
  return !isMissing() && !isNull();
}

std::string printNumber(double number) {
  std::array<char, 40> buffer{};
  // Whole numbers that doubles hold exactly are written out; from_chars reads either form.
  if (std::abs(number) < 1e15 && number == std::trunc(number)) {
    const auto whole = static_cast<std::int64_t>(number);
    return std::to_string(whole);
  }
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end};
}

std::optional<double> parseNumber(std::string_view text) {
  if (text.starts_with('.') || text.starts_with("-.") || text.ends_with('.')) return std::nullopt;
  return base::numeral(text);
}

std::optional<std::string> textOf(const Value& value) {
  using Result = std::optional<std::string>;
  return std::visit(
      base::overloaded{
          [](Missing) -> Result { return std::nullopt; },
          [](Null) -> Result { return std::nullopt; },
          [](bool flag) -> Result { return flag ? "true" : "false"; },
          [](const Number& number) -> Result { return number.text.empty() ? printNumber(number.value) : number.text; },
          [](const std::string& text) -> Result { return text; },
          [](Instant instant) -> Result { return print(instant); },
          [](ir::Duration duration) -> Result { return std::to_string(duration.milliseconds); },
          [](const std::shared_ptr<const List>&) -> Result { return std::nullopt; },
          [](const std::shared_ptr<const Object>&) -> Result { return std::nullopt; },
      },
      value.node());
}

std::optional<double> numberOf(const Value& value) {
  if (const Number* number = value.number()) return number->value;
  if (const std::string* text = value.text()) return parseNumber(*text);
  if (const auto* instant = std::get_if<Instant>(&value.node())) return static_cast<double>(instant->milliseconds);
  if (const auto* duration = std::get_if<ir::Duration>(&value.node()))
    return static_cast<double>(duration->milliseconds);
  return std::nullopt;
}

std::optional<bool> truthOf(const Value& value) {
  if (const bool* flag = value.flag()) return *flag;
  if (const std::string* text = value.text()) {
    if (base::equalsIgnoringCase(*text, "true")) return true;
    if (base::equalsIgnoringCase(*text, "false")) return false;
  }
  return std::nullopt;
}

}  // namespace quarry::engine
