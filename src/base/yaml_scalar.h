// Decodes a YAML scalar where it stands, so that every byte of its value has a place in the file. yaml-cpp gives the
// value and where it begins, but neither where it ends nor where its bytes came from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/source.h"
#include "quarry/base/yaml.h"

namespace quarry::base::yaml {

struct ScalarLayout {
  Style style = Style::plain;
  std::uint32_t begin = 0, end = 0;  // in the file, quotes and block header included
  std::vector<Piece> pieces;
  bool terminated = true;  // false: a quote is never closed
};

// `at` is where the scalar (or the anchor or tag before it) begins, `value` what yaml-cpp decoded it to.
ScalarLayout layOut(std::string_view file, std::uint32_t at, std::string_view value);

}  // namespace quarry::base::yaml
