// Any bytes as a rule: read, lowered, normalised, bound and generated without a crash.
#include <cstddef>
#include <cstdint>
#include <string>

#include "quarry/base/text.h"
#include "quarry/driver/compile.h"
#include "quarry/rule/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quarry;
  std::string text(reinterpret_cast<const char*>(data), size);
  if (base::invalidUtf8(text)) return 0;  // refused where files are read
  base::Sources sources;
  base::Report report;
  driver::CompileOptions options;
  options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
  for (const rule::Document& document : rule::read(sources.add("fuzz.yml", text), sources, report))
    if (const auto* rule = std::get_if<rule::Rule>(&document)) driver::compile(*rule, sources, options);
  return 0;
}
