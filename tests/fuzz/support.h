// What the fuzz targets share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "quarry/base/text.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/workspace.h"

namespace quarry::fuzz {

// Files that are no UTF-8, or hold a zero byte, are refused where they are read.
inline bool isText(const std::string& text) { return !base::invalidUtf8(text) && text.find('\0') == std::string::npos; }

inline std::string asText(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the run: the fuzzer keeps the input.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}
inline void require(bool holds, const char* what, std::string_view detail) {
  if (!holds) std::fprintf(stderr, "%.*s\n", static_cast<int>(detail.size()), detail.data());
  require(holds, what);
}

// Some inputs are two texts in one: a line of this between them.
inline constexpr std::string_view kCut = "%%%%\n";
inline std::pair<std::string, std::string> cut(const std::string& text) {
  const std::size_t at = text.starts_with(kCut) ? 0 : text.find("\n" + std::string(kCut));
  if (at == std::string::npos) return {text, ""};
  const std::size_t end = text.find('\n', at + (at == 0 ? 0 : 1));
  return {text.substr(0, at == 0 ? 0 : at + 1), text.substr(end + 1)};
}

// Every place that findings and fixes name is one of the texts.
inline void requirePlaces(const base::Report& report, const base::Sources& sources) {
  const auto isPlace = [&](base::Span span) {
    return static_cast<std::size_t>(span.file) < sources.size() && span.begin <= span.end &&
           span.end <= sources[span.file].text().size();
  };
  for (const base::Diagnostic& finding : report.findings()) {
    require(!finding.message.empty(), "a finding has a message");
    require(isPlace(finding.primary.span), "findings are places in the text", finding.def->code);
    require(isPlace(sources.outermost(finding.primary.span)), "findings lead to the file", finding.def->code);
    for (const base::Label& label : finding.secondary)
      require(isPlace(label.span), "labels are places in the text", finding.def->code);
    for (const base::Fix& fix : finding.fixes)
      for (const base::Edit& edit : fix.edits)
        require(isPlace(edit.span), "edits are places in the text", finding.def->code);
  }
}

struct Parsed {
  explicit Parsed(std::string text) : tree(cql::parse(sources.add("fuzz.cql", std::move(text)), sources, report)) {}
  base::Sources sources;
  base::Report report;
  cql::Tree tree;
};

// A run's input with one file, as if it had been read.
inline driver::Workspace workspaceOf(std::string path, std::string text, driver::FileKind kind) {
  driver::Workspace workspace;
  driver::File file;
  file.id = workspace.sources.add(path, std::move(text));
  file.kind = kind;
  file.path = path;
  file.relative = std::move(path);
  file.readable = true;
  workspace.files.push_back(std::move(file));
  return workspace;
}

}  // namespace quarry::fuzz
