// Any query in the languages of the other platforms: refused at its place, or said.
#include "quarry/driver/translate.h"
#include "support.h"

using namespace quarry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  for (const char* source : {"", "aws/cloudtrail"}) {
    driver::Workspace workspace = fuzz::workspaceOf("fuzz.cql", text, driver::FileKind::query);
    driver::TranslateOptions options;
    options.to = {schema::Platform::kql, schema::Platform::spl};
    options.source = source;
    options.allow = {"CQL311"};
    for (const driver::Translation& one : driver::translate(workspace, {}, options)) {
      fuzz::requirePlaces(one.report, workspace.sources);
      fuzz::require(one.outputs.size() == options.to.size() || one.report.hasErrors(),
                    "what is not translated is reported", text);
      for (const auto& [platform, artifact] : one.outputs)
        fuzz::require(!base::invalidUtf8(artifact.query), "queries are UTF-8", artifact.query);
    }
  }
  return 0;
}
