#include "quarry/driver/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <functional>

#include "driver/attack.h"
#include "driver/lint_config.h"
#include "driver/rule_config.h"
#include "quarry/base/file.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/base/yaml.h"
#include "quarry/driver/workspace.h"
#include "quarry/schema/own.h"

namespace quarry::driver {

namespace fs = std::filesystem;

namespace {

// A text of the configuration; nothing, with what is wrong with it, if there is none that YAML can be read from.
std::optional<std::string> textOf(const std::string& path, const std::function<void(const std::string&)>& fault) {
  base::FileText read = base::readFile(path, base::limit::kConfigBytes);
  if (!read.fault.empty())
    fault(fmt::format("cannot be read: {}", read.fault));
  else if (read.tooLarge)
    fault(fmt::format("is larger than {}", base::shownLimit(base::limit::kConfigBytes, base::Limit::Unit::bytes)));
  else if (base::invalidUtf8(read.text) || read.text.find('\0') != std::string::npos)
    fault("is no UTF-8 text");
  else
    return std::move(read.text);
  return std::nullopt;
}

// The names in the first line of a CSV file; none if it cannot be read or is no CSV.
std::optional<std::vector<std::string>> columnsOf(const std::string& path) {
  if (!base::asciiLower(path).ends_with(".csv")) return std::nullopt;
  constexpr std::size_t kLongestHead = base::limit::kLookupHeadBytes;
  std::string line = base::readFile(path, kLongestHead).text;
  const std::size_t newline = line.find('\n');
  if (line.empty() || (newline == std::string::npos && line.size() > kLongestHead)) return std::nullopt;
  line.resize(std::min(newline, line.size()));
  if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> columns(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      columns.back() += line[i++];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      columns.emplace_back();
    else
      columns.back() += line[i];
  }
  return columns;
}

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
  Reader(Config& config, base::Sources& sources, std::vector<std::string>& problems)
      : config_(config), sources_(sources), problems_(problems) {}

