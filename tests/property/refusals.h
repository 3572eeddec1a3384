// The limits of platforms that docs/refusals.md lists.
#pragma once

#include <string>
#include <vector>

#include "quarry/base/diagnostic.h"
#include "quarry/schema/bind.h"

namespace quarry::test {

struct Refusal {
  schema::Platform platform{};
  std::string words;       // what the error says, in its message or a note
  std::string page;        // of the vendor
  std::string transcript;  // below tests/golden/refusals, without its ending
};

std::vector<Refusal> refusals();
// The first of the platform's limits that explains the error, or null.
const Refusal* explanation(const base::Diagnostic& error, schema::Platform platform,
                           const std::vector<Refusal>& limits);

}  // namespace quarry::test
