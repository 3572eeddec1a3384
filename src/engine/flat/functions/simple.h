// Shapes that many functions share: one field in, one field out.
#pragma once

#include "engine/flat/compiler.h"

namespace quarry::engine::flat {

// Text in `field`, result in `as` (else in `fallback`, else in the field itself); nothing is written without a result.
template <class Fn>
RowFunction textFunction(const Call& call, const std::string& fallback, Fn fn) {
  const std::string field = call.text("field", "@rawstring");
  const std::string as = call.as(fallback.empty() ? field : fallback);
  return [field, as, fn = std::move(fn)](Row& row) {
    if (const std::string* value = row.find(field)) row.setIf(as, fn(*value));
    return true;
  };
}

// As textFunction(), of what is a number.
template <class Fn>
RowFunction numberFunctionText(const Call& call, const std::string& fallback, Fn fn) {
  return textFunction(call, fallback, [fn = std::move(fn)](const std::string& text) -> Maybe {
    const auto number = toNumber(text);
    return number ? Maybe(fn(*number)) : Maybe();
  });
}

template <class Fn>
RowFunction numberFunction(const Call& call, const std::string& fallback, Fn fn) {
  return textFunction(call, fallback, [fn = std::move(fn)](const std::string& text) -> Maybe {
    const auto number = toNumber(text);
    if (!number) return std::nullopt;
    const double result = fn(*number);
    return result == result ? Maybe(fromNumber(result)) : Maybe();
  });
}

}  // namespace quarry::engine::flat
