#include "catalogue.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace spl {

namespace {

std::vector<std::string> words(const std::string& line, char by) {
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string word; std::getline(in, word, by);)
    if (!word.empty()) out.push_back(word);
  return out;
}

template <typename Line>
void eachLine(const std::string& path, Line&& line) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error(path + " cannot be read");
  for (std::string text; std::getline(in, text);)
    if (!text.empty() && text.front() != '#') line(words(text, ' '));
}

bool takeSuffix(std::string& text, const std::string& suffix) {
  if (!text.ends_with(suffix)) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

Positional positionalOf(std::string text) {
  Positional out;
  if (text == "-") return out;
  if (text == "*") {
    out.kind = Positional::Kind::anything;
    return out;
  }
  if (text.front() == ':') {
    out.kind = Positional::Kind::own;
    out.grammar = text.substr(1);
    return out;
  }
  out.named = takeSuffix(text, "as");
  out.grouped = takeSuffix(text, "by");
  const std::size_t dots = text.find("..");
  out.least = std::stoul(text.substr(0, dots));
  if (dots == std::string::npos)
    out.most = out.least;
  else if (dots + 2 < text.size())
    out.most = std::stoul(text.substr(dots + 2));
  else
    out.most.reset();
  return out;
}

void readCommand(const std::vector<std::string>& line, Catalogue& all) {
  Command command;
  command.kind = line.at(1);
  command.positional = positionalOf(line.at(2));
  for (std::size_t i = 3; i < line.size(); ++i) {
    const std::string& word = line[i];
    if (word == "first")
      command.opens = true;
    else if (word == "append")
      command.mayAppend = true;
    else if (word == "alone")
      command.alone = true;
    else if (word == "subsearch")
      command.takesSubsearch = true;
    else if (word == "*")
      command.anyOption = true;
    else
      command.options[word.substr(0, word.find(':'))] = word.substr(word.find(':') + 1);
  }
  const std::vector<std::string> names = words(line.at(0), '=');
  command.name = names.front();
  for (const std::string& name : names) all.commands[name] = command;
}

void readFunction(const std::vector<std::string>& line, Catalogue& all) {
  Function function;
  function.least = std::stoul(line.at(2));
  if (line.at(3) != "-") function.most = std::stoul(line.at(3));
  for (std::size_t i = 4; i < line.size(); ++i) {
    if (line[i] == "odd") function.parity = 1;
    if (line[i] == "even") function.parity = 0;
    if (line[i] == "bool") function.truth = true;
    if (line[i] == "any") function.takesTruth = true;
    if (line[i] == "condition") function.condition = true;
    if (line[i] == "conditions") function.conditions = true;
  }
  if (line[0] == "eval")
    all.eval[line[1]] = function;
  else if (line[0] == "stats")
    all.stats[line[1]] = function;
  else
    (line[0] == "convert" ? all.convert : all.sort).insert(line[1]);
}

}  // namespace

std::optional<std::string> Command::typeOf(const std::string& option) const {
  if (const auto known = options.find(option); known != options.end()) return known->second;
  const std::size_t digits = option.find_last_not_of("0123456789") + 1;
  if (digits < option.size())
    if (const auto known = options.find(option.substr(0, digits) + "#"); known != options.end()) return known->second;
  if (anyOption) return "text";
  return std::nullopt;
}

Catalogue Catalogue::read(const std::string& folder) {
  Catalogue all;
  eachLine(folder + "/commands.txt", [&](const auto& line) { readCommand(line, all); });
  eachLine(folder + "/functions.txt", [&](const auto& line) { readFunction(line, all); });
  return all;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace spl
