#include <algorithm>

#include "quarry/target/target.h"

namespace quarry::target {

const Target& target(schema::Platform platform) {
  const auto all = targets();
  return **std::find_if(all.begin(), all.end(), [&](const Target* t) { return t->platform() == platform; });
}

}  // namespace quarry::target
