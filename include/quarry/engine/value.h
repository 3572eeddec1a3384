// Values as the engine computes with them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "quarry/ir/type.h"

namespace quarry::engine {

class Value;

struct Missing {};  // the field is not there, or an operand that was needed is not
struct Null {};     // JSON null
// A number of an event keeps the text it was written with ("7.0"); a computed one has none.
struct Number {
  double value = 0;
  std::string text;
};
// A point in time: milliseconds since 1970-01-01 UTC.
struct Instant {
  std::int64_t milliseconds = 0;
};
// In milliseconds: a hundred million days from 1970 on either side, which is as far as calendars can say.
inline constexpr double kFarthestTime = 8.64e15;
using List = std::vector<Value>;
using Object = std::vector<std::pair<std::string, Value>>;  // in the order of the source

class Value {
 public:
  using Node = std::variant<Missing, Null, bool, Number, std::string, Instant, ir::Duration,
                            std::shared_ptr<const List>, std::shared_ptr<const Object>>;

  Value() = default;
  Value(Null) : node_(Null{}) {}                         // NOLINT(google-explicit-constructor): a Value is its node
  Value(bool flag) : node_(flag) {}                      // NOLINT(google-explicit-constructor)
  Value(double number) : node_(Number{number, {}}) {}    // NOLINT(google-explicit-constructor)
  Value(Number number) : node_(std::move(number)) {}     // NOLINT(google-explicit-constructor)
  Value(std::string text) : node_(std::move(text)) {}    // NOLINT(google-explicit-constructor)
  Value(const char* text) : node_(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : node_(std::string(text)) {}                  // NOLINT(google-explicit-constructor)
  Value(Instant instant) : node_(instant) {}                                  // NOLINT(google-explicit-constructor)
  Value(ir::Duration duration) : node_(duration) {}                           // NOLINT(google-explicit-constructor)
  Value(List list) : node_(std::make_shared<const List>(std::move(list))) {}  // NOLINT(google-explicit-constructor)
  Value(Object object)
      : node_(std::make_shared<const Object>(std::move(object))) {}  // NOLINT(google-explicit-constructor)

  const Node& node() const { return node_; }
  bool isMissing() const { return std::holds_alternative<Missing>(node_); }
  bool isNull() const { return std::holds_alternative<Null>(node_); }
  // Neither missing nor null, and no list without values.
  bool isPresent() const;
  const bool* flag() const { return std::get_if<bool>(&node_); }
  const Number* number() const { return std::get_if<Number>(&node_); }
  const std::string* text() const { return std::get_if<std::string>(&node_); }
  const List* list() const;
  const Object* object() const;

 private:
  Node node_;
};

// The text a scalar compares as: numbers as written, `true`/`false`, times as ISO 8601 in UTC, durations in
// milliseconds. None for missing, null, lists and objects.
std::optional<std::string> textOf(const Value& value);
// The number a scalar stands for: also text that reads as a plain decimal number, times and durations in milliseconds.
std::optional<double> numberOf(const Value& value);
// `12`, `-0.5`, `1.5e-7`: what counts as a number in text. No blanks, no hexadecimal, no infinities, and a digit on
// both sides of a point.
std::optional<double> parseNumber(std::string_view text);
// The shortest decimal text that reads as the same double; whole numbers without a fraction.
std::string printNumber(double number);
// True and false, also as text of any case.
std::optional<bool> truthOf(const Value& value);

// ISO 8601 ("2026-11-16T10:00:00.5Z", "2026-11-16 10:00:00+02:00", a date alone), or a number: milliseconds since the
// epoch, or seconds if it has fewer than 12 digits. Text without a zone is UTC.
std::optional<Instant> instantOf(const Value& value);
std::optional<Instant> parseInstant(std::string_view text);
std::string print(Instant instant);
// The calendar and the clock of an instant, in UTC.
struct Clock {
  std::int64_t year = 1970;
  int month = 1, day = 1, hour = 0, minute = 0;
  int week = 1;  // of ISO 8601
};
Clock clockOf(Instant instant);

// JSON text of a value; numbers as written. Missing is written as null.
void writeJson(const Value& value, std::string& out);
void writeJsonText(std::string_view text, std::string& out);  // quoted and escaped
std::string toJson(const Value& value);
// The value of a JSON text; none if it is not valid JSON.
std::optional<Value> parseJson(std::string_view json);

}  // namespace quarry::engine
