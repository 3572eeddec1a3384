// Processing pipelines of pySigma in their YAML form: what people own to fit Sigma rules to their data. A pipeline is
// applied to a rule before it is lowered; a field that it maps is the platform's own from then on.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/report.h"
#include "quarry/rule/condition.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// ---- when an item applies ----

struct PipelineTest {
  Text name;  // within an expression; empty in a list
  Text type;
  base::yaml::Node parameters;
};
// `…_conditions` with its `…_cond_op`, `…_cond_not` and `…_cond_expr`.
struct PipelineTests {
  std::vector<PipelineTest> all;
  bool any = false;
  bool negated = false;
  std::optional<Condition> expression;  // over the names of the tests
};

// ---- what an item does ----

struct PipelineItem;

// In the order of the file: of prefixes the first that fits wins.
using Names = std::vector<std::pair<std::string, std::vector<std::string>>>;
struct MapFields {
  Names names;
  bool prefixes = false;              // the names are beginnings
  std::vector<std::string> keywords;  // the fields that keywords are searched in, if any
};
struct AffixFields {
  std::string before, after;
};
struct DropItems {};
struct AddCondition {
  base::yaml::Node conditions;
  bool isTemplate = false, negated = false;
};
struct ChangeLogSource {
  LogSource source;
};
struct ReplaceText {
  Text regex;
  std::string replacement;
  bool skipSpecial = false, interpretSpecial = false;
};
struct MapText {
  Names texts;
};
struct CaseText {
  enum class Way { lower, upper, snake } way{};
};
struct SetState {
  Text key;
  std::string value;
};
struct SetValue {
  Value value;
};
struct ConvertType {
  bool toNumber = false;
};
struct FillPlaceholders {
  std::vector<std::string> include, exclude;
};
struct Refuse {
  enum class What { rule, item, unmappedField } what{};
  std::string message;
};
// What concerns neither the meaning of a rule nor its query: lists of fields, attributes.
struct NoEffect {};
struct Nest {
  std::vector<PipelineItem> items;
};
using Transformation =
    std::variant<MapFields, AffixFields, DropItems, AddCondition, ChangeLogSource, ReplaceText, MapText, CaseText,
                 SetState, SetValue, ConvertType, FillPlaceholders, Refuse, NoEffect, Nest>;

struct PipelineItem {
  std::string id;
  base::Span span;  // of its type
  Transformation transformation;
  PipelineTests rule, item, field;
};

struct Pipeline {
  std::string name;
  double priority = 0;                // low first
  std::vector<std::string> backends;  // pySigma's names of targets; empty: all
  std::map<std::string, std::vector<Value>> variables;
  std::vector<PipelineItem> items;
};

// None if an error was reported: what runs code or templates is refused by name.
std::optional<Pipeline> readPipeline(base::FileId file, base::Sources& sources, base::Report& report);

// The rule as the pipelines leave it, in this order. None if an error was reported.
std::optional<Rule> processed(const Rule& rule, std::span<const Pipeline> pipelines, base::Report& report);

}  // namespace quarry::rule
