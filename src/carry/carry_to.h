// Carrying to a variant that is already chosen: what a test with a map of its own calls.
#pragma once

#include <string>
#include <variant>

#include "quarry/carry/carry.h"
#include "schema/model.h"

namespace quarry::carry {

struct Destination {
  const schema::Family& family;
  const schema::Serves& serves;
  const schema::Variant& variant;
  schema::Platform platform{};
  const schema::Settings& settings;
};

// The record, or why the event is none of this source.
std::variant<Carried, std::string> carryTo(const engine::Value& event, const Destination& to);

}  // namespace quarry::carry
