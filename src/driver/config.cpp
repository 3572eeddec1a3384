#include "quarry/driver/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "quarry/base/text.h"
#include "quarry/base/yaml.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace fs = std::filesystem;

namespace {

// As a path from the working folder: "quarry.yml", "../../quarry.yml".
std::string nearest() {
  std::error_code error;
  std::string up;
  for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / "quarry.yml", error)) return up + "quarry.yml";
    if (folder == folder.parent_path()) break;
    up += "../";
  }
  return {};
}

class Reader {
 public:
  Reader(Config& config, const base::Sources& sources, std::vector<std::string>& problems)
      : config_(config), sources_(sources), problems_(problems) {}

  void read(const base::yaml::Node& root) {
    static constexpr std::array<std::string_view, 6> kKeys = {"targets", "strict", "settings", "filters", "lists", "placeholders"};
    if (!root.isMapping()) return problem(root.span, "the configuration has to be a mapping");
    for (const base::yaml::Entry& entry : root.entries) {
      if (entry.key.text == "targets")
        targets(entry.value);
      else if (entry.key.text == "strict")
        strict(entry.value);
      else if (entry.key.text == "settings")
        settings(entry.value);
      else if (entry.key.text == "filters")
        filters(entry.value);
      else if (entry.key.text == "placeholders")
        placeholders(entry.value);
      else if (entry.key.text == "lists")
        lists(entry.value);
      else {
        const auto near = base::closest(entry.key.text, kKeys);
        problem(entry.key.span, fmt::format("unknown key `{}`{}", entry.key.text,
                                            near ? fmt::format("; did you mean `{}`?", *near) : ""));
      }
    }
  }

 private:
  void problem(base::Span span, const std::string& what) {
    const base::Position at = sources_[span.file].position(span.begin);
    problems_.push_back(fmt::format("{}:{}:{}: {}", config_.path, at.line, at.column, what));
  }

  void targets(const base::yaml::Node& node) {
    std::vector<schema::Platform> all;
    for (const base::yaml::Node& item : node.items) {
      const auto platform = schema::platformByName(item.text);
      if (platform)
        all.push_back(*platform);
      else
        problem(item.span, fmt::format("`{}` is no target: cql, kql or spl", item.text));
    }
    if (!node.isSequence() || node.items.empty()) problem(node.span, "`targets` has to be a list of cql, kql, spl");
    config_.targets = std::move(all);
  }

  void strict(const base::yaml::Node& node) {
    const auto value = node.asBool();
    if (value)
      config_.settings.strict = *value;
    else
      problem(node.span, "`strict` is true or false");
  }

  void settings(const base::yaml::Node& node) {
    if (!node.isMapping()) return problem(node.span, "`settings` has to be a mapping, such as `spl.index.aws: cloud`");
    for (const base::yaml::Entry& entry : node.entries) {
      if (entry.value.isScalar())
        config_.settings.values[entry.key.text] = entry.value.text;
      else
        problem(entry.value.span, "a setting has to be text");
    }
  }

  void filters(const base::yaml::Node& node) {
    if (node.text == "keep")
      config_.environment.filters = rule::FilterMeaning::keep;
    else if (node.text == "exclude")
      config_.environment.filters = rule::FilterMeaning::exclude;
    else
      problem(node.span, "`filters` is keep or exclude: what a filter without `not` does with the events it names");
  }

  void placeholders(const base::yaml::Node& node) {
    if (!node.isMapping()) return problem(node.span, "`placeholders` has to be a mapping, such as `admins: [alice, bob]`");
    for (const base::yaml::Entry& entry : node.entries) {
      base::Report quiet;
      std::vector<rule::Value> values = rule::readValues(entry.value, quiet);
      const bool odd = entry.value.isMapping() || values.size() != std::max<std::size_t>(entry.value.items.size(), 1);
      if (odd || values.empty())
        problem(entry.value.span, fmt::format("the placeholder `{}` needs a value, or a list of values", entry.key.text));
      else
        config_.environment.placeholders[entry.key.text] = std::move(values);
    }
  }

  void lists(const base::yaml::Node& node) {
    if (!node.isMapping()) return problem(node.span, "`lists` has to be a mapping of lists by name");
    for (const base::yaml::Entry& entry : node.entries) list(entry);
  }

  void list(const base::yaml::Entry& entry) {
    static constexpr std::array<std::string_view, 7> kKeys = {"type", "column", "cql", "kql", "spl", "test", "empty"};
    if (!entry.value.isMapping())
      return problem(entry.value.span, fmt::format("the list `{}` has to be a mapping with `type`, `cql`, `kql`, `spl` and "
                                                   "`test`", entry.key.text));
    rule::List& list = config_.environment.lists[entry.key.text];
    list.column = entry.key.text;
    for (const base::yaml::Entry& part : entry.value.entries) {
      const std::string& key = part.key.text;
      if (key == "test") {
        if (!part.value.isSequence()) problem(part.value.span, "`test` has to be a list of values");
        for (const base::yaml::Node& item : part.value.items) list.test.push_back(item.text);
      } else if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
        const auto near = base::closest(key, kKeys);
        problem(part.key.span,
                fmt::format("a list has no key `{}`{}", key, near ? fmt::format("; did you mean `{}`?", *near) : ""));
      } else if (!part.value.isScalar() || part.value.text.empty()) {
        problem(part.value.span, fmt::format("`{}` has to be text", key));
      } else if (key == "type" && part.value.text == "cidr") {
        list.type = rule::List::Type::cidr;
      } else if (key == "type" && part.value.text != "text") {
        problem(part.value.span, fmt::format("a list is of type `text` or `cidr`, not `{}`", part.value.text));
      } else if (key == "column") {
        list.column = part.value.text;
      } else if (key != "type" && key != "empty") {
        list.places[key] = part.value.text;
      }
    }
  }

  Config& config_;
  const base::Sources& sources_;
  std::vector<std::string>& problems_;
};

}  // namespace

Config loadConfig(const std::string& path, std::vector<std::string>& problems) {
  Config config;
  config.path = path.empty() ? nearest() : path;
  if (config.path.empty()) return config;
  std::ifstream in(config.path, std::ios::binary);
  if (!in) {
    problems.push_back(fmt::format("{}: the configuration cannot be read", config.path));
    return config;
  }
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add(config.path, std::string(std::istreambuf_iterator<char>(in), {}));
  const auto documents = base::yaml::parse(file, sources, report);
  for (const base::Diagnostic& finding : report.findings()) {
    const base::Position at = sources[file].position(finding.primary.span.begin);
    problems.push_back(fmt::format("{}:{}:{}: {}", config.path, at.line, at.column, finding.message));
  }
  config.environment.path = config.path;
  if (!documents.empty()) Reader(config, sources, problems).read(documents.front());
  return config;
}

}  // namespace quarry::driver
