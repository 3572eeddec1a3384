// Any text as a file with queries in it: each is found at its place, and a change of a query goes into the file so that
// the file holds the changed query.
#include "quarry/driver/embedded.h"

#include "quarry/base/edit.h"
#include "quarry/driver/check.h"
#include "support.h"

namespace {

using namespace quarry;

void use(const std::string& text, driver::HostFormat format) {
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add("fuzz", text);
  const auto queries = driver::embeddedQueries(file, format, sources, report);
  fuzz::requirePlaces(report, sources);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const driver::EmbeddedQuery& query = queries[i];
    const std::string_view inner = sources[query.id].text();
    fuzz::require(query.place.end <= text.size() && query.place.begin <= query.place.end, "a query stands in the file");
    const base::Span all = sources.outermost({query.id, 0, static_cast<std::uint32_t>(inner.size())});
    fuzz::require(all.file == file && all.end <= text.size(), "its places lead into the file");
    // A word more: before the first one, behind the last one, and where a line is empty.
    const std::size_t first = inner.find_first_not_of(" \t\r\n"), last = inner.find_last_not_of(" \t\r\n");
    if (first == std::string_view::npos) continue;
    const std::size_t empty = inner.find("\n\n", first);
    for (const std::size_t at : {first, last + 1, empty < last ? empty + 1 : first}) {
      const auto offset = static_cast<std::uint32_t>(at);
      const auto outer = driver::inFile(query, {{query.id, offset, offset}, "x"}, sources);
      if (!outer) continue;
      const base::Fix fix{"", {*outer}, base::Safety::safe};
      const base::Applied applied = base::applyFixes(text, file, {&fix});
      fuzz::require(applied.fixes == 1, "a change of a query is a change of the file");
      base::Sources again;
      base::Report quiet;
      const auto changed = driver::embeddedQueries(again.add("fuzz", applied.text), format, again, quiet);
      if (report.hasErrors()) continue;
      std::string expected(inner);
      expected.insert(at, "x");
      fuzz::require(changed.size() == queries.size() && again[changed[i].id].text() == expected,
                    "the file holds the changed query", applied.text);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  driver::looksLikeHost(text);
  use(text, driver::HostFormat::yaml);
  use(text, driver::HostFormat::markdown);
  driver::Workspace workspace = fuzz::workspaceOf("fuzz.yml", text, driver::FileKind::host);
  driver::CheckOptions options;
  options.fix = driver::FixLevel::review;
  const driver::Checked checked = driver::check(workspace, options);
  fuzz::requirePlaces(checked.report, checked.sources);
  for (const auto& change : checked.changes) fuzz::require(!base::invalidUtf8(change.after), "fixes leave UTF-8");
  return 0;
}
