// Writes the constant tables of CQL's functions from the data files of src/cql/data; run by the build.
// usage: make_catalogue OUT FILE...
//
// docs/catalogue-data.md says what the files hold. Whatever is not understood in them is an error with its place.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Fault : std::runtime_error {
  Fault(const YAML::Node& node, const std::string& what)
      : std::runtime_error(std::to_string(node.Mark().line + 1) + ":" + std::to_string(node.Mark().column + 1) + ": " +
                           what) {}
};

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

void onlyKeys(const YAML::Node& map, const std::set<std::string>& known) {
  if (!map.IsMap()) throw Fault(map, "a mapping is needed here");
  std::set<std::string> seen;
  for (const auto& entry : map) {
    const auto key = entry.first.as<std::string>();
    if (!known.contains(key)) throw Fault(entry.first, "unknown key `" + key + "`");
    if (!seen.insert(key).second) throw Fault(entry.first, "`" + key + "` occurs twice");
  }
}

std::string text(const YAML::Node& map, const char* key, const std::string& otherwise = "") {
  return map[key] ? map[key].as<std::string>() : otherwise;
}

std::string flag(const YAML::Node& map, const char* key) {
  if (!map[key]) return "false";
  const auto value = map[key].as<std::string>();
  if (value != "true" && value != "false") throw Fault(map[key], "true or false is needed here");
  return value;
}

// A word of the data and the enumerator it means.
using Words = std::map<std::string, std::string>;

std::string enumerator(const YAML::Node& map, const char* key, const char* type, const Words& words,
                       const std::string& otherwise) {
  const std::string word = text(map, key, otherwise);
  const auto found = words.find(word);
  if (found == words.end()) throw Fault(map[key] ? map[key] : map, "`" + word + "` is no `" + key + "`");
  return std::string(type) + "::" + found->second;
}

Words same(std::initializer_list<const char*> names) {
  Words words;
  for (const char* name : names) words[name] = name;
  return words;
}

const Words kKinds = same({"filter", "transform", "aggregate", "generator", "meta"});
const Words kTypes = same({"text",     "prefix", "number",     "boolean",     "choice",   "choices",  "flags",
                           "duration", "time",   "regex",      "field",       "fields",   "array",    "list",
                           "numbers",  "pairs",  "expression", "expressions", "function", "pipeline", "pipelines"});
const Words kRoles = same({"none", "reads", "writes", "removes", "moves", "subquery", "column"});
const Words kAccepts = {
    {"anything", "anything"}, {"aggregate", "aggregate"}, {"single-row", "singleRow"}, {"steps", "steps"}};
const Words kRows = same({"each", "one", "many", "function"});
const Words kFree = same({"none", "assignments", "queries", "unknown"});
const Words kPlacements = {{"anywhere", "anywhere"},
                           {"before-aggregate", "beforeAggregate"},
                           {"after-aggregate", "afterAggregate"},
                           {"source", "source"},
                           {"preamble", "preamble"},
                           {"chart", "chart"}};
const Words kLive = same({"unknown", "allowed", "limited", "forbidden"});

// A table that others refer to by ranges of it.
struct Pool {
  std::string type, name;
  std::vector<std::string> rows;

  std::string range(const std::vector<std::string>& added) {
    if (added.empty()) return "{}";
    const std::size_t first = rows.size();
    rows.insert(rows.end(), added.begin(), added.end());
    return "{" + name + " + " + std::to_string(first) + ", " + std::to_string(added.size()) + "}";
  }
  void print(std::ostream& out) const {
    out << "constexpr " << type << " " << name << "[] = {\n";
    for (const std::string& row : rows) out << "    " << row << ",\n";
    out << "};\n\n";
  }
};

class Writer {
 public:
  void read(const std::string& topic, const YAML::Node& root) {
    if (!root.IsMap()) throw Fault(root, "a mapping of functions is needed here");
    for (const auto& entry : root) {
      const auto name = entry.first.as<std::string>();
      if (!functions_.emplace(lower(name), function(topic, name, entry.second)).second)
        throw Fault(entry.first, "`" + name + "` occurs twice");
    }
  }

