// The options of each verb. The only file that knows the option parser.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "cli/cli.h"
#include "quarry/base/render.h"

namespace quarry::cli {

namespace {

constexpr std::string_view kOverview =
    "quarry - one detection rule, three queries that mean the same\n"
    "\n"
    "  quarry build rule.yml                 compile a rule to CQL, KQL and SPL\n"
    "  quarry check detections queries       check rules and CQL queries\n"
    "  quarry check query.cql --fix --diff   see what the safe fixes would change\n"
    "  quarry fmt queries                    one layout for all CQL\n"
    "  quarry test detections                run the tests inside rules\n"
    "  quarry why rule.yml events.json       why an event matches, or does not\n"
    "  quarry run query.cql events.ndjson    would it have fired?\n"
    "  quarry translate query.cql --to kql   a CQL query in another language\n"
    "  quarry carry events.json --as ...     events in the shape a platform keeps them in\n"
    "  quarry explain CQL032                 what a code means\n"
    "  quarry list sources                   the log sources that are mapped\n"
    "\n"
    "`quarry VERB --help` shows the options of a verb.\n";

void common(CLI::App* verb, Common& options, const std::vector<std::string>& formats) {
  verb->add_option("--format", options.format, fmt::format("{}", fmt::join(formats, ", ")))
      ->check(CLI::IsMember(formats));
  verb->add_option("--color", options.colour, "auto, always or never; NO_COLOR is respected")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  verb->add_option("--config", options.config, "this configuration instead of the nearest quarry.yml");
  verb->add_option("--stdin-name", options.stdinName,
                   "what standard input (-) is called; its ending says what it holds");
  verb->add_option("-j", options.jobs, "work in this many processes")->check(CLI::Range(1U, 256U));
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app{"One detection rule, three queries that mean the same; and a linter for CQL."};
  app.name("quarry");
  app.set_version_flag("--version", std::string("quarry ") + QUARRY_VERSION);
  app.require_subcommand(0, 1);

  BuildArguments building;
  CLI::App* buildVerb = app.add_subcommand("build", "compile rules to queries");
  buildVerb->footer(
      "\nquarry build rule.yml --to cql,kql\nquarry build detections -o out --strict\nquarry build rule.yml --emit "
      "plan\n"
      "quarry build rule.yml --set spl.index.aws=cloud");
  buildVerb->add_option("PATH", building.paths, "rules: files, folders, or - for standard input")->required();
  buildVerb->add_option("--to", building.to, "targets, comma-separated: cql, kql, spl (default: all)")->delimiter(',');
  buildVerb->add_option("-o", building.out, "write one file per rule and target below this folder");
  buildVerb->add_option("--emit", building.emit, "print a stage: rule, plan, bound, cql, kql or spl")
      ->check(CLI::IsMember({"rule", "plan", "bound", "cql", "kql", "spl"}));
  buildVerb->add_flag("--strict", building.strict, "a field without a mapping is an error");
  buildVerb
      ->add_option("--allow", building.allow,
                   "accept findings of this code (not errors); the artifact's header names them")
      ->delimiter(',');
  buildVerb->add_option("--set", building.settings, "a setting, as KEY=VALUE");
  buildVerb->add_option("--pipeline", building.pipelines,
                        "a processing pipeline of pySigma (YAML), or a folder of them; may be given several times");
  common(buildVerb, building.common, {"text", "json"});

  CheckArguments checking;
  CLI::App* checkVerb = app.add_subcommand("check", "check rules and CQL queries");
  checkVerb->footer(
      "\nquarry check detections queries\nquarry check query.cql --fix=review --diff\nquarry check . --format json "
      "--fail-on error\n"
      "quarry check - < query.cql");
  checkVerb->add_option("PATH", checking.paths, "files, folders, or - for standard input")->required();
  checkVerb->add_option("--fix", checking.fix, "apply safe fixes; --fix=review applies all")
      ->expected(0, 1)
      ->default_str("safe")
      ->check(CLI::IsMember({"safe", "review"}));
  checkVerb->add_flag("--diff", checking.diff, "print what fixes would change, and change nothing");
  checkVerb->add_option("--select", checking.select, "report only these codes, or those that begin so")->delimiter(',');
  checkVerb->add_option("--ignore", checking.ignore, "do not report these codes, or those that begin so")
      ->delimiter(',');
  checkVerb
      ->add_option("--fail-on", checking.failOn, "exit with 1 from this severity on: error, warning, info or never")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}));
  checkVerb->add_option("--emit", checking.emit, "print what is known of each query: tree or flow")
      ->check(CLI::IsMember({"tree", "flow"}));
  checkVerb->add_option("--baseline", checking.baseline, "do not report the findings that this file lists");
  checkVerb->add_option("--write-baseline", checking.writeBaseline, "list all findings in this file, and report none");
  checkVerb->add_option("--changed", checking.changed, "only files that git says differ from this revision");
  checkVerb->add_option("--also", checking.also, "write a second report, as FORMAT=FILE; may be given several times");
  common(checkVerb, checking.common, {std::begin(base::kFormatNames), std::end(base::kFormatNames)});

  FmtArguments formatting;
  CLI::App* fmtVerb = app.add_subcommand("fmt", "format CQL: queries, and CQL inside YAML");
  fmtVerb->footer(
      "\nquarry fmt queries\nquarry fmt --check .\nquarry fmt --diff query.cql dashboard.yaml\nquarry fmt - < "
      "query.cql");
  fmtVerb->add_option("PATH", formatting.paths, "files, folders, or - for standard input")->required();
  fmtVerb->add_flag("--check", formatting.check, "list the files that would change, and change nothing");
  fmtVerb->add_flag("--diff", formatting.diff, "print what would change, and change nothing");
  fmtVerb->add_option("--color", formatting.colour, "auto, always or never; NO_COLOR is respected")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  fmtVerb->add_option("--stdin-name", formatting.stdinName,
                      "what standard input (-) is called; its ending says what it holds");
  fmtVerb->add_option("-j", formatting.jobs, "work in this many processes")->check(CLI::Range(1U, 256U));

  TestArguments testing;
  CLI::App* testVerb = app.add_subcommand("test", "run the tests inside rules, offline");
  testVerb->footer(
      "\nquarry test detections\nquarry test rule.yml --only imitation --why\nquarry test . --coverage --format junit");
  testVerb->add_option("PATH", testing.paths, "rules: files, folders, or - for standard input")->required();
  testVerb->add_option("--only", testing.only, "only tests whose names hold this; may be given several times");
  testVerb->add_flag("--why", testing.why, "show the condition leaf by leaf for tests that pass, too");
  testVerb->add_flag("--coverage", testing.coverage, "name the selections that no test makes both true and false");
  common(testVerb, testing.common, {"text", "json", "junit"});

  WhyArguments asking;
  CLI::App* whyVerb = app.add_subcommand("why", "why an event matches a rule, or does not");
  whyVerb->footer(
      "\nquarry why rule.yml events.ndjson\nquarry why rule.yml events.json.gz --event 17\nquarry why rule.yml - < "
      "event.json");
  whyVerb->add_option("RULE", asking.rule, "a rule")->required();
  whyVerb->add_option("EVENTS", asking.events, "files of events: JSON, one a line or an array, plain or gzip; or -")
      ->required();
  whyVerb->add_option("--event", asking.event, "only this event, counted from 1")->check(CLI::PositiveNumber);
  whyVerb->add_option("--most", asking.most, "show no more events than this")->capture_default_str();
  common(whyVerb, asking.common, {"text", "json"});
  RunArguments running;
  CLI::App* runVerb = app.add_subcommand("run", "run a query or rules over events, offline");
  runVerb->footer(
      "\nquarry run query.cql events.ndjson\nquarry run detections events/*.json.gz\nquarry run query.cql events.json "
      "--param "
      "host=web1 --lookup users.csv=data/users.csv\nOn a terminal rows are a table, else one JSON object a line.");
  runVerb->add_option("WHAT", running.what, "a query (.cql), a rule (.yml) or a folder of them")->required();
  runVerb->add_option("EVENTS", running.events,
                      "JSON arrays or objects one after the other, plain or gzip; - for standard input");
  runVerb->add_option("--param", running.parameters, "the value of a parameter of the query, as NAME=VALUE");
  runVerb->add_option("--lookup", running.lookups, "the file of a lookup table (CSV or JSON), as NAME=FILE");
  runVerb->add_option("--view", running.views, "the events of another view, as NAME=FILE");
  runVerb->add_option("--start", running.start, "only events from this time on: milliseconds since 1970 or ISO 8601");
  runVerb->add_option("--end", running.end, "only events before this time");
  runVerb->add_option("--now", running.now, "what now() is, and the time of events that say none");
  common(runVerb, running.common, {"text", "table", "json"});

  CarryArguments carrying;
  CLI::App* carryVerb = app.add_subcommand("carry", "show events in the shape in which a platform keeps them");
  carryVerb->footer(
      "\nquarry carry events.ndjson --as windows/process_creation --to cql\nquarry carry cloudtrail.json --as "
      "aws/cloudtrail --to cql | quarry run query.cql -\n`quarry list sources` has the log sources, `quarry explain "
      "source NAME` their maps.");
  carryVerb->add_option("EVENTS", carrying.events, "files of events: JSON, one a line or an array, plain or gzip; or -")
      ->required();
  carryVerb->add_option("--as", carrying.source, "the log source that the events come from")->required();
  carryVerb->add_option("--to", carrying.to, "the platform: cql, kql or spl")->required();
  carryVerb->add_option("--set", carrying.settings, "a setting, as KEY=VALUE");
  carryVerb->add_flag("--lost", carrying.lost, "say on standard error which fields the platform does not keep");
  common(carryVerb, carrying.common, {"text", "json"});
  TranslateArguments translating;
  CLI::App* translateVerb = app.add_subcommand("translate", "CQL queries in other languages");
  translateVerb->footer(
      "\nquarry translate query.cql --to kql,spl\nquarry translate query.cql --source windows/process_creation\nA part "
      "that has no exact form in the other language is an error at its place.");
  translateVerb->add_option("PATH", translating.paths, "queries: files, folders, or - for standard input")->required();
  translateVerb->add_option("--to", translating.to, "targets, comma-separated: kql, spl (default: both)")
      ->delimiter(',');
  translateVerb->add_option("--source", translating.source,
                            "the log source, as `quarry list sources` names it, where the query does not say it");
  translateVerb->add_option("--emit", translating.emit, "print a stage: plan")->check(CLI::IsMember({"plan"}));
  translateVerb->add_option("--allow", translating.allow, "accept findings of this code (not errors)")->delimiter(',');
  translateVerb->add_option("--set", translating.settings, "a setting, as KEY=VALUE");
  translateVerb->add_option("--param", translating.parameters, "the value of a parameter of the query, as NAME=VALUE");
  common(translateVerb, translating.common, {"text", "json"});

  ExplainArguments explaining;
  CLI::App* explainVerb =
      app.add_subcommand("explain", "the documentation of a diagnostic, of a function of CQL, or of a log source");
  explainVerb->footer(
      "\nquarry explain RULE005\nquarry explain duplicate-key\nquarry explain 'groupBy()'\nquarry explain function "
      "groupBy");
  explainVerb->add_option("CODE", explaining.codes, "codes or their names, functions, or `source` and the name of one")
      ->required();
  explainVerb->add_option("--format", explaining.format, "text or json")->check(CLI::IsMember({"text", "json"}));
  explainVerb->add_option("--config", explaining.config,
                          "this configuration instead of the nearest quarry.yml: its `sources` are shown as well");

  ListArguments listing;
  CLI::App* listVerb =
      app.add_subcommand("list", "targets, codes, limits, functions, cql-functions, sources or fields");
  listVerb
      ->add_option("WHAT", listing.what, "targets, codes, limits, functions (of rules), cql-functions, sources, fields")
      ->required()
      ->check(CLI::IsMember({"targets", "codes", "limits", "functions", "cql-functions", "sources", "fields"}));
  listVerb->add_option("SOURCE", listing.source, "of fields: those of this log source");
  listVerb->add_option("--format", listing.format, "text, json, or (of codes and limits) markdown")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  listVerb->add_option("--config", listing.config,
                       "this configuration instead of the nearest quarry.yml: its `sources` are shown as well");

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    out(argc == 2 ? std::string(kOverview) : app.help());
    return 0;
  } catch (const CLI::CallForVersion&) {
    out(fmt::format("quarry {}\n", QUARRY_VERSION));
    return 0;
  } catch (const CLI::ParseError& error) {
    complain(error.what());
    err("`quarry --help` shows the verbs\n");
    return 2;
  }
  // `--fix` alone means the safe ones.
  if (checkVerb->count("--fix") > 0 && checking.fix.empty()) checking.fix = "safe";
  if (buildVerb->parsed()) return build(building);
  if (checkVerb->parsed()) return check(checking);
  if (fmtVerb->parsed()) return format(formatting);
  if (testVerb->parsed()) return test(testing);
  if (whyVerb->parsed()) return why(asking);
  if (runVerb->parsed()) return runQuery(running);
  if (carryVerb->parsed()) return carryEvents(carrying);
  if (translateVerb->parsed()) return translate(translating);
  if (explainVerb->parsed()) return explain(explaining);
  if (listVerb->parsed()) return list(listing);
  out(kOverview);
  return 0;
}

}  // namespace quarry::cli
