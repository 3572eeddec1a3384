#include "seeds.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string_view>

#include "../golden_runner/case.h"
#include "../unit/lint/standing.h"
#include "call_seeds.h"
#include "field_seeds.h"
#include "form_seeds.h"
#include "quarry/lint/rule.h"
#include "query_seeds.h"

namespace quarry::fuzz {

namespace {

namespace fs = std::filesystem;
using golden::Section;

constexpr std::string_view kEvents =
    R"({"eventName":"DeleteSnapshot","eventTime":"2026-01-02T03:04:05Z","n":1,"a":{"b":["x","y"]}}
{"eventName":"RunInstances","sourceIPAddress":"10.1.2.3","n":"2.5","Image":"C:\\Windows\\cmd.exe"}
)";

// Of the sources that rules ask for most, with times and values that steps and correlations work on.
constexpr std::string_view kManyEvents =
    R"([{"eventName":"RunInstances","eventSource":"ec2.amazonaws.com","eventTime":"2026-01-02T03:04:05Z","awsRegion":"eu-west-1","sourceIPAddress":"10.1.2.3","userIdentity":{"arn":"arn:aws:iam::1:user/A","userName":"a","accountId":"1","type":"IAMUser"},"requestParameters":{"size":7,"name":" a-B ","instancesSet":{"items":[{"instanceId":"i-1","imageId":"ami-1"},{"instanceId":"i-2"}]}},"n":1,"l":[3,"1",null,2.5]},
{"eventName":"StopInstances","eventTime":"2026-01-02T03:05:05.25+02:00","userIdentity":{"arn":"arn:aws:iam::1:user/A","userName":"b"},"n":"2.5","j":"{\"k\":[1]}","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7"},
{"eventName":"ConsoleLogin","eventTime":1767323046,"userIdentity":{"userName":null},"n":-7,"awsRegion":"","t":"2026-01-02 03:04"}]
{"Image":"C:\\Windows\\System32\\cmd.exe","CommandLine":"cmd /c whoami -a","User":"NT AUTHORITY\\SYSTEM","UtcTime":"2026-01-02T03:06:00,5Z","ProcessId":"0x1f","n":true}
{"Image":"/bin/sh","CommandLine":"sh -c id","eventTime":"1767323400123","n":1e3,"awsRegion":["eu-west-1","eu-west-2"]}
{"eventName":"x","eventTime":"2026-02-30T00:00:00Z","n":0.1,"l":[]}
)";

// The rule with conditions that every event meets, so that all that comes after them has something to do.
std::string forEveryEvent(std::string text) {
  constexpr std::string_view kKey = "\ndetection:";
  for (std::size_t at = text.find(kKey); at != std::string::npos; at = text.find(kKey, at + 1)) {
    std::size_t end = text.find('\n', at + 1);
    while (end != std::string::npos && end + 1 < text.size() && text[end + 1] == ' ') end = text.find('\n', end + 1);
    text.replace(at, (end == std::string::npos ? text.size() : end) - at,
                 "\ndetection:\n  every: {nowhere|exists: false}\n  condition: every");
  }
  return text;
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string textOf(const Section& section) {
  return section.flags == "escaped" ? golden::unescape(section.text) : section.text;
}

// As many lines as fit: inputs are cut at some thousand bytes.
std::string head(std::string text, std::size_t most) {
  if (text.size() > most) text.resize(text.rfind('\n', most) + 1);
  return text;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool isQuery(const Section& section) { return section.name.ends_with(".cql"); }
bool isYaml(const Section& section) { return section.name.ends_with(".yml") || section.name.ends_with(".yaml"); }
bool isRule(const Section& section) {
  return isYaml(section) && (has(section.text, "detection:") || has(section.text, "correlation:"));
}
bool isPipeline(const Section& section) { return isYaml(section) && has(section.text, "transformations:"); }
bool isEvents(const Section& section) { return section.name.ends_with("json") || section.name.ends_with("jsonl"); }
bool isHost(const Section& section) {
  return section.name.ends_with(".md") || section.name.ends_with(".json") ||
         (isYaml(section) && !isRule(section) && has(section.text, "uery"));
}

// What stands behind the key on lines of a rule, without its quotes.
void behind(std::string_view text, std::string_view key, const std::function<void(std::string)>& use) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    std::string_view value = text.substr(at + key.size());
    value = value.substr(0, value.find('\n'));
    while (value.starts_with(' ')) value.remove_prefix(1);
    if (value.size() > 1 && (value.front() == '\'' || value.front() == '"') && value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    if (!value.empty()) use(std::string(value));
  }
}

// The list below a key that the text begins with, without its indentation.
std::string block(std::string_view text) {
  std::string list;
  std::size_t indent = std::string_view::npos;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at)) {
    std::string_view line = text.substr(++at);
    line = line.substr(0, line.find('\n'));
    const std::size_t blanks = line.find_first_not_of(' ');
    if (blanks == std::string_view::npos) break;
    if (indent == std::string_view::npos) indent = blanks;
    if (blanks < indent || (blanks == indent && line[blanks] != '-')) break;
    list += std::string(line.substr(indent)) + '\n';
  }
  return list;
}

