// Records as vendors ship them, each beside the event of the log that it was made of: tests/native/*.yml.
#pragma once

#include <string>
#include <vector>

#include "quarry/engine/value.h"
#include "schema/model.h"

namespace quarry::test {

struct NativeRecord {
  schema::Platform platform{};
  std::string variant;
  engine::Object record;             // what has to be in the carried record
  engine::Object holds;              // texts that are part of what a field holds
  std::vector<std::string> without;  // fields that it must not have
  // The event is what a rule asks for, and the record one in which the platform writes it in another way than carry()
  // chooses: the rule's query has to find it.
  bool asked = false;
};

struct NativeSample {
  std::string file, name;
  // Ids of sources, or the beginning of ids and a star: every source that has the variant.
  std::vector<std::string> sources;
  engine::Value event;
  std::vector<NativeRecord> records;
};

std::vector<NativeSample> nativeSamples();
bool isMeant(const NativeSample& sample, const schema::Family& family);

// What differs between what is expected and what was carried; empty if nothing does.
std::string difference(const NativeRecord& expected, const engine::Object& carried);

}  // namespace quarry::test
