// Any text as a log source of the user's own: refused with places, or rules and events can be bound to it.
#include <algorithm>
#include <cstdlib>

#include "quarry/driver/compile.h"
#include "quarry/rule/read.h"
#include "quarry/schema/list.h"
#include "quarry/schema/own.h"
#include "support.h"

namespace {

using namespace quarry;

std::string textAt(const base::yaml::Node& node, std::string_view key) {
  const base::yaml::Node* found = node.find(key);
  return found != nullptr && found->isScalar() ? found->text : std::string();
}

// `own.yml:LINE:COLUMN: …`, and the line is one of the text: what is wrong is never in a file of ours.
void requirePlace(const std::string& problem, const std::string& text) {
  fuzz::require(!base::invalidUtf8(problem), "problems are UTF-8", problem);
  constexpr std::string_view kFile = "own.yml:";
  fuzz::require(problem.starts_with(kFile), "what is wrong is in the text", problem);
  char* end = nullptr;
  const long line = std::strtol(problem.c_str() + kFile.size(), &end, 10);
  fuzz::require(line > 0 && *end == ':' && line <= 1 + std::count(text.begin(), text.end(), '\n'),
                "a problem's line is one of the text", problem);
}

// What ways of keeping a source are chosen by, and what their restrictions ask for: the first of each.
void choose(const base::yaml::Node& node, schema::Settings& settings) {
  const auto set = [&](const std::string& key, const base::yaml::Node& value) {
    const base::yaml::Node& one = value.items.empty() ? value : value.items.front();
    if (!key.empty() && !one.text.empty()) settings.values.emplace(key, one.text);
  };
  for (const base::yaml::Entry& entry : node.entries) {
    if (entry.key.text == "when")
      for (const base::yaml::Entry& wanted : entry.value.entries) set(wanted.key.text, wanted.value);
    if (entry.key.text == "setting") set(entry.value.text, entry.value);
    choose(entry.value, settings);
  }
  for (const base::yaml::Node& item : node.items) choose(item, settings);
}

// A rule for a log source that the text describes: it asks for some of its fields.
std::string ruleFor(const base::yaml::Node& source) {
  std::string rule = "title: A rule\nlogsource: {";
  const base::yaml::Node* serves = source.find("serves");
  const base::yaml::Node* first = serves != nullptr && !serves->items.empty() ? &serves->items.front() : nullptr;
  bool any = false;
  if (first != nullptr)
    for (const base::yaml::Entry& entry : first->entries)
      if (entry.value.text.find_first_of("{}[],:#'\"\n%&*!|>`@") == std::string::npos && !entry.value.text.empty()) {
        rule += (any ? ", " : "") + entry.key.text + ": '" + entry.value.text + "'";
        any = true;
      }
  if (const auto known = schema::describeSource(textAt(source, "extends"));
      !any && known && !known->logSources.empty()) {
    std::string words = known->logSources.front();  // "product aws, service cloudtrail"
    for (const std::string_view key : {"product", "category", "service"})
      if (const std::size_t at = words.find(key); at != std::string::npos) words.insert(at + key.size(), ":");
    rule += words;
    any = true;
  }
  if (!any) rule += "product: aws, service: cloudtrail";
  rule += "}\ndetection:\n  s:\n    eventName: GetObject\n    user|startswith: a\n";
  if (const base::yaml::Node* fields = source.find("fields"); fields != nullptr)
    for (std::size_t i = 0; i < fields->entries.size() && i < 6; ++i)
      if (const std::string& name = fields->entries[i].key.text;
          !name.empty() &&
          name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.") == std::string::npos)
        rule += "    " + name + "|contains: [x, '7', true]\n    " + name + "|exists: true\n";
  return rule + "  k: [word, 'two words']\n  condition: s or k\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  base::Sources sources;
  base::Report report;
  std::vector<base::yaml::Node> documents = base::yaml::parse(sources.add("own.yml", text), sources, report);
  if (report.hasErrors()) return 0;
  if (documents.size() == 1 && documents.front().isSequence()) documents = std::vector(documents.front().items);
  const std::vector<std::string> wrong = schema::useOwnSources(documents, sources);
  for (const std::string& problem : wrong) requirePlace(problem, text);
  if (wrong.empty()) {
    driver::CompileOptions options;
    options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
    for (const base::yaml::Node& document : documents) {
      // Which of two it is follows from the text, so that a finding comes again.
      if (text.size() % 2 == 0) choose(document, options.settings);
      if (text.size() % 3 == 0) options.settings.allowed.insert("GEN003");
      options.settings.strict = text.size() % 5 == 0;
      if (const auto made = schema::describeSource(textAt(document, "id")))
        for (const schema::PlatformInfo& platform : made->platforms)
          fuzz::require(!platform.variants.empty(), "a source is kept in some way");
      base::Report of;
      for (const rule::Document& read : rule::read(sources.add("rule.yml", ruleFor(document)), sources, of))
        if (const auto* rule = std::get_if<rule::Rule>(&read)) {
          const driver::CompiledRule compiled = driver::compile(*rule, sources, options);
          fuzz::requirePlaces(compiled.report, sources);
          for (const auto& [platform, artifact] : compiled.outputs)
            if (platform == "cql") {
              const fuzz::Parsed parsed(artifact.query);
              fuzz::require(!parsed.report.hasErrors(), "emitted CQL can be parsed", artifact.query);
            }
        }
    }
  }
  schema::useOwnSources({}, sources);
  return 0;
}
