// Rows as CQL sees them: fields by name in an order, every value a text. A field that is not there is missing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quarry::engine::flat {

using Maybe = std::optional<std::string>;

class Row {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  // Null: the field is missing. Valid until the row changes.
  const std::string* find(std::string_view name) const;
  Maybe get(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // The field as a number; none if it is missing or no number.
  std::optional<double> number(std::string_view name) const;

  void set(std::string_view name, std::string value);
  void set(std::string_view name, double value);
  // Leaves the field as it is if there is no value.
  void setIf(std::string_view name, Maybe value);
  void erase(std::string_view name);
  // Takes away all fields whose name begins so.
  void eraseBelow(std::string_view prefix);

  Fields& fields() { return fields_; }
  const Fields& fields() const { return fields_; }
  bool empty() const { return fields_.empty(); }

  // The event as it was at the start of the query: what free text searches. Null unless the query needs it.
  std::shared_ptr<const Row> event;

 private:
  Fields fields_;
};
using Rows = std::vector<Row>;

// A text as a number, the way the service's engine reads it: blanks around it and exponents are fine.
std::optional<double> toNumber(std::string_view text);
// A number as a text: whole ones without a fraction, else the shortest digits that read as the same number.
std::string fromNumber(double number);
// "true" or "false".
std::string fromBool(bool value);

// The names of an array's elements begin with this: "a" for "a[]", "a" and "a[]" alike.
std::string arrayBase(std::string_view name);
std::string elementName(std::string_view base, std::size_t index);
// What a field's name says of the array: `a[7].b` is `.b` of element 7 of `a`. None if it is no element's, or a part of
// one: behind the index stand nothing, a member or another index.
struct Element {
  std::size_t index = 0;
  std::string_view rest;  // of the name
};
std::optional<Element> elementOf(std::string_view name, std::string_view base);
// The number of elements up to the first hole, values and objects.
std::size_t elementCount(const Row& row, std::string_view base);
// The elements of a flat array, from [0] to the first hole; with a member (".b"), that of each.
std::vector<std::string> arrayOf(const Row& row, std::string_view base, std::string_view member = {});
// Replaces the elements; surplus ones go.
void setArray(Row& row, std::string_view base, const std::vector<std::string>& values);

// Names as people order them: digits by value ("row[2]" before "row[10]").
bool naturallyLess(std::string_view a, std::string_view b);

}  // namespace quarry::engine::flat