  void print(std::ostream& out) const {
    out << "// Generated from src/cql/data by src/tools/make_catalogue.cpp.\n\n";
    words_.print(out);
    parts_.print(out);
    outputs_.print(out);
    parameters_.print(out);
    out << "constexpr Function kFunctions[] = {\n";
    for (const auto& [key, row] : functions_) out << "    " << row << ",\n";
    out << "};\n";
  }

 private:
  std::string words(const YAML::Node& list) {
    if (!list) return "{}";
    if (!list.IsSequence()) throw Fault(list, "a list is needed here");
    std::vector<std::string> rows;
    for (const auto& item : list) rows.push_back(quoted(item.as<std::string>()));
    return words_.range(rows);
  }

  std::string parameter(const std::string& name, const YAML::Node& node) {
    onlyKeys(node, {"type", "role", "accepts", "required", "unnamed", "list", "deprecated", "default", "values", "also",
                    "aliases", "least", "most", "instead", "brackets"});
    const std::string type = text(node, "type");
    const bool names = type == "field" || type == "fields" || type == "array";
    std::ostringstream row;
    row << "{" << quoted(name) << ", " << words(node["aliases"]) << ", "
        << enumerator(node, "type", "ParameterType", kTypes, "") << ", "
        << enumerator(node, "role", "ParameterRole", kRoles, names ? "reads" : "none") << ", "
        << enumerator(node, "accepts", "Accepts", kAccepts, "anything") << ", " << flag(node, "required") << ", "
        << flag(node, "unnamed") << ", " << flag(node, "list") << ", " << flag(node, "deprecated") << ", "
        << flag(node, "brackets") << ", " << (node["default"] ? "true" : "false") << ", "
        << quoted(text(node, "instead")) << ", " << quoted(text(node, "default")) << ", " << words(node["values"])
        << ", " << words(node["also"]) << ", " << text(node, "least", "INT64_MIN") << ", "
        << text(node, "most", "INT64_MAX") << "}";
    return row.str();
  }

  using Names = std::vector<std::string>;

