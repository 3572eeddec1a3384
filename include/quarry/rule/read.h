// Front end 1: Sigma YAML to rules, and rules to plans.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"
#include "quarry/rule/environment.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// All documents of a file, in order; what cannot be made sense of is Refused, and reported with its place.
std::vector<Document> read(base::FileId file, base::Sources& sources, base::Report& report);

// The same with the findings of each document apart; what concerns the whole file goes to `report`. Several files may
// be read at a time.
struct ReadDocument {
  Document document;
  base::Report findings;
};
std::vector<ReadDocument> readEach(base::FileId file, base::Sources& sources, base::Report& report);

// The plan of a rule: its log source, its condition as a filter, its steps. None if an error was reported.
std::optional<ir::Plan> lower(const Rule& rule, base::Sources& sources, base::Report& report,
                              const Environment& environment = {});

// The document that a correlation means by an id or a name; null if there is none.
using FindDocument = std::function<const Document*(const std::string& idOrName)>;
// The plan of a correlation over the plans of the rules it names, then its steps. None if an error was reported (what
// linking reports is not said again).
std::optional<ir::Plan> lower(const Correlation& correlation, const FindDocument& find, base::Sources& sources,
                              base::Report& report, const Environment& environment = {});

// What a filter makes of the events of a rule it covers: those for which this holds stay. None if an error was
// reported.
std::optional<ir::Pred> lowerFilter(const Filter& filter, const Environment& environment, base::Sources& sources,
                                    base::Report& report);

// What one selection of a rule means, brought to normal form. None if it has a mistake, which is not reported again.
std::optional<ir::Pred> meaning(const Rule& rule, const Selection& selection, const Environment& environment,
                                base::Sources& sources);

// Values as a detection has them: a scalar, or a list of scalars. Other nodes are left out.
std::vector<Value> readValues(const base::yaml::Node& node, base::Report& report);

// The textual form of --emit rule.
std::string print(const Rule& rule);
std::string print(const Correlation& correlation);

}  // namespace quarry::rule
