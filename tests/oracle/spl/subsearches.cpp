// Commands around other pipelines.
#include "check.h"

namespace spl {

using Kind = Token::Kind;

// [options] [fields] [WHERE left.a=right.b] [search]
void Checker::join(const Command& command, Cursor& in) {
  std::size_t searches = 0;
  while (!in.done()) {
    if (in.peek().kind == Kind::subsearch) {
      subsearch(in.next());
      ++searches;
    } else if (in.acceptWord("where")) {
      while (!in.done() && in.peek().kind != Kind::subsearch) in.next();
    } else if (in.isOption()) {
      options(command, in);
    } else if (!in.accept(",")) {
      searches += isTemplate(in.field("`" + in.peek().text + "` where a field has to be")) ? 1 : 0;
    }
  }
  if (searches == 0) fail(in.peek(), "`join` without a subsearch in brackets");
}

// append, appendcols: one subsearch; union: any number of them and of names of data sets.
void Checker::append(const Command& command, Cursor& in) {
  std::size_t parts = 0;
  while (!in.done()) {
    if (in.peek().kind == Kind::subsearch) {
      subsearch(in.next());
      ++parts;
    } else if (in.isOption()) {
      options(command, in);
    } else if (parts > 0 && in.accept(",")) {
      continue;
    } else if (command.name == "union" || isTemplate(in.peek())) {
      in.field("`" + in.peek().text + "` does not belong here");
      ++parts;
    } else {
      fail(in.peek(), "`" + in.peek().text + "` where a subsearch has to be");
    }
  }
  if (parts == 0) fail(in.peek(), "`" + command.name + "` without a subsearch in brackets");
  if (parts > 1 && command.name != "union") fail(in.peek(), "`" + command.name + "` takes one subsearch");
}

void Checker::appendpipe(const Command& command, Cursor& in) {
  options(command, in);
  if (in.peek().kind != Kind::subsearch) fail(in.peek(), "`appendpipe` without a pipeline in brackets");
  subsearch(in.next(), Place::continuation);
}

// [options] fields [pipeline with <<FIELD>>]
void Checker::foreach (const Command& command, Cursor & in) {
  std::size_t count = 0;
  while (!in.done() && in.peek().kind != Kind::subsearch) {
    if (in.isOption())
      options(command, in);
    else if (!in.accept(",")) {
      in.field("`" + in.peek().text + "` where a field has to be");
      ++count;
    }
  }
  if (count == 0) fail(in.peek(), "`foreach` without a field");
  if (in.peek().kind != Kind::subsearch) fail(in.peek(), "`foreach` without a pipeline in brackets");
  subsearch(in.next(), Place::continuation);
}

// search="…", [search] or the name of a saved search
void Checker::map(const Command& command, Cursor& in) {
  std::size_t searches = 0;
  while (!in.done()) {
    if (in.isOption()) {
      searches += in.isWord("search") ? 1 : 0;
      const Token text = in.isWord("search") ? in.peek(2) : Token{};
      oneOption(command, in);
      if (text.kind != Kind::text || text.text.find_first_not_of(' ') == std::string::npos) continue;
      std::string inner;
      for (std::size_t i = 0; i < text.text.size(); ++i) {
        if (text.text[i] == '\\' && i + 1 < text.text.size() && (text.text[i + 1] == '"' || text.text[i + 1] == '\\'))
          ++i;
        inner += text.text[i];
      }
      try {
        Checker(catalogue_).checkNamed(inner);
      } catch (const Wrong& wrong) {
        fail(text, std::string("in the search of `map`: ") + wrong.what());
      }
      continue;
    }
    if (in.peek().kind == Kind::subsearch)
      subsearch(in.next());
    else
      in.field("`" + in.peek().text + "` where the name of a search has to be");
    ++searches;
  }
  if (searches != 1) fail(in.peek(), "`map` takes one search");
}

void Checker::multisearch(const Command& command, Cursor& in) {
  std::size_t count = 0;
  options(command, in);
  while (!in.done()) {
    if (in.peek().kind != Kind::subsearch) fail(in.peek(), "`multisearch` takes searches in brackets");
    subsearch(in.next());
    ++count;
  }
  if (count < 2) fail(in.peek(), "`multisearch` takes two searches at least");
}

// union|diff|intersect [search] [search]
void Checker::set(const Command&, Cursor& in) {
  if (!in.isAnyOf({"union", "diff", "intersect"})) fail(in.peek(), "`set` knows union, diff and intersect");
  in.next();
  for (int i = 0; i < 2; ++i) {
    if (in.peek().kind != Kind::subsearch) fail(in.peek(), "`set` takes two searches in brackets");
    subsearch(in.next());
  }
}

}  // namespace spl
