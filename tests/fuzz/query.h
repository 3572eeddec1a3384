// What the targets for CQL share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "quarry/base/text.h"
#include "quarry/cql/parse.h"

namespace quarry::fuzz {

// Files that are no UTF-8 are refused where they are read.
inline bool isText(const std::string& text) { return !base::invalidUtf8(text); }

inline std::string asText(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the run: the fuzzer keeps the input.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

struct Parsed {
  explicit Parsed(std::string text) : tree(cql::parse(sources.add("fuzz.cql", std::move(text)), sources, report)) {}
  base::Sources sources;
  base::Report report;
  cql::Tree tree;
};

}  // namespace quarry::fuzz
