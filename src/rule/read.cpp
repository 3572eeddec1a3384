// A file to its documents.
#include "quarry/rule/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes/file.h"
#include "quarry/base/codes/rule.h"
#include "rule/documents.h"
#include "rule/fields.h"

namespace quarry::rule {

namespace {

namespace yaml = base::yaml;

// A document without any of these is something else than a rule.
bool looksLikeARule(const yaml::Node& node) {
  return std::any_of(node.entries.begin(), node.entries.end(), [](const yaml::Entry& entry) {
    static constexpr std::array<std::string_view, 4> kTelling = {"title", "logsource", "detection", "steps"};
    return std::find(kTelling.begin(), kTelling.end(), entry.key.text) != kTelling.end() ||
           misspelt(entry.key.text, kTelling);
  });
}

// At most one of the kinds: a document that claims two is none.
bool isOneKind(const yaml::Node& node, base::Report& report) {
  const yaml::Entry* first = nullptr;
  for (const std::string_view kind : {"detection", "correlation", "filter"})
    if (const yaml::Entry* entry = node.findEntry(kind); entry != nullptr) {
      if (first != nullptr) {
        report
            .add(codes::notARule, entry->key.span,
                 fmt::format("a document has either `{}` or `{}`, not both", first->key.text, entry->key.text))
            .label(first->key.span, "the other one");
        return false;
      }
      first = entry;
    }
  return true;
}

std::optional<Document> readKnown(const yaml::Node& node, base::FileId file, base::Sources& sources,
                                  base::Report& report) {
  const auto some = [](auto document) {
    return document ? std::optional<Document>(std::move(*document)) : std::nullopt;
  };
  if (!node.isMapping() || node.entries.empty()) {
    auto& finding = report.add(codes::notARule, {file, node.span.begin, std::min(node.span.end, node.span.begin + 1)},
                               "this document is not a mapping, so it is no rule");
    if (node.isSequence() && !node.items.empty() && node.items.front().isMapping())
      finding.note("it is a list: write the rules without `- `, each after a line with `---`");
    return std::nullopt;
  }
  if (!isOneKind(node, report)) return std::nullopt;
  if (node.find("correlation") != nullptr) return some(readCorrelation(node, file, sources, report));
  if (node.find("filter") != nullptr) return some(readFilter(node, file, report));
  if (looksLikeARule(node)) return some(readRule(node, file, sources, report));
  report.add(codes::notARule, node.entries.front().key.span,
             "this document is no rule: it has neither `title`, `logsource` nor `detection`");
  return std::nullopt;
}

Document refused(const yaml::Node& node, base::FileId file) {
  base::Report quiet;
  Refused document;
  document.file = file;
  document.span = node.span;
  document.title.span = {file, node.span.begin, std::min(node.span.end, node.span.begin + 1)};
  if (node.isMapping() && !node.entries.empty()) readMetadata(node, file, "document", document, quiet);
  return document;
}

// The detection has members of its own, and is the most of a document.
yaml::Node withoutDetection(yaml::Node document) {
  std::erase_if(document.entries, [](const yaml::Entry& entry) { return entry.key.text == "detection"; });
  return document;
}

bool isWithin(base::Span inner, base::Span outer) {
  return inner.file == outer.file && inner.begin >= outer.begin && inner.begin < outer.end;
}

}  // namespace

const Metadata& about(const Document& document) {
  return std::visit([](const auto& one) -> const Metadata& { return one; }, document);
}

std::vector<ReadDocument> readEach(base::FileId file, base::Sources& sources, base::Report& report) {
  base::Report reading;
  std::vector<yaml::Node> nodes = yaml::parse(file, sources, reading);
  if (nodes.empty() && reading.size() == 0) reading.add(codes::emptyFile, {file, 0, 0}, "the file holds no document");
  std::vector<ReadDocument> all;
  for (yaml::Node& node : gathered(std::move(nodes), report)) {
    // What is wrong with a document's YAML is wrong with the document: a key that stands twice leaves it unclear what
    // was meant.
    base::Report findings;
    std::erase_if(reading.findings(), [&](base::Diagnostic& finding) {
      if (!isWithin(finding.primary.span, node.span)) return false;
      findings.add(std::move(finding));
      return true;
    });
    const bool broken = findings.hasErrors();
    auto known = readKnown(node, file, sources, findings);
    Document document = known && !broken ? std::move(*known) : refused(node, file);
    std::visit([&](Metadata& about) { about.node = withoutDetection(std::move(node)); }, document);
    all.push_back({std::move(document), std::move(findings)});
  }
  report.merge(std::move(reading));
  return all;
}

std::vector<Document> read(base::FileId file, base::Sources& sources, base::Report& report) {
  std::vector<Document> documents;
  for (ReadDocument& one : readEach(file, sources, report)) {
    documents.push_back(std::move(one.document));
    report.merge(std::move(one.findings));
  }
  return documents;
}

}  // namespace quarry::rule
