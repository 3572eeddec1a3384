// The tests inside a rule: read and kept, for the engine to run.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes/rule.h"
#include "rule/fields.h"

namespace quarry::rule {

namespace {

bool isExpectation(const base::yaml::Node& node) {
  if (node.isSequence())
    return std::all_of(node.items.begin(), node.items.end(), [](const auto& row) { return row.isMapping(); });
  if (!node.isScalar()) return false;
  const auto rows = node.asInteger();
  return node.text == "match" || node.text == "none" || (rows && *rows >= 0);
}

bool isEvents(const base::yaml::Node& node) {
  if (node.isScalar()) return !node.text.empty();
  return node.isSequence() &&
         std::all_of(node.items.begin(), node.items.end(), [](const auto& event) { return event.isMapping(); });
}

}  // namespace

std::vector<Test> readTests(const base::yaml::Node& tests, base::Report& report) {
  static constexpr std::array<std::string_view, 4> kKeys = {"name", "events", "expect", "shape"};
  std::vector<Test> all;
  if (!tests.isSequence()) {
    report.add(codes::wrongKind, tests.span, "`tests` has to be a list");
    return all;
  }
  for (const base::yaml::Node& node : tests.items) {
    if (!node.isMapping()) {
      report.add(codes::badTest, node.span, "a test has to be a mapping with `name`, `events` and `expect`");
      continue;
    }
    for (const base::yaml::Entry& entry : node.entries) {
      if (std::find(kKeys.begin(), kKeys.end(), entry.key.text) != kKeys.end()) continue;
      auto& finding =
          report.add(codes::unknownStepKey, entry.key.span, fmt::format("a test has no key `{}`", entry.key.text));
      const auto slip = misspelt(entry.key.text, kKeys);
      if (!slip || node.find(slip->meant) != nullptr) {
        finding.note("its keys are `name`, `events`, `expect` and `shape`");
        continue;
      }
      finding.note(fmt::format("did you mean `{}`?", slip->meant));
      finding.fix(fmt::format("rename the key to `{}`", slip->meant), {{entry.key.span, std::string(slip->meant)}},
                  slip->certain ? base::Safety::safe : base::Safety::review);
    }
    Fields fields(node, report);
    const auto name = fields.text("name");
    const auto *events = node.find("events"), *expect = node.find("expect");
    const std::size_t before = report.size();
    if (!name) report.add(codes::badTest, node.span, "the test has no `name`");
    if (events == nullptr)
      report.add(codes::badTest, node.span, "the test has no `events`");
    else if (!isEvents(*events))
      report.add(codes::badTest, events->span, "`events` is a list of events, or the path of a file");
    if (expect == nullptr)
      report.add(codes::badTest, node.span, "the test does not say what to `expect`");
    else if (!isExpectation(*expect))
      report.add(codes::badTest, expect->span, "`expect` is `match`, `none`, a number of rows, or a list of rows");
    const bool isComplete = name && events != nullptr && expect != nullptr;
    if (isComplete && !report.hasErrorsSince(before)) all.push_back({*name, *events, *expect, fields.text("shape")});
  }
  return all;
}

}  // namespace quarry::rule
