#include "plan_values.h"

#include <array>
#include <cmath>
#include <cstring>

#include "plans.h"
#include "quarry/ir/functions.h"

namespace quarry::fuzz {

double Bytes::number() {
  std::array<unsigned char, 8> raw{};
  for (unsigned char& byte : raw) byte = static_cast<unsigned char>(take());
  double value = 0;
  std::memcpy(&value, raw.data(), sizeof value);
  return std::isfinite(value) ? value : static_cast<double>(raw[0]) - 100;
}

std::string Bytes::text() {
  static constexpr std::array<std::string_view, 32> kAwkward = {"\\",
                                                                "\"",
                                                                "'",
                                                                "`",
                                                                "*",
                                                                "?",
                                                                "\n",
                                                                "\r\n",
                                                                "$x$",
                                                                "//",
                                                                "/*",
                                                                "*/",
                                                                "```",
                                                                "\\\"",
                                                                "\\\\",
                                                                "\"\"",
                                                                "@\"",
                                                                "\xC3\x9F",
                                                                "\xC4\xB0",
                                                                "\xE2\x84\xAA",
                                                                "\xC5\xBF",
                                                                "\xE2\x80\xA8",
                                                                "\xF0\x9F\x98\x80",
                                                                "\xC2\xA0",
                                                                "\\n",
                                                                "\\u0041",
                                                                " or ",
                                                                ") | ",
                                                                "(",
                                                                "]",
                                                                "{0}",
                                                                "%20"};
  std::string out;
  for (std::size_t left = take() % 24; left > 0 && !empty(); --left) {
    const unsigned byte = take();
    if (byte >= 0x80)
      out += kAwkward[byte % kAwkward.size()];
    else if (byte != 0)
      out += static_cast<char>(byte);
  }
  const unsigned where = take();
  if ((where & 1) != 0) out.insert(0, kCanary);
  if ((where & 2) != 0) out += kCanary;
  return out;
}

ir::Val anyValue(Bytes& bytes, unsigned depth) {
  switch (bytes.take() % (depth == 0 ? 3 : 6)) {
    case 0:
      return {ir::Literal{bytes.text()}, {}};
    case 1:
      return {ir::Literal{bytes.number()}, {}};
    case 2:
      return {eventField(bytes.flag() ? "userAgent" : "requestParameters.roleName"), {}};
    default:
      break;
  }
  const std::span<const ir::FunctionInfo> all = ir::functions();
  const ir::FunctionInfo& function = all[bytes.take() % all.size()];
  const int most = function.most < 0 ? function.least + 2 : function.most;
  ir::Call call{function.function, {}};
  for (int i = 0; i < most; ++i) {
    if (i >= function.least && bytes.flag()) break;
    call.arguments.push_back(anyValue(bytes, depth - 1));
  }
  return {std::move(call), {}};
}

namespace {

using ir::Function;

ir::Val called(Function function, std::vector<ir::Val> arguments) {
  return {ir::Call{function, std::move(arguments)}, {}};
}

ir::Val textValue(Bytes& bytes, unsigned depth) {
  const auto inner = [&](ValueType type) { return typedValue(bytes, type, depth - 1); };
  switch (bytes.take() % (depth == 0 ? 2 : 8)) {
    case 0:
      return {ir::Literal{bytes.text()}, {}};
    case 1:
      return {eventField(bytes.flag() ? "userAgent" : "requestParameters.roleName"), {}};
    case 2:
      return called(bytes.flag() ? Function::lower : Function::upper, {inner(ValueType::text)});
    case 3:
      return called(Function::concat,
                    {inner(ValueType::text), {ir::Literal{bytes.text()}, {}}, inner(ValueType::number)});
    case 4:
      return called(Function::replace,
                    {inner(ValueType::text), {ir::Literal{bytes.text()}, {}}, {ir::Literal{bytes.text()}, {}}});
    case 5:
      return called(Function::element,
                    {called(Function::split, {inner(ValueType::text), {ir::Literal{bytes.text()}, {}}}),
                     {ir::Literal{static_cast<double>(bytes.take() % 5) - 1}, {}}});
    case 6:
      return called(Function::coalesce, {inner(ValueType::text), inner(ValueType::text)});
    default:
      return called(Function::text, {inner(bytes.flag() ? ValueType::number : ValueType::boolean)});
  }
}

ir::Val numberValue(Bytes& bytes, unsigned depth) {
  static constexpr std::array kArithmetic = {Function::add, Function::subtract, Function::multiply, Function::divide,
                                             Function::modulo};
  static constexpr std::array kParts = {Function::minute, Function::hour,  Function::day,
                                        Function::week,   Function::month, Function::year};
  const auto inner = [&](ValueType type) { return typedValue(bytes, type, depth - 1); };
  switch (bytes.take() % (depth == 0 ? 2 : 7)) {
    case 0:
      return {ir::Literal{static_cast<double>(bytes.take()) - 20}, {}};
    case 1:
      return {ir::Literal{bytes.number()}, {}};
    case 2:
      return called(Function::length, {inner(ValueType::text)});
    case 3:
      return called(Function::number, {inner(ValueType::text)});
    case 4:
      return called(Function::negate, {inner(ValueType::number)});
    case 5:
      return called(kParts[bytes.take() % kParts.size()], {{eventField(bytes.flag() ? "@time" : "eventTime"), {}}});
    default:
      return called(kArithmetic[bytes.take() % kArithmetic.size()],
                    {inner(ValueType::number), inner(ValueType::number)});
  }
}

ir::Val booleanValue(Bytes& bytes, unsigned depth) {
  static constexpr std::array kCompare = {Function::equal,     Function::notEqual, Function::less,
                                          Function::lessEqual, Function::greater,  Function::greaterEqual};
  const auto inner = [&](ValueType type) { return typedValue(bytes, type, depth - 1); };
  switch (bytes.take() % (depth == 0 ? 2 : 7)) {
    case 0:
      return {ir::Literal{bytes.flag()}, {}};
    case 1:
      return called(Function::exists, {{eventField("userAgent"), {}}});
    case 2:
      return called(bytes.flag() ? Function::logicalAnd : Function::logicalOr,
                    {inner(ValueType::boolean), inner(ValueType::boolean)});
    case 3:
      return called(Function::logicalNot, {inner(ValueType::boolean)});
    case 4:
    case 5: {
      const ValueType type = bytes.flag() ? ValueType::number : ValueType::text;
      return called(kCompare[bytes.take() % kCompare.size()], {inner(type), inner(type)});
    }
    default: {
      const ValueType type = bytes.flag() ? ValueType::number : ValueType::text;
      std::vector<ir::Val> all = {inner(type)};
      for (unsigned count = 1 + bytes.take() % 3; count > 0; --count) all.push_back(typedValue(bytes, type, 0));
      return called(Function::in, std::move(all));
    }
  }
}

}  // namespace

ir::Val typedValue(Bytes& bytes, ValueType type, unsigned depth) {
  switch (type) {
    case ValueType::text:
      return textValue(bytes, depth);
    case ValueType::number:
      return numberValue(bytes, depth);
    case ValueType::boolean:
      return booleanValue(bytes, depth);
  }
  return {};
}

}  // namespace quarry::fuzz
