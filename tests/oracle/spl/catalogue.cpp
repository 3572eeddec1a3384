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

void readCommand(const std::vector<std::string>& line, Catalogue& all) {
  Command command;
  command.kind = line.at(1);
  for (std::size_t i = 2; i < line.size(); ++i) {
    const std::string& word = line[i];
    if (word == "first")
      command.opens = true;
    else if (word == "append")
      command.mayAppend = true;
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
  Arity arity;
  arity.least = std::stoul(line.at(2));
  if (line.at(3) != "-") arity.most = std::stoul(line.at(3));
  if (line.size() > 4) arity.parity = line[4] == "odd" ? 1 : 0;
  if (line[0] == "eval")
    all.eval[line[1]] = arity;
  else if (line[0] == "stats")
    all.stats[line[1]] = arity;
  else
    (line[0] == "convert" ? all.convert : all.sort).insert(line[1]);
}

}  // namespace

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
