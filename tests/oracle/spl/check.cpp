// Pipelines: which command may stand where.
#include "check.h"

#include <cctype>

namespace spl {

bool Cursor::isWord(const std::string& word, std::size_t ahead) const {
  return peek(ahead).kind == Token::Kind::word && lower(peek(ahead).text) == word;
}

bool Cursor::accept(std::string_view sign) {
  if (!peek().is(sign)) return false;
  next();
  return true;
}

bool Cursor::acceptWord(const std::string& word) {
  if (!isWord(word)) return false;
  next();
  return true;
}

void Cursor::expect(std::string_view sign, const std::string& why) {
  if (!accept(sign)) fail(peek(), why);
}

void fail(const Token& token, const std::string& what) { throw Wrong(token.begin, what); }

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

}  // namespace

void Checker::check(const std::string& query) {
  query_ = query;
  pipeline(query_, 0, false);
}

// What continues a pipeline (of appendpipe, foreach) begins with any command.
void Checker::pipeline(std::string_view text, std::size_t begin, bool mayContinue) {
  const std::vector<Stage> stages = stagesOf(text, begin);
  bool first = true;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    std::size_t at = stages[i].begin;
    const std::string_view body = uncommented(stages[i].text, at);
    if (body.empty() && i == 0 && stages.size() > 1) continue;  // the leading pipe
    if (body.empty()) throw Wrong(at, stages.size() == 1 ? "an empty search" : "a pipe with nothing after it");
    const std::size_t length = commandLength(body);
    const std::string name = lower(std::string(body.substr(0, length)));
    const bool inBrackets = begin > 0 && catalogue_.commands.contains(name) && catalogue_.commands.at(name).opens;
    // The first stage is a search, whether it says so or not.
    if (i == 0 && !mayContinue && !inBrackets) {
      const bool said = name == "search" && body.substr(length, 1) != "=";
      search(said ? body.substr(length) : body, said ? at + length : at);
    } else {
      stage({body, at}, first, mayContinue);
    }
    first = false;
  }
}

void Checker::stage(const Stage& stage, bool first, bool mayContinue) {
  if (stage.text.front() == '`') {  // a macro may be anything
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
  const bool opens = command.opens || command.kind == "app" || name == "search" || name == "union";
  if (first && !mayContinue && !opens) throw Wrong(stage.begin, "`" + name + "` needs a search before it");
  if (!first && command.opens && !command.mayAppend && name != "multisearch" && name != "from" &&
      lower(std::string(stage.text)).find("append") == std::string::npos)
    throw Wrong(stage.begin, "`" + name + "` can only open a search");
  this->command(command, stage.text.substr(length), stage.begin + length);
}

void Checker::subsearch(const Token& token, bool mayContinue) {
  const std::string_view inner = std::string_view(query_).substr(token.begin + 1, token.text.size());
  pipeline(inner, token.begin + 1, mayContinue);
}

}  // namespace spl
