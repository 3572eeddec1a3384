// The catalogue of functions: what must be true of any entry.
#include "quarry/cql/catalogue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string>

#include "quarry/base/text.h"
#include "quarry/cql/bind.h"
#include "quarry/cql/parse.h"

namespace quarry::cql {
namespace {

bool isNumber(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

bool among(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Whether a default could be written as an argument.
bool valid(const Parameter& p, std::string_view value) {
  if (among(value, p.also)) return true;
  switch (p.type) {
    case ParameterType::number:
      return isNumber(value);
    case ParameterType::boolean:
      return value == "true" || value == "false";
    case ParameterType::choice:
    case ParameterType::choices:
      return among(value, p.values);
    case ParameterType::flags:
      return std::all_of(value.begin(), value.end(), [&](char c) { return among(std::string_view(&c, 1), p.values); });
    case ParameterType::duration:
      return value.size() > 1 && isNumber(value.substr(0, value.size() - 1));
    case ParameterType::array:
      return value.ends_with("[]");
    case ParameterType::list:
    case ParameterType::numbers:
      return value.starts_with("[") && value.ends_with("]");
    case ParameterType::function: {
      const std::size_t open = value.find('(');
      const Function* f = open == std::string_view::npos ? nullptr : find(value.substr(0, open));
      return f != nullptr && f->kind == FunctionKind::aggregate;
    }
    case ParameterType::field:
    case ParameterType::fields:
      return !value.empty();
    case ParameterType::pairs:
    case ParameterType::pipeline:
    case ParameterType::pipelines:
      return false;
    case ParameterType::text:
    case ParameterType::prefix:
    case ParameterType::time:
    case ParameterType::regex:
    case ParameterType::expression:
    case ParameterType::expressions:
      return true;
  }
  return false;
}

TEST_CASE("functions are ordered, and found in any case") {
  REQUIRE(functions().size() > 190);
  std::string before;
  for (const Function& f : functions()) {
    const std::string key = base::asciiLower(f.name);
    CHECK_MESSAGE(before < key, f.name);
    before = key;
    CHECK(find(f.name) == &f);
    CHECK(find(key) == &f);
  }
  CHECK(find("GROUPBY")->name == "groupBy");
  CHECK(find("") == nullptr);
  CHECK(find("aaa") == nullptr);
  CHECK(find("zzz") == nullptr);
  CHECK(find("groupB") == nullptr);
  CHECK(find("groupByy") == nullptr);
}

TEST_CASE("functions are described") {
  for (const Function& f : functions()) {
    CAPTURE(f.name);
    CHECK_FALSE(f.about.empty());
    CHECK(f.about.size() <= 90);
    CHECK_FALSE(f.about.ends_with('.'));
    CHECK(f.page.starts_with("https://library.humio.com/"));
    CHECK_FALSE(f.topic.empty());
    if (!f.replacement.empty()) CHECK(find(f.replacement) != nullptr);
    if (!f.replacement.empty()) CHECK_FALSE((f.deprecated.empty() && f.removed.empty()));
  }
}

TEST_CASE("the parameters of a function fit together") {
  for (const Function& f : functions()) {
    CAPTURE(f.name);
    CHECK(f.parameters.size() <= 32);
    std::set<std::string> spellings;
    int unnamed = 0;
    for (const Parameter& p : f.parameters) {
      CAPTURE(p.name);
      CHECK(spellings.insert(base::asciiLower(p.name)).second);
      for (std::string_view alias : p.aliases) {
        CHECK(spellings.insert(base::asciiLower(alias)).second);
        CHECK(f.parameter(alias) == &p);
      }
      CHECK(f.parameter(p.name) == &p);
      if (p.unnamed) {
        ++unnamed;
        CHECK(f.unnamedParameter() == &p);
      }
      CHECK_FALSE((p.required && p.hasDefault));
      CHECK(p.least <= p.most);
      if (p.hasDefault) CHECK_MESSAGE(valid(p, p.defaultValue), p.defaultValue);
      const bool words =
          p.type == ParameterType::choice || p.type == ParameterType::choices || p.type == ParameterType::flags;
      CHECK(words == !p.values.empty());
      const bool takesCalls =
          p.type == ParameterType::function || p.type == ParameterType::pipeline || p.type == ParameterType::pipelines;
      if (p.accepts != Accepts::anything) CHECK(takesCalls);
      if (p.list) CHECK(p.type == ParameterType::function);
      const bool names =
          p.type == ParameterType::field || p.type == ParameterType::fields || p.type == ParameterType::array;
      if (names)
        CHECK(p.role != ParameterRole::none);
      else
        CHECK((p.role == ParameterRole::none || p.role == ParameterRole::column));
      if (p.name == "as" && p.type == ParameterType::field) CHECK(p.role == ParameterRole::writes);
    }
    CHECK(unnamed == (f.unnamed < 0 ? 0 : 1));
  }
}

TEST_CASE("outputs speak of parameters that can name something") {
  for (const Function& f : functions()) {
    CAPTURE(f.name);
    if (f.dropsOtherFields) CHECK_FALSE(f.outputs.empty());
    for (const Output& o : f.outputs) {
      const int count = static_cast<int>(f.parameters.size());
      CHECK(o.parameter < count);
      for (const OutputPart& part : o.parts) {
        CHECK(part.parameter < count);
        CHECK(part.otherwise < count);
        if (part.parameter < 0) CHECK_FALSE(part.text.empty());
      }
      if (o.kind == OutputKind::function) CHECK(f.parameters[o.parameter].type == ParameterType::function);
      if (o.kind == OutputKind::captures) CHECK(f.parameters[o.parameter].type == ParameterType::regex);
      if (o.kind == OutputKind::columns) CHECK(f.parameter("include") != nullptr);
      if (o.kind == OutputKind::assigned) CHECK(f.freeArguments == FreeArguments::assignments);
    }
  }
}

TEST_CASE("every word of the catalogue has a name") {
  for (const Function& f : functions()) {
    CHECK_FALSE(name(f.kind).empty());
    CHECK_FALSE(name(f.rows).empty());
    CHECK_FALSE(name(f.freeArguments).empty());
    CHECK_FALSE(name(f.placement).empty());
    CHECK_FALSE(name(f.live).empty());
    for (const Parameter& p : f.parameters) {
      CHECK_FALSE(name(p.type).empty());
      CHECK_FALSE(name(p.role).empty());
      CHECK_FALSE(name(p.accepts).empty());
    }
  }
}

}  // namespace
}  // namespace quarry::cql
