// One event, parsed: the fields that a program reads are at hand by slot, the rest of it can be walked.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fields.h"
#include "engine/function_ref.h"
#include "engine/view.h"

namespace quarry::engine {

class Record {
 public:
  Record();
  ~Record();
  Record(const Record&) = delete;
  Record& operator=(const Record&) = delete;

  // Parses a text (padded as EventText is) and finds the fields. What is wrong with the text, or nothing; after a fault
  // the record is empty.
  std::string_view load(std::string_view json, const FieldTable& fields);
  // The same for a text without padding.
  std::string_view loadCopy(std::string_view json, const FieldTable& fields);
  // An element of an array of another record, as an event of its own; that record has to stay as it is.
  void loadElement(const View& element, const FieldTable& fields);

  // The value of a slot of the table last loaded with.
  const View& operator[](Slot slot) const { return stamps_[slot] == epoch_ ? cells_[slot] : kMissing; }
  // Changes with every event: what was found out about the record is good for as long.
  std::uint64_t epoch() const { return epoch_; }

  std::string_view json() const { return json_; }
  // The whole event as a value, numbers as written.
  const Value& tree() const;
  // Each scalar of the event, at any depth.
  bool forEachScalar(FunctionRef<bool(const View&)> use) const;

  // For views into this record.
  bool forEachElement(const View& view, FunctionRef<bool(const View&)> use) const;
  Value materialise(const View& view) const;
  // The text of a number that is neither a whole number of 64 bits: it stands in the event only.
  std::string exactText(const View& view) const;

 private:
  struct Parsed;
  static const View kMissing;

  void fill(const FieldTable& fields);
  Value exact(Slot slot) const;

  std::unique_ptr<Parsed> parsed_;
  const FieldTable* fields_ = nullptr;
  std::string_view json_;
  std::string copy_;
  std::uint64_t epoch_ = 0;
  std::vector<View> cells_;
  std::vector<std::uint64_t> stamps_;
  mutable Value tree_;
  mutable std::uint64_t treeEpoch_ = 0;
};

}  // namespace quarry::engine
