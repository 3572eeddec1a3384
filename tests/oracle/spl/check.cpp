// Pipelines: which command may stand where.
#include "check.h"

#include <cctype>

namespace spl {

namespace {

std::string_view trimmed(std::string_view text, std::size_t& begin) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    text.remove_prefix(1);
    ++begin;
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

// Without the comments that stand before it.
std::string_view uncommented(std::string_view text, std::size_t& begin) {
  text = trimmed(text, begin);
  while (text.starts_with("```")) {
    const std::size_t end = text.find("```", 3) + 3;
    begin += end;
    text = trimmed(text.substr(end), begin);
  }
  return text;
}

std::size_t commandLength(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[i])) != 0 || text[i] == '_' || text[i] == '-'))
    ++i;
  return i;
}

bool appends(std::string_view stage) {
  const std::string text = lower(std::string(stage));
  const std::size_t at = text.find("append");
  return at != std::string::npos && text.find('=', at) != std::string::npos;
}

}  // namespace

void Checker::check(const std::string& query) {
  query_ = query;
  pipeline(query_, 0, Place::whole);
}

void Checker::checkNamed(const std::string& query) {
  query_ = query;
  std::size_t at = 0;
  const std::string_view body = uncommented(query_, at);
  const auto named = catalogue_.commands.find(lower(std::string(body.substr(0, commandLength(body)))));
  pipeline(query_, 0, named == catalogue_.commands.end() ? Place::whole : Place::brackets);
}

// What continues a pipeline (of appendpipe, foreach) begins with any command; what stands in brackets names its first
// one; the first stage of a whole query is a search, whether it says so or not.
void Checker::pipeline(std::string_view text, std::size_t begin, Place place) {
  const std::vector<Stage> stages = stagesOf(text, begin);
  Before before = Before::nothing;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    std::size_t at = stages[i].begin;
    const std::string_view body = uncommented(stages[i].text, at);
    if (body.empty() && i == 0 && stages.size() > 1) continue;  // the leading pipe
    if (body.empty()) throw Wrong(at, stages.size() == 1 ? "an empty search" : "a pipe with nothing after it");
    if (i == 0 && place == Place::whole) {
      const std::size_t length = commandLength(body);
      const bool said = lower(std::string(body.substr(0, length))) == "search" && body.substr(length, 1) != "=";
      search(said ? body.substr(length) : body, said ? at + length : at);
    } else {
      stage({body, at}, before, place);
    }
    // Macros alone are comments, or a search of their own.
    const bool macros = before != Before::search && Cursor(tokensOf(body, at, Manner::search)).onlyMacrosLeft();
    before = macros ? Before::macros : Before::search;
  }
}

void Checker::stage(const Stage& stage, Before before, Place place) {
  if (stage.text.front() == '`' || stage.text.front() == '$') {  // a macro may be anything
    tokensOf(stage.text, stage.begin, Manner::search);
    return;
  }
  if (stage.text.front() == '[') {
    for (const Token& token : tokensOf(stage.text, stage.begin, Manner::search))
      if (token.kind == Token::Kind::subsearch) subsearch(token);
    return;
  }
  const std::size_t length = commandLength(stage.text);
  const std::string name = lower(std::string(stage.text.substr(0, length)));
  const auto found = catalogue_.commands.find(name);
  if (found == catalogue_.commands.end()) throw Wrong(stage.begin, "there is no command `" + name + "`");
  const Command& command = found->second;
  const bool opens =
      command.opens || command.alone || command.kind == "app" || name == "search" || name == "union" || name == "file";
  if (before == Before::nothing && place != Place::continuation && !opens)
    throw Wrong(stage.begin, "`" + name + "` needs a search before it");
  if (before == Before::search && command.opens && name != "from" && !(command.mayAppend && appends(stage.text)))
    throw Wrong(stage.begin, "`" + name + "` can only open a search");
  this->command(command, stage.text.substr(length), stage.begin + length);
}

std::string_view Checker::between(std::pair<std::size_t, std::size_t> range) const {
  return std::string_view(query_).substr(range.first, range.second - range.first);
}

void Checker::subsearch(const Token& token, Place place) {
  pipeline(between({token.begin + 1, token.end - 1}), token.begin + 1, place);
}

}  // namespace spl
