// A value where it stands: in the parsed event or in a Value, without a copy. What conditions look at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/function_ref.h"
#include "quarry/engine/value.h"

namespace quarry::engine {

class Record;

struct View {
  enum class Kind : std::uint8_t { missing, null, boolean, number, text, instant, duration, list, object, many };

  Kind kind = Kind::missing;
  bool flag = false;
  bool whole = false;        // number: `integer` holds it exactly
  double number = 0;         // also milliseconds of an instant or a duration
  std::int64_t integer = 0;  // number, if whole; milliseconds
  std::string_view text;     // text; the source text of a number where it is known
  // Lists and objects: either a Value, or a place in the parsed event.
  const Value* value = nullptr;
  const Record* record = nullptr;
  std::uint64_t place = 0;  // in the record; for `many`: index of the first value in the record's pool
  std::uint32_t count = 0;  // `many`: how many values
  std::uint32_t slot = 0;   // where the record keeps it, for the exact text of a fraction

  bool isScalar() const { return kind >= Kind::boolean && kind <= Kind::duration; }
};

View viewOf(const Value& value);
// A copy that outlives the event.
Value valueOf(const View& view);

// Calls back for each element of a list (or of many values); for anything else, once with the view itself. Stops when
// told false; returns false if it was stopped. Missing: no call.
bool forEach(const View& view, FunctionRef<bool(const View&)> use);

// The text that a scalar compares as. `buffer` is used where there is no text to point to.
std::string_view textOf(const View& view, std::string& buffer);
// False if it stands for no number.
bool numberOf(const View& view, double& number);

// Some value that is not null.
bool isPresent(const View& view);

}  // namespace quarry::engine
