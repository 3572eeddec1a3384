// Any text as a processing pipeline, applied to rules: read or refused, and what it makes of a rule can be compiled.
#include "quarry/driver/compile.h"
#include "quarry/rule/pipeline.h"
#include "quarry/rule/read.h"
#include "support.h"

namespace {

constexpr std::string_view kRule = R"(title: Process Started
logsource: {product: windows, category: process_creation}
detection:
  sel:
    Image|endswith: ['\cmd.exe', '/sh']
    CommandLine|contains|all: ['%users%', ' -c ']
    User|expand: '%admins%'
    ProcessId: 4
    IntegrityLevel: null
  words: ['mimi*', other]
  filter: {ParentImage|re: '.*\\x\.exe', SourceIp|cidr: 10.0.0.0/8}
  condition: (sel or words) and not 1 of filter*
)";

}  // namespace

using namespace quarry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const auto [yaml, own] = fuzz::cut(text);
  base::Sources sources;
  base::Report report;
  auto pipeline = rule::readPipeline(sources.add("pipeline.yml", yaml), sources, report);
  fuzz::require(pipeline || report.hasErrors(), "a pipeline that is not read is reported");
  fuzz::requirePlaces(report, sources);
  if (!pipeline) return 0;
  driver::CompileOptions options;
  options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
  options.pipelines.push_back(std::move(*pipeline));
  for (const std::string& rules : {own, std::string(kRule)}) {
    base::Report of;
    for (const rule::Document& document : rule::read(sources.add("rule.yml", rules), sources, of)) {
      const auto* rule = std::get_if<rule::Rule>(&document);
      if (rule == nullptr) continue;
      const driver::CompiledRule compiled = driver::compile(*rule, sources, options);
      fuzz::requirePlaces(compiled.report, sources);
      for (const auto& [platform, artifact] : compiled.outputs) {
        fuzz::require(!base::invalidUtf8(artifact.query), "queries are UTF-8", artifact.query);
        if (platform != "cql") continue;
        const fuzz::Parsed parsed(artifact.query);
        fuzz::require(!parsed.report.hasErrors(), "emitted CQL can be parsed", artifact.query);
      }
    }
  }
  return 0;
}
