// A row on its way through the steps: an event with columns laid over it, or, after a group or select, columns alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/fields.h"
#include "engine/function_ref.h"
#include "engine/names.h"
#include "engine/record.h"
#include "quarry/engine/value.h"

namespace quarry::engine {

// A field as a compiled step reads it.
struct Access {
  std::string spelling;
  NameId name = 0;
  Slot slot = kNoSlot;  // in the event; none for what can only be a column
  // Columns that the name may read into: `a.b.c` is below the column `a.b`, or else below `a`; `a[]` is in `a` itself.
  struct Below {
    NameId column;
    std::string key;             // of the column in `rest`
    std::vector<ir::Path> rest;  // readings, of an object that has the column under that key
  };
  std::vector<Below> below;
  bool isTime = false;          // "@time"
  std::vector<Slot> timeSlots;  // where events say it
};

// Makes a slot for the field, since it may be the event's. `timeFields`: Context::timeFields.
Access accessTo(const ir::FieldRef& field, Names& names, FieldTable& fields,
                const std::vector<std::string>& timeFields);

class Row {
 public:
  Row(Names& names, const FieldTable& fields) : names_(&names), fields_(&fields) {}

  // The event itself, nothing over it.
  void reset(const Record& record) {
    record_ = &record;
    open_ = true;
    columns_.clear();
    kept_.reset();
  }

  // Calls back with the value of a field, if it has one.
  void with(const Access& access, FunctionRef<void(const View&)> use) const;
  Value get(const Access& access) const;
  // By name, for what is not known before the row is there. Slower.
  Value get(std::string_view name) const;

  // A Missing value takes the column away, and with it what the event has under that name.
  void set(NameId name, Value value);
  void set(std::string_view name, Value value) { set(names_->id(name), std::move(value)); }
  // The value of a column if a step has set it (also to Missing); null: none has.
  const Value* column(NameId name) const;
  const std::vector<std::pair<NameId, Value>>& columns() const { return columns_; }
  // From here on the event's own fields cannot be read.
  void close() {
    open_ = false;
    record_ = nullptr;
    kept_.reset();
  }
  // As close(), but the columns go too.
  void clear() {
    close();
    columns_.clear();
  }
  bool isOpen() const { return open_; }
  const Record* record() const { return record_; }
  // No column hides a field of the event: what is known of the event holds for the row.
  bool isBare() const { return open_ && columns_.empty(); }

  // Makes the row outlive its event, by a copy of the event's text. revive() makes it readable again.
  void keep();
  void revive(Record& scratch);

  // Everything the row holds, in order: the event's own members, then the columns (those that hide a member, in its
  // place).
  Object object() const;
  void writeJson(std::string& out) const;

  Names& names() const { return *names_; }

 private:
  Names* names_;
  const FieldTable* fields_;
  const Record* record_ = nullptr;
  std::shared_ptr<const std::string> kept_;
  bool open_ = false;
  std::vector<std::pair<NameId, Value>> columns_;
};

}  // namespace quarry::engine
