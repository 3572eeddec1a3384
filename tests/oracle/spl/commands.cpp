// The arguments of each command: those of most are a number of fields, the others have a grammar of their own.
#include "check.h"

namespace spl {

void Checker::command(const Command& command, std::string_view text, std::size_t begin) {
  using Grammar = void (Checker::*)(const Command&, Cursor&);
  static const std::map<std::string, Grammar> kGrammars = {
      {"stats", &Checker::stats},
      {"chart", &Checker::chart},
      {"timechart", &Checker::timechart},
      {"tstats", &Checker::tstats},
      {"rename", &Checker::rename},
      {"sort", &Checker::sort},
      {"dedup", &Checker::dedup},
      {"fields", &Checker::keep},
      {"head", &Checker::head},
      {"replace", &Checker::replace},
      {"convert", &Checker::convert},
      {"trendline", &Checker::trendline},
      {"transaction", &Checker::transaction},
      {"return", &Checker::returned},
      {"format", &Checker::format},
      {"lookup", &Checker::lookup},
      {"inputlookup", &Checker::inputlookup},
      {"rex", &Checker::rex},
      {"regex", &Checker::regex},
      {"join", &Checker::join},
      {"append", &Checker::append},
      {"appendpipe", &Checker::appendpipe},
      {"foreach", &Checker::foreach},
      {"map", &Checker::map},
      {"multisearch", &Checker::multisearch},
      {"set", &Checker::set},
  };
  const std::string& grammar = command.positional.grammar;
  if (grammar == "search") return search(text, begin);
  if (grammar == "where") return condition(text, begin);
  if (grammar == "eval") return assignments(text, begin);
  const auto arguments = [&](Cursor in) {
    if (command.positional.kind == Positional::Kind::own)
      (this->*kGrammars.at(grammar))(command, in);
    else if (command.positional.kind == Positional::Kind::anything)
      anything(command, in);
    else
      positional(command, in);
    if (!in.onlyMacrosLeft()) fail(in.peek(), "`" + in.peek().text + "` does not belong here");
  };
  const Cursor all(tokensOf(text, begin, Manner::search));
  const Cursor bare = all.withoutMacrosAtTheEnd();
  try {
    arguments(all);
  } catch (const Wrong&) {  // a macro at the end is an argument, or a comment, or a pipe of its own
    if (bare.size() == all.size() || bare.size() == 0) throw;
    arguments(bare);
  }
}

// Fields (names, texts, numbers) and options, in any order.
void Checker::positional(const Command& command, Cursor& in) {
  const Positional& takes = command.positional;
  std::size_t count = 0;
  bool open = false;  // a macro, which may stand for anything
  options(command, in);
  while (!in.done() && !(takes.grouped && in.isWord("by"))) {
    if (in.peek().is(",") && count > 0) {
      while (in.accept(",")) continue;  // lists with a comma twice are in use
      if (in.done()) fail(in.peek(), "a field is missing");
    }
    if (in.isOption()) {
      options(command, in);
      continue;
    }
    if (takes.most == 0 && !isTemplate(in.peek()))
      fail(in.peek(), "`" + command.name + "` takes no `" + in.peek().text + "`");
    open = isTemplate(in.name("`" + in.peek().text + "` where a field has to be")) || open;
    ++count;
    options(command, in);
    if (takes.named && in.acceptWord("as")) in.field("`AS` without a name");
    options(command, in);
  }
  if (!open && count < takes.least)
    fail(in.peek(), "`" + command.name + "` needs " + std::to_string(takes.least) + " of its fields");
  if (!open && takes.most && count > *takes.most)
    fail(in.peek(), "`" + command.name + "` takes no more than " + std::to_string(*takes.most) + " of its fields");
  if (takes.grouped && in.acceptWord("by") && fields(command, in) == 0) fail(in.peek(), "`BY` without a field");
}

// Whatever it is, its parentheses are in order and its options have values.
void Checker::anything(const Command& command, Cursor& in) {
  while (!in.done()) {
    if (in.isOption()) {
      if (command.options.empty()) {
        in.next();
        in.next();
        if (in.done()) fail(in.peek(), "an option without a value");
      } else {
        options(command, in);
      }
    } else if (in.peek().is("(")) {
      in.group();
    } else if (in.peek().is(")")) {
      fail(in.peek(), "a closing parenthesis without its opening one");
    } else {
      in.next();
    }
  }
}

}  // namespace spl