// The expressions of a rule's steps: what stands behind a colon, plain or in quotes.
void expressions(std::string_view text, const std::function<void(std::string)>& use) {
  const std::size_t steps = text.find("steps:");
  if (steps == std::string_view::npos) return;
  text = text.substr(steps);
  use(block(text));
  behind(text, ": ", [&](const std::string& value) { use(value.substr(0, value.find_first_of("}'\""))); });
  behind(text, "where: ", use);
  for (const char quote : {'\'', '"'})
    behind(text, std::string(": ") + quote, [&](const std::string& value) { use(value.substr(0, value.find(quote))); });
}

// Each key of a mapping with what belongs to it, by itself.
void blocks(std::string_view text, const std::function<void(std::string)>& use) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    while (end != std::string_view::npos && end + 1 < text.size() && text[end + 1] == ' ')
      end = text.find('\n', end + 1);
    end = end == std::string_view::npos ? text.size() : end + 1;
    use(std::string(text.substr(at, end - at)));
    at = end;
  }
}

void regexes(std::string_view text, const std::function<void(std::string)>& use) {
  behind(text, "|re: ", use);
  behind(text, "regex(\"", [&](const std::string& value) { use(value.substr(0, value.find('"'))); });
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    const std::size_t end = text.find('/', at + 1);
    if (end == std::string_view::npos || end > text.find('\n', at)) continue;
    use(std::string(text.substr(at + 1, end - at - 1)));
  }
}

bool takesQueries(const std::string& target) {
  return target.starts_with("cql_") || target == "lint_fix" || target == "translate";
}

class Seeds {
 public:
  explicit Seeds(std::string target) : target_(std::move(target)) {}

  void transcript(const golden::Case& golden) {
    std::string rules, events, pipelines, queries;
    for (const Section& section : golden.inputs) {
      const std::string text = textOf(section);
      if (isRule(section)) rules = text;
      if (isEvents(section)) events = text;
      one(section, text);
    }
    if (events.empty()) events = kEvents;
    for (const Section& section : golden.inputs) {
      const std::string text = textOf(section);
      if ((target_ == "engine" && isRule(section)) || (target_ == "run" && isQuery(section)))
        add(withCut(text) + events);
      if (target_ == "engine" && isRule(section)) add(withCut(forEveryEvent(text)) + std::string(kManyEvents));
      if (target_ == "pipelines" && isPipeline(section)) {
        add(withCut(text) + rules);
        pipelines_.push_back(text);
      }
    }
  }

  void example(const std::string& text, bool isQuery) {
    if (isQuery && takesQueries(target_)) add(text);
    if (isQuery && target_ == "run") add(withCut(text) + std::string(kEvents));
    if (isQuery && target_ == "regex") regexes(text, adder());
    if (isQuery) return;
    const std::string rule = test::standing(text);
    if (target_ == "rule" || target_ == "yaml") add(rule);
    if (target_ == "engine") add(withCut(rule) + std::string(kEvents));
    if (target_ == "condition") behind(rule, "condition:", adder());
    if (target_ == "regex") regexes(rule, adder());
  }

  void file(const std::string& text) { add(text); }

  void rule(const std::string& text) {
    if (target_ == "rule") add(text);
    if (target_ == "expression") expressions(text, adder());
    for (const std::string& pipeline : pipelines_) add(withCut(pipeline) + text);
    if (target_ != "engine") return;
    add(withCut(text) + std::string(kManyEvents));
    add(withCut(forEveryEvent(text)) + std::string(kManyEvents));
    for (const std::string& events : eventsOfForms()) add(withCut(forEveryEvent(text)) + events);
  }

  // Files that the target puts beside the configuration.
  void configOfFiles() {
    add("lookups: {a.csv: own.csv, b.csv: {file: own.csv}, c.csv: {file: own.csv, columns: [\"a\"\"b\", c]}}\n");
    add("lists: {x: [\"a\", \"b,c\"]}\nlookups: {a.csv: own.csv}\n");
    add("sources: own.yml\nqueries: {Own: own.cql, Gone: gone.cql}\nattack: own.json\nlists: own.txt\n");
    add("sources: [own.yml, {id: a/b}]\nplaceholders: {p: [a, 1]}\nfunctions: [myFunction]\nversion: '1.0'\n");
  }

