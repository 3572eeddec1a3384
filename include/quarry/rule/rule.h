// A rule as it was written: every part with its place, nothing defaulted. "Not said" is std::nullopt or empty here and
// nowhere later.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/source.h"
#include "quarry/base/yaml.h"

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
};

struct Detection;

// `field|modifier|…: value(s)`. An empty field name means keywords.
struct Item {
  Text field;
  std::vector<Text> modifiers;
  std::vector<Value> values;
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

struct Rule {
  base::FileId file{};
  base::Span span;
  Text title;
  std::optional<Text> id, name, status, level, taxonomy, description, author, date, modified, license;
  std::vector<Text> tags, references, falsePositives, fields;
  LogSource logSource;
  std::vector<Selection> selections;             // in source order
  std::vector<Text> conditions;                  // alternatives
  std::vector<base::yaml::Node> conditionNodes;  // the scalars, for embedding
  std::optional<base::yaml::Node> steps;
  std::vector<Test> tests;
  std::optional<base::yaml::Node> alert;
};

// A document that is not a detection rule: kept so that a workspace can name and link it.
struct OtherDocument {
  enum class Kind { correlation, filter, collection } kind{};
  base::Span span;
  Text title;
  std::optional<Text> id, name;
  base::yaml::Node node;
};

using Document = std::variant<Rule, OtherDocument>;

}  // namespace quarry::rule
