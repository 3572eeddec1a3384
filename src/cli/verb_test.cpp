// quarry test
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "cli/verdicts.h"
#include "quarry/base/file.h"
#include "quarry/base/json.h"
#include "quarry/base/render.h"
#include "quarry/base/xml.h"
#include "quarry/driver/config.h"
#include "quarry/driver/test.h"

namespace quarry::cli {

namespace {

using driver::TestedRule;
using driver::TestResult;

struct Totals {
  std::size_t rules = 0, tests = 0, failed = 0, untested = 0, broken = 0;
};

Totals totals(const std::vector<TestedRule>& rules) {
  Totals all;
  all.rules = rules.size();
  for (const TestedRule& rule : rules) {
    all.tests += rule.tests.size();
    all.broken += rule.compiled ? 0 : 1;
    all.untested += rule.compiled && rule.tests.empty() ? 1 : 0;
    all.failed += static_cast<std::size_t>(
        std::count_if(rule.tests.begin(), rule.tests.end(), [](const TestResult& t) { return !t.passed; }));
  }
  return all;
}

std::string plural(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string cut(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

class Text {
 public:
  Text(const driver::Workspace& workspace, const TestArguments& arguments, bool colour)
      : workspace_(workspace), arguments_(arguments), colour_(colour) {}

  std::string print(const std::vector<TestedRule>& rules) {
    for (const TestedRule& rule : rules)
      if (rule.compiled && (!rule.tests.empty() || arguments_.coverage)) print(rule);
    summary(totals(rules));
    return std::move(out_);
  }

 private:
  std::string paint(std::string_view code, std::string_view text) const {
    return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
  std::string mark(bool good) const { return good ? paint("32", "✓") : paint("31", "✗"); }

  void print(const TestedRule& rule) {
    const bool good = std::all_of(rule.tests.begin(), rule.tests.end(), [](const TestResult& t) { return t.passed; });
    if (!rule.tests.empty())
      out_ += fmt::format("{} {}  {}\n", mark(good), paint("1", rule.title),
                          paint("2", base::shown(workspace_.files[rule.file].path)));
    for (const TestResult& test : rule.tests) {
      if (good && !arguments_.why) continue;
      print(test);
    }
    if (arguments_.coverage) coverage(rule);
  }

  void print(const TestResult& test) {
    const base::Span at = workspace_.sources.outermost(test.span);
    const base::Source& file = workspace_.sources[at.file];
    out_ += fmt::format("  {} {}", mark(test.passed), test.name);
    if (!test.passed)
      out_ += paint("2", fmt::format("  {}:{}", base::shown(file.path()), file.position(at.begin).line));
    out_ += '\n';
    for (const std::string& fault : test.faults) out_ += fmt::format("      {}\n", fault);
    if (!test.passed && !test.steps.empty()) {
      out_ += "      rows after each step: ";
      for (std::size_t i = 0; i < test.steps.size(); ++i)
        out_ += fmt::format("{}{} {}", i == 0 ? "" : " → ", test.steps[i].first, test.steps[i].second);
      out_ += '\n';
    }
    if (!test.passed)
      for (const std::string& row : test.rows) out_ += fmt::format("      row    {}\n", cut(row, kWidth));
    if (!test.verdict) return;
    out_ += fmt::format("      event  {}\n", cut(test.event, kWidth));
    if (test.events > 1)
      out_ +=
          fmt::format("             {}\n", paint("2", fmt::format("the {} of {}", ordinal(test.shown), test.events)));
    out_ += driver::print(*test.verdict, 6, colour_);
  }

  static std::string ordinal(std::uint64_t n) {
    const std::uint64_t tens = n % 100, ones = n % 10;
    const char* const ending = tens >= 11 && tens <= 13 ? "th"
                               : ones == 1              ? "st"
                               : ones == 2              ? "nd"
                               : ones == 3              ? "rd"
                                                        : "th";
    return fmt::format("{}{}", n, ending);
  }

  void coverage(const TestedRule& rule) {
    for (const driver::Coverage& one : rule.coverage) {
      if (one.wasTrue && one.wasFalse) continue;
      const std::string_view lack = !one.wasTrue && !one.wasFalse ? "no test reaches it"
                                    : one.wasTrue                 ? "no test makes it false"
                                                                  : "no test makes it true";
      out_ += fmt::format("  {} `{}` of {}: {}\n", paint("33", "!"), one.selection, rule.title, lack);
    }
  }

  void summary(const Totals& all) {
    if (!out_.empty()) out_ += '\n';
    out_ += fmt::format("{} in {}", plural(all.tests, "test"), plural(all.rules, "rule"));
    if (all.failed == 0)
      out_ += all.tests == 0 ? "" : fmt::format(": {}", paint("32", "all passed"));
    else
      out_ += fmt::format(": {} passed, {}", all.tests - all.failed, paint("31", fmt::format("{} failed", all.failed)));
    if (all.untested > 0) out_ += fmt::format("; {} without tests", plural(all.untested, "rule"));
    if (all.broken > 0) out_ += fmt::format("; {} cannot be compiled", plural(all.broken, "rule"));
    out_ += '\n';
  }

  static constexpr std::size_t kWidth = 160;
  const driver::Workspace& workspace_;
  const TestArguments& arguments_;
  bool colour_;
  std::string out_;
};

using Json = nlohmann::ordered_json;

std::string jsonOf(const driver::Workspace& workspace, const std::vector<TestedRule>& rules, bool coverage) {
  Json list = Json::array();
  for (const TestedRule& rule : rules) {
    Json tests = Json::array();
    for (const TestResult& test : rule.tests) {
      const base::Span at = workspace.sources.outermost(test.span);
      Json one = {{"name", test.name},     {"line", workspace.sources[at.file].position(at.begin).line},
                  {"passed", test.passed}, {"expected", test.expected},
                  {"actual", test.actual}, {"faults", test.faults},
                  {"events", test.events}};
      if (test.verdict) {
        one["event"] = test.shown;
        one["condition"] = verdictJson(*test.verdict);
      }
      tests.push_back(std::move(one));
    }
    Json one = {{"file", base::asUtf8(workspace.files[rule.file].path)},
                {"id", rule.id},
                {"title", rule.title},
                {"compiled", rule.compiled},
                {"tests", std::move(tests)}};
    if (coverage) {
      one["coverage"] = Json::array();
      for (const driver::Coverage& selection : rule.coverage)
        one["coverage"].push_back(
            {{"selection", selection.selection}, {"true", selection.wasTrue}, {"false", selection.wasFalse}});
    }
    list.push_back(std::move(one));
  }
  const Totals all = totals(rules);
  return base::dumpJson({{"version", 1},
                         {"rules", list},
                         {"findings", base::findingsJson(workspace.report, workspace.sources)},
                         {"summary",
                          {{"rules", all.rules},
                           {"tests", all.tests},
                           {"passed", all.tests - all.failed},
                           {"failed", all.failed},
                           {"untested", all.untested},
                           {"broken", all.broken}}}});
}

std::string junitOf(const driver::Workspace& workspace, const std::vector<TestedRule>& rules) {
  using base::xmlText;
  std::string body;
  Totals all = totals(rules);
  for (const TestedRule& rule : rules) {
    std::string cases;
    std::size_t failed = 0;
    if (!rule.compiled) {
      ++failed;
      cases +=
          "    <testcase name=\"the rule compiles\">\n      <failure message=\"the rule does not compile\"/>\n"
          "    </testcase>\n";
    }
    for (const TestResult& test : rule.tests) {
      cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xmlText(rule.title), xmlText(test.name));
      if (test.passed) {
        cases += "/>\n";
        continue;
      }
      ++failed;
      std::string text;
      for (const std::string& fault : test.faults) text += fault + "\n";
      if (test.verdict) text += driver::print(*test.verdict, 0, false);
      cases += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                           xmlText(test.faults.empty() ? "" : test.faults.front()), xmlText(text));
    }
    const std::size_t count = rule.tests.size() + (rule.compiled ? 0 : 1);
    if (count == 0) continue;
    body += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}  </testsuite>\n",
                        xmlText(base::shown(workspace.files[rule.file].path)), count, failed, cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{}\" failures=\"{}\">\n{}</testsuites>\n",
      all.tests + all.broken, all.failed + all.broken, body);
}

}  // namespace

int test(const TestArguments& arguments) {
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(arguments.common.config, problems);
  if (!problems.empty()) {
    for (const std::string& problem : problems) complain(problem);
    return 2;
  }
  driver::Workspace workspace = driver::load(arguments.paths, {arguments.common.stdinName});
  std::erase_if(workspace.files, [](const driver::File& file) { return file.kind != driver::FileKind::rule; });
  std::erase_if(workspace.report.findings(),
                [](const base::Diagnostic& finding) { return finding.def->code.starts_with("CQL"); });
  for (const std::string& problem : workspace.problems) complain(problem);
  if (workspace.files.empty()) {
    if (workspace.problems.empty()) err("quarry: there is no rule to test\n");
    return 2;
  }
  const std::vector<TestedRule> rules =
      driver::runTests(workspace, {arguments.only, config.environment, arguments.why});
  workspace.report.sort(workspace.sources);
  const Totals all = totals(rules);
  if (arguments.common.format == "json") {
    out(jsonOf(workspace, rules, arguments.coverage));
  } else {
    const bool junit = arguments.common.format == "junit";
    out(junit ? junitOf(workspace, rules)
              : Text(workspace, arguments, useColour(arguments.common.colour, STDOUT_FILENO)).print(rules));
    std::erase_if(workspace.report.findings(),
                  [](const base::Diagnostic& finding) { return finding.severity == base::Severity::info; });
    if (workspace.report.size() > 0)
      err(base::renderText(workspace.report, workspace.sources,
                           {useColour(arguments.common.colour, STDERR_FILENO), 120, workspace.files.size()}));
  }
  if (!workspace.problems.empty()) return 2;
  if (!arguments.only.empty() && all.tests == 0) {
    err("quarry: no test has such a name\n");
    return 2;
  }
  return all.failed > 0 || workspace.report.hasErrors() ? 1 : 0;
}

}  // namespace quarry::cli
