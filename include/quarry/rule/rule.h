// A rule as it was written: every part with its place, nothing defaulted. "Not said" is std::nullopt or empty here and
// nowhere later.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/source.h"
#include "quarry/base/yaml.h"
#include "quarry/ir/type.h"

namespace quarry::rule {

struct Text {
  std::string value;
  base::Span span;
};

struct LogSource {
  std::optional<Text> product, category, service;
  base::Span span;
};

// ---- detection ----

struct Null {};
struct Value {
  std::variant<Null, bool, double, std::string> value;  // numbers keep their spelling in `text`
  std::string text;
  bool quoted = false;
  base::Span span;
  std::vector<base::Piece> pieces;  // as in base::yaml::Node
  bool isPlatforms = false;         // of `fieldref`: a field by the name that a pipeline gave it
};

struct Detection;

// `field|modifier|…: value(s)`. An empty field name means keywords.
struct Item {
  Text field;
  std::vector<Text> modifiers;
  std::vector<Value> values;
  std::vector<Text> alsoIn;  // further fields: the test holds if it holds for any (a pipeline's mapping)
  // sigma: to be mapped. platform: a pipeline gave the field its own name. added: a pipeline added the test; its names
  // are the platform's unless the log source has a map for them.
  enum class Naming { sigma, added, platform } naming = Naming::sigma;
  bool isList = false;                         // written as a list, even of one
  std::optional<base::Box<Detection>> nested;  // `any_of`: a detection on one element of the array `field`
  base::Span span;
};
struct AllOf {  // a map
  std::vector<Item> items;
};
struct AnyOf {  // a list: each entry is a map or a keyword
  std::vector<Detection> of;
};
struct Detection {
  std::variant<Item, AllOf, AnyOf> node;
  base::Span span;
};

struct Selection {
  Text name;
  Detection detection;
};

// ---- the document ----

struct Test {
  Text name;
  base::yaml::Node events;  // a list of events, or a scalar: a path
  base::yaml::Node expect;  // match, none, a number, or rows
  std::optional<Text> shape;
};

// What every kind of document says of itself.
struct Metadata {
  base::FileId file{};
  base::Span span;
  Text title;
  std::optional<Text> id, name, status, level, taxonomy, description, author, date, modified, license;
  std::vector<Text> tags, references, falsePositives, fields;
  base::yaml::Node node;  // the document as it was written (merged, in a collection), without its detection
};

struct Filter;

struct Rule : Metadata {
  LogSource logSource;
  std::vector<Selection> selections;             // in source order
  std::vector<Text> conditions;                  // alternatives
  std::vector<base::yaml::Node> conditionNodes;  // the scalars, for embedding
  std::optional<base::yaml::Node> steps;
  std::vector<Test> tests;
  std::optional<base::yaml::Node> alert;
  std::map<std::string, std::vector<Value>> placeholders;  // of a pipeline; they go before the configuration's
  // What pipelines call a field that a step reads: nothing, one name, or several. Empty without pipelines.
  std::function<std::vector<std::string>(const std::string&)> fieldNames;
  std::vector<std::shared_ptr<const Filter>> filters;  // those that cover the rule; set when a workspace is linked
};

// What a filter's condition says of the events it names. Sigma's text means the one, its tools do the other.
enum class FilterMeaning { keep, exclude };

// A filter narrows other rules: those it names, or all whose log source it covers.
struct Filter : Metadata {
  LogSource logSource;
  bool any = false;         // of all rules of the log source
  std::vector<Text> rules;  // ids or names
  // The filter as a rule without steps: its selections and its one condition.
  std::vector<Selection> selections;
  std::optional<base::yaml::Node> condition;
};

// `gte: 20`
struct Threshold {
  enum class Op { less, lessEqual, greater, greaterEqual, equal, notEqual };
  Op op{};
  double value = 0;
  base::Span span;
};
// A name for a field that differs from rule to rule.
struct Alias {
  Text name;
  struct Field {
    Text rule, field;
  };
  std::vector<Field> fields;
};
// No such event between the first and the last of the correlated ones.
struct Without {
  Text rule;
  std::vector<Text> by;
};

// Events of other rules, counted, measured or put in order.
struct Correlation : Metadata {
  enum class Type {
    eventCount,
    valueCount,
    valueSum,
    valueAverage,
    valuePercentile,
    valueMedian,
    temporal,
    temporalOrdered
  };
  Type type{};
  base::Span typeSpan;
  std::vector<Text> rules;    // ids or names; may be correlations
  std::vector<Text> groupBy;  // fields or aliases
  std::optional<ir::Duration> timespan;
  base::Span timespanSpan;
  std::vector<Threshold> bounds;                      // all have to hold
  std::optional<base::yaml::Node> extendedCondition;  // a condition over the names of the rules
  std::vector<Text> valueFields;                      // of the value_ types
  std::optional<double> percentile;
  std::vector<Alias> aliases;
  std::vector<Without> without;
  bool generate = false;  // the rules it names are compiled for themselves, too
  bool exact = false;     // not the platform's estimate
  bool tumbling = false;  // `window: tumbling`: the cheaper way of cutting time
  std::optional<base::yaml::Node> steps;
  std::vector<Test> tests;
  std::optional<base::yaml::Node> alert;
};

// A document that is none of these, or has a mistake that its findings tell.
struct Refused : Metadata {};

using Document = std::variant<Rule, Correlation, Filter, Refused>;

// The part that all kinds have.
const Metadata& about(const Document& document);

}  // namespace quarry::rule