  void query(const std::string& text) {
    if (takesQueries(target_)) add(text);
    if (target_ == "run") add(withCut(text) + withCut(kRichEvents) + kTable);
  }

  void odd(const std::string& text) {
    if (takesQueries(target_)) add(text);
    if (target_ == "run") add(withCut(text) + withCut(kOddEvents) + kOddTable);
  }

  void call(const std::string& query) {
    constexpr std::string_view kValues =
        R"({"a":"1,2,3,4","b":"two","n":"2.5","c":["x","y,z"],"@timestamp":"2026-01-02T03:04:05Z"})"
        "\n";
    if (takesQueries(target_)) add(query);
    if (target_ == "run") add(withCut(query) + std::string(kValues));
  }

  // Bytes that stand for plans: see targets.cpp.
  void bytes() {
    unsigned state = 12345;
    for (int i = 0; i < 200; ++i) {
      std::string text;
      for (int j = 0; j < 40 + 2 * i; ++j) {
        state = state * 1664525u + 1013904223u;
        text += static_cast<char>(state >> 24);
      }
      add(text);
    }
  }

  std::vector<std::string> take() { return std::move(all_); }

 private:
  static std::string withCut(std::string text) {
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return text + "%%%%\n";
  }
  std::function<void(std::string)> adder() {
    return [this](std::string text) { add(std::move(text)); };
  }
  void one(const Section& section, const std::string& text) {
    if (takesQueries(target_) && isQuery(section)) add(text);
    if (target_ == "rule" && isRule(section)) add(text);
    if (target_ == "yaml" && isYaml(section)) add(text);
    if (target_ == "config" && section.name.ends_with("quarry.yml")) {
      add(text);
      blocks(text, adder());
    }
    if (const std::size_t sources = text.find("sources:\n");
        target_ == "sources" && isYaml(section) && sources != std::string::npos)
      add(block(text.substr(sources)));
    if (target_ == "embedded" && isHost(section)) add(text);
    if (target_ == "condition" && isRule(section)) behind(text, "condition:", adder());
    if (target_ == "expression" && isRule(section)) expressions(text, adder());
    if (target_ == "regex" && (isRule(section) || isQuery(section))) regexes(text, adder());
  }
  void add(std::string text) {
    if (seen_.insert(text).second) all_.push_back(std::move(text));
  }

  std::string target_;
  std::vector<std::string> all_, pipelines_;
  std::set<std::string> seen_;
};

std::vector<fs::path> filesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder))
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.path().filename() != "README.md") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<std::string> seeds(const std::string& target, const std::string& root) {
  Seeds all(target);
  const fs::path tests = fs::path(root) / "tests";
  // A query that broke one target is worth a run by the others.
  for (const fs::path& path : filesBelow(tests / "fuzz" / "findings"))
    if (const std::string of = path.parent_path().filename().string();
        of == target || (takesQueries(of) && takesQueries(target)))
      all.file(slurp(path));
  for (const fs::path& path : filesBelow(tests / "golden"))
    if (path.extension() == ".txt") all.transcript(golden::parse(slurp(path)));
  for (const lint::Rule* rule : lint::rules()) {
    const bool isQuery = std::holds_alternative<lint::QueryCheck>(rule->check);
    for (const lint::Example& example : rule->examples)
      for (const std::string_view text : {example.bad, example.good})
        if (!text.empty()) all.example(std::string(text), isQuery);
  }
  if (target == "sources")
    for (const fs::path& path : filesBelow(fs::path(root) / "src" / "schema" / "data"))
      all.file(head(slurp(path), 4000));
  for (const std::string& query : callsOfEveryFunction()) all.call(query);
  for (const std::string& query : queriesOfEveryFormat()) all.query(query);
  for (const std::string& query : queriesOfOddEvents()) all.odd(query);
  if (target == "rule")
    for (const std::string& rule : rulesOfEverySource()) all.file(rule);
  for (const std::string& rule : rulesOfForms()) all.rule(rule);
  if (target == "config") all.configOfFiles();
  if (target == "targets") all.bytes();
  std::vector<std::string> out = all.take();
  if (out.empty()) throw std::runtime_error("no seeds for `" + target + "` below " + root);
  return out;
}

}  // namespace quarry::fuzz