  void read(const base::yaml::Node& root) {
    static constexpr std::array<std::string_view, 13> kKeys = {
        "targets",   "strict",  "settings", "lint",    "filters", "lists",  "placeholders",
        "functions", "queries", "attack",   "sources", "lookups", "version"};
    if (!root.isMapping()) return problem(root.span, "the configuration has to be a mapping");
    for (const base::yaml::Entry& entry : root.entries) {
      if (entry.key.text == "targets")
        targets(entry.value);
      else if (entry.key.text == "strict")
        strict(entry.value);
      else if (entry.key.text == "settings")
        settings(entry.value);
      else if (entry.key.text == "functions")
        functions(entry.value);
      else if (entry.key.text == "queries")
        queries(entry.value);
      else if (entry.key.text == "attack")
        attack(entry.value);
      else if (entry.key.text == "sources")
        logSources(entry.value);
      else if (entry.key.text == "lookups")
        lookups(entry.value);
      else if (entry.key.text == "version")
        version(entry.value);
      else if (entry.key.text == "lint")
        config_.lint =
            readLintSettings(entry.value, [this](base::Span span, const std::string& what) { problem(span, what); });
      else if (entry.key.text == "filters")
        config_.environment.filters =
            readFilterMeaning(entry.value, [this](auto span, auto& what) { problem(span, what); });
      else if (entry.key.text == "placeholders")
        config_.environment.placeholders =
            readPlaceholders(entry.value, [this](auto span, auto& what) { problem(span, what); });
      else if (entry.key.text == "lists")
        config_.environment.lists = readLists(entry.value, [this](auto span, auto& what) { problem(span, what); });
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
    problems_.push_back(fmt::format("{}:{}:{}: {}", sources_[span.file].path(), at.line, at.column, what));
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

  void functions(const base::yaml::Node& node) {
    if (!node.isSequence()) return problem(node.span, "`functions` has to be a list of names, such as `pack:*`");
    for (const base::yaml::Node& item : node.items) {
      const std::size_t star = item.text.find('*');
      if (!item.isScalar() || item.text.empty() || item.text == "*" ||
          (star != std::string::npos && star + 1 != item.text.size()))
        problem(item.span, "a function is a name, or the beginning of names and a star");
      else
        config_.functions.names.push_back(item.text);
    }
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

  // Each is a source, or the path of a file that holds one, relative to the configuration.
  void logSources(const base::yaml::Node& node) {
    if (!node.isSequence())
      return problem(node.span, "`sources` has to be a list of log sources, or of files that describe them");
    std::vector<base::yaml::Node> all;
    for (const base::yaml::Node& item : node.items) {
      if (!item.isScalar()) {
        all.push_back(item);
        continue;
      }
      const std::string path = (fs::path(config_.path).parent_path() / item.text).lexically_normal().string();
      const auto text =
          textOf(path, [&](const std::string& fault) { problem(item.span, fmt::format("`{}` {}", path, fault)); });
      if (!text) continue;
      base::Report report;
      const base::FileId file = sources_.add(path, *text);
      for (base::yaml::Node& document : base::yaml::parse(file, sources_, report)) all.push_back(std::move(document));
      for (const base::Diagnostic& finding : report.findings()) problem(finding.primary.span, finding.message);
    }
    for (std::string& wrong : schema::useOwnSources(all, sources_)) problems_.push_back(std::move(wrong));
  }

  // Paths stand relative to the configuration.
  std::string pathOf(const base::yaml::Node& node) const {
    return (fs::path(config_.path).parent_path() / node.text).lexically_normal().string();
  }

  void attack(const base::yaml::Node& node) {
    if (!node.isScalar()) return problem(node.span, "`attack` is the path of a STIX bundle of ATT&CK");
    std::string fault;
    config_.environment.attack = readAttack(pathOf(node), fault);
    if (config_.environment.attack == nullptr) problem(node.span, fault);
  }

  void queries(const base::yaml::Node& node) {
    if (!node.isMapping())
      return problem(node.span, "`queries` has to be a mapping, such as `MyQuery: queries/my.cql`");
    config_.installation.queries.emplace();
    for (const base::yaml::Entry& entry : node.entries) {
      config_.installation.queries->push_back(entry.key.text);
      if (entry.value.isScalar())
        config_.queries[entry.key.text] = pathOf(entry.value);
      else
        problem(entry.value.span, "a saved query is the path of its file");
    }
  }

  void lookups(const base::yaml::Node& node) {
    constexpr std::string_view kForm =
        "`lookups` has to be a mapping, such as `users.csv: data/users.csv` or `users.csv: {columns: [user, team]}`";
    if (!node.isMapping()) return problem(node.span, std::string(kForm));
    config_.installation.files.emplace();
    for (const base::yaml::Entry& entry : node.entries) {
      lint::Installation::File file{entry.key.text, std::nullopt};
      const base::yaml::Node* path = entry.value.isScalar() ? &entry.value : entry.value.find("file");
      if (path != nullptr && path->isScalar() && !path->text.empty()) {
        config_.lookups[entry.key.text] = pathOf(*path);
        file.columns = columnsOf(config_.lookups[entry.key.text]);
        std::error_code error;  // such as a name that is too long
        if (!file.columns && !fs::exists(config_.lookups[entry.key.text], error))
          problem(path->span, fmt::format("there is no file `{}`", config_.lookups[entry.key.text]));
      }
      for (const base::yaml::Entry& setting : entry.value.entries) {
        if (setting.key.text == "columns")
          file.columns = texts(setting.value, "`columns` has to be a list of names");
        else if (setting.key.text != "file")
          problem(setting.key.span,
                  fmt::format("unknown key `{}`: a lookup file has `file` and `columns`", setting.key.text));
      }
      if (entry.value.isSequence()) problem(entry.value.span, std::string(kForm));
      config_.installation.files->push_back(std::move(file));
    }
  }

  std::vector<std::string> texts(const base::yaml::Node& node, const std::string& otherwise) {
    std::vector<std::string> all;
    for (const base::yaml::Node& item : node.items) all.push_back(item.text);
    if (!node.isSequence()) problem(node.span, otherwise);
    return all;
  }

  void version(const base::yaml::Node& node) {
    const bool isVersion = node.isScalar() && !node.text.empty() &&
                           std::isdigit(static_cast<unsigned char>(node.text.front())) != 0 &&
                           node.text.find_first_not_of("0123456789.") == std::string::npos;
    if (isVersion)
      config_.installation.version = node.text;
    else
      problem(node.span, "`version` is that of the service, such as `1.200`");
  }

  Config& config_;
  base::Sources& sources_;
  std::vector<std::string>& problems_;
};

}  // namespace

Config loadConfig(const std::string& path, std::vector<std::string>& problems) {
  Config config;
  config.path = path.empty() ? nearest() : path;
  if (config.path.empty()) return config;
  const auto text = textOf(config.path, [&](const std::string& fault) {
    problems.push_back(fmt::format("{}: the configuration {}", config.path, fault));
  });
  if (!text) return config;
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add(config.path, *text);
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
