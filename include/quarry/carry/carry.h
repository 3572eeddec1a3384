// What a sample event looks like on a platform: the maps that bind rules, read the other way round. An event as its
// vendor writes it becomes the record that CQL, KQL or SPL finds it in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quarry/base/origin.h"
#include "quarry/base/report.h"
#include "quarry/engine/value.h"
#include "quarry/ir/plan.h"
#include "quarry/schema/bind.h"

namespace quarry::schema {
struct Family;
struct Serves;
struct Variant;
}  // namespace quarry::schema

namespace quarry::carry {

struct Carried {
  // Fields by the platform's names. Flat in CQL and SPL (an SPL field with several values is a list); in KQL a row of
  // the table, whose dynamic columns are objects and whose JSON columns are texts.
  engine::Object record;
  std::string source, variant;
  std::string table;              // KQL
  engine::Object computed;        // columns that a query computes by an expression, with what it should come out as
  std::vector<std::string> lost;  // fields of the event that the platform does not keep, or not in a form that is known
  // Fields of which every record of the source says the same (being in this table says that a connection was
  // initiated), and the event says nothing or something else.
  std::vector<std::string> implied;
};

// Carries events of one log source to one platform. The maps it looks into live as long as the program.
class Carrier {
 public:
  // To the variant of that name, or to the first that the settings leave. None, with an error at the origin, if the
  // platform has no such source or the settings leave none; without an error if no variant has the name.
  static std::optional<Carrier> to(const ir::Scan& scan, schema::Platform platform, const schema::Settings& settings,
                                   std::string_view variant, const base::Origin& origin, base::Report& report);

  // The record, or why the event is none of the source: "its EventID is 13, and that of … is 1".
  std::variant<Carried, std::string> carry(const engine::Value& event) const;

 private:
  const schema::Family* family_ = nullptr;
  const schema::Serves* serves_ = nullptr;
  const schema::Variant* variant_ = nullptr;
  schema::Platform platform_{};
  schema::Settings settings_;
};

}  // namespace quarry::carry
