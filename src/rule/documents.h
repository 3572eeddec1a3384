// The parts of reading a file: which document is of which kind, and what each kind holds.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// Keys that any document may have.
std::span<const std::string_view> documentKeys();

// The value of a key that a document must have, also under a misspelt name. None if it is missing or empty, which is
// reported. `what` names the document: "rule", "filter".
const base::yaml::Entry* required(const base::yaml::Node& document, std::string_view key, std::string_view what,
                                  base::Report& report);

// metadata.cpp: title, id, tags and the rest, of any kind of document; all but the node itself, which goes there once it
// has been read.
void readMetadata(const base::yaml::Node& node, base::FileId file, std::string_view what, Metadata& metadata,
                  base::Report& report);
// Status, level, id, dates and tags have fixed forms.
void checkMetadata(const Metadata& metadata, base::Report& report);

// read_rule.cpp. None if an error was reported.
std::optional<Rule> readRule(const base::yaml::Node& node, base::FileId file, base::Sources& sources,
                             base::Report& report);
std::optional<LogSource> readLogSource(const base::yaml::Node& document, std::string_view what, base::Report& report);
// read_filter.cpp
std::optional<Filter> readFilter(const base::yaml::Node& node, base::FileId file, base::Report& report);
// read_correlation.cpp
std::optional<Correlation> readCorrelation(const base::yaml::Node& node, base::FileId file, base::Sources& sources,
                                           base::Report& report);

// collection.cpp: documents with an `action` shape those around them. The documents that are left, each whole.
std::vector<base::yaml::Node> gathered(std::vector<base::yaml::Node> documents, base::Report& report);

}  // namespace quarry::rule