  static std::string index(const Names& names, const std::string& name, const YAML::Node& at) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw Fault(at, "there is no parameter `" + name + "`");
    return std::to_string(found - names.begin());
  }

  // "_bucket", "<as|field>.asn", "<prefix.><include>", "<prefix>*", "{calls function}", "{captures regex}", …
  // or one of these as `name` of a mapping that has a condition.
  std::string output(const Names& names, const YAML::Node& node) {
    const bool conditional = node.IsMap();
    if (conditional) onlyKeys(node, {"name", "when", "unless"});
    const auto condition = [&](const char* key) {
      std::string bits = "0";
      if (conditional)
        for (const auto& item : node[key]) bits += " | 1U << " + index(names, item.as<std::string>(), item);
      return bits;
    };
    const std::string conditions = condition("when") + ", " + condition("unless") + ", ";
    std::string rule = conditional ? text(node, "name") : node.as<std::string>();
    if (!rule.empty() && rule.front() == '{') {
      const std::size_t blank = rule.find(' ');
      const std::string word = rule.substr(1, std::min(blank, rule.size() - 1) - 1);
      static const Words kinds = {{"calls", "function"},
                                  {"captures", "captures"},
                                  {"second", "seconds"},
                                  {"columns", "columns"},
                                  {"assigned", "assigned"}};
      const auto kind = kinds.find(word);
      if (kind == kinds.end() || rule.back() != '}') throw Fault(node, "`" + rule + "` is no output");
      const std::string of =
          blank == std::string::npos ? "-1" : index(names, rule.substr(blank + 1, rule.size() - blank - 2), node);
      return "{{}, " + conditions + "OutputKind::" + kind->second + ", " + of + "}";
    }
    const bool open = !rule.empty() && rule.back() == '*';
    if (open) rule.pop_back();
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < rule.size();) {
      if (rule[at] != '<') {
        const std::size_t end = std::min(rule.find('<', at), rule.size());
        parts.push_back("{" + quoted(rule.substr(at, end - at)) + ", -1, -1}");
        at = end;
        continue;
      }
      const std::size_t end = rule.find('>', at);
      if (end == std::string::npos) throw Fault(node, "`<` is not closed");
      std::string inside = rule.substr(at + 1, end - at - 1), otherwise = "-1", after;
      if (inside.back() == '.') {
        after = ".";
        inside.pop_back();
      }
      if (const std::size_t bar = inside.find('|'); bar != std::string::npos) {
        otherwise = index(names, inside.substr(bar + 1), node);
        inside.resize(bar);
      }
      parts.push_back("{" + quoted(after) + ", " + index(names, inside, node) + ", " + otherwise + "}");
      at = end + 1;
    }
    return "{" + parts_.range(parts) + ", " + conditions + "OutputKind::" + (open ? "open" : "field") + ", -1}";
  }

  std::string function(const std::string& topic, const std::string& name, const YAML::Node& node) {
    onlyKeys(node, {"kind", "about", "page", "parameters", "outputs", "drops", "rows", "negatable", "free", "placement",
                    "live", "since", "deprecated", "removed", "replacement", "op", "removed"});
    for (const char* key : {"kind", "about", "page"})
      if (!node[key]) throw Fault(node, "`" + name + "` has no `" + key + "`");
    Names names;
    std::vector<std::string> parameters, outputs;
    std::string unnamed = "-1";
    for (const auto& entry : node["parameters"]) {
      names.push_back(entry.first.as<std::string>());
      if (flag(entry.second, "unnamed") == "true") {
        if (unnamed != "-1") throw Fault(entry.first, "`" + name + "` has two unnamed parameters");
        unnamed = std::to_string(parameters.size());
      }
      parameters.push_back(parameter(names.back(), entry.second));
    }
    for (const auto& item : node["outputs"]) outputs.push_back(output(names, item));
    std::string page = text(node, "page");
    if (page.find("://") == std::string::npos) page = "https://library.humio.com/data-analysis/" + page + ".html";
    std::ostringstream row;
    row << "{" << quoted(name) << ", " << quoted(topic) << ", " << quoted(text(node, "about")) << ", " << quoted(page);
    for (const char* key : {"since", "deprecated", "removed", "replacement", "op"})
      row << ", " << quoted(text(node, key));
    row << ", " << parameters_.range(parameters) << ", " << outputs_.range(outputs) << ", "
        << enumerator(node, "kind", "FunctionKind", kKinds, "") << ", "
        << enumerator(node, "rows", "Rows", kRows, "each") << ", "
        << enumerator(node, "free", "FreeArguments", kFree, "none") << ", "
        << enumerator(node, "placement", "Placement", kPlacements, "anywhere") << ", "
        << enumerator(node, "live", "Live", kLive, "unknown") << ", " << unnamed << ", " << flag(node, "drops") << ", "
        << flag(node, "negatable") << "}";
    return row.str();
  }

  Pool words_{"std::string_view", "kWords", {}};
  Pool parts_{"OutputPart", "kParts", {}};
  Pool outputs_{"Output", "kOutputs", {}};
  Pool parameters_{"Parameter", "kParameters", {}};
  std::map<std::string, std::string> functions_;  // by the name in lower case: the order of the table
};

std::string topicOf(const std::string& path) {
  const std::string file = path.substr(path.find_last_of('/') + 1);
  return file.substr(0, file.find('.'));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "usage: make_catalogue OUT FILE...\n";
    return 2;
  }
  Writer writer;
  for (int i = 2; i < count; ++i) {
    try {
      writer.read(topicOf(arguments[i]), YAML::LoadFile(arguments[i]));
    } catch (const std::exception& fault) {
      std::cerr << arguments[i] << ":" << fault.what() << "\n";
      return 1;
    }
  }
  std::ostringstream text;
  writer.print(text);
  std::ofstream(arguments[1]) << text.str();
  return 0;
}
