// Lookups and regular expressions.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <memory>

#include "check.h"

namespace spl {

using Kind = Token::Kind;

namespace {

using Pattern = std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)>;

Pattern compiled(const std::string& text) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  return {
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), PCRE2_DUPNAMES, &error, &offset, nullptr),
      &pcre2_code_free};
}

// How much of the backslashes the parser takes away depends on the command: with `\"` read, or also `\\`.
std::string unescaped(const std::string& text, const std::string& which) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && which.find(text[i + 1]) != std::string::npos) ++i;
    out += text[i];
  }
  return out;
}

}  // namespace

std::size_t namedGroups(const Token& pattern) {
  for (const char* which : {"\"", "\"\\", ""}) {
    const Pattern code = compiled(unescaped(pattern.text, which));
    if (!code) continue;
    uint32_t named = 0;
    pcre2_pattern_info(code.get(), PCRE2_INFO_NAMECOUNT, &named);
    return named;
  }
  fail(pattern, "`" + pattern.text + "` is no regular expression");
}

// lookup table (field [AS name])… [OUTPUT (field [AS name])…]
void Checker::lookup(const Command& command, Cursor& in) {
  options(command, in);
  const Token table = in.field("`lookup` without a table");
  options(command, in);
  const auto pairs = [&] {
    std::size_t count = 0;
    while (!in.done() && !in.isWord("output") && !in.isWord("outputnew")) {
      if (in.accept(",")) continue;
      if (in.isWord("as")) fail(in.peek(), "a field is missing");
      in.field("a field is missing");
      if (in.acceptWord("as")) {
        if (in.isWord("output") || in.isWord("outputnew")) fail(in.peek(), "`AS` without a name");
        in.field("`AS` without a name");
      }
      ++count;
    }
    return count;
  };
  if (pairs() == 0 && table.kind != Kind::macro) fail(in.peek(), "`lookup` without a field");
  if (in.acceptWord("output") || in.acceptWord("outputnew"))
    if (pairs() == 0) fail(in.peek(), "`OUTPUT` without a field");
}

// [options] table [WHERE search]
void Checker::inputlookup(const Command& command, Cursor& in) {
  options(command, in);
  in.field("`inputlookup` without a table");
  options(command, in);
  if (in.acceptWord("where")) searchUntil(in);
}

// [field=…] "pattern with named groups", or mode=sed "s/…/…/"
void Checker::rex(const Command& command, Cursor& in) {
  bool sed = false;
  Token pattern;
  while (!in.done()) {
    if (in.isOption()) {
      sed = sed || in.isWord("mode");
      oneOption(command, in);
      continue;
    }
    if (pattern.kind != Kind::end) fail(in.peek(), "`rex` takes one expression");
    if (in.peek().kind == Kind::subsearch) {  // its result is text: the expression
      pattern = in.next();
      subsearch(pattern);
      continue;
    }
    if (!isField(in.peek())) {  // without quotes: (?<name>\d+)
      const std::size_t begin = in.peek().begin;
      std::size_t end = begin;
      while (!in.done() && in.peek().begin == end) end = in.next().end;
      pattern = {Kind::word, std::string(between({begin, end})), begin, end};
    } else {
      pattern = in.next();
    }
  }
  if (pattern.kind == Kind::end || pattern.text.empty()) fail(in.peek(), "`rex` without an expression");
  if (pattern.kind == Kind::subsearch) return;
  if (isTemplate(pattern) && pattern.text.find("(?") == std::string::npos) return;
  if (sed) {
    if (!pattern.text.starts_with("s") && !pattern.text.starts_with("y"))
      fail(pattern, "`mode=sed` takes s/…/…/ or y/…/…/");
    return;
  }
  if (namedGroups(pattern) == 0) fail(pattern, "`rex` needs a group with a name");
}

// [field(=|!=)]"pattern"
void Checker::regex(const Command&, Cursor& in) {
  if (in.peek(1).is("=") || in.peek(1).is("!=")) {
    in.field("`regex` without a field");
    in.next();
  } else if (in.peek().kind != Kind::text && in.peek().kind != Kind::macro && !isTemplate(in.peek())) {
    fail(in.peek(), "`regex` needs `field=\"…\"`");
  }
  if (in.done()) fail(in.peek(), "`regex` without an expression");
  const std::size_t begin = in.peek().begin;
  const Token first = in.next();
  std::size_t end = first.end;
  if (first.kind == Kind::word || first.kind == Kind::sign)  // without quotes
    while (!in.done() && in.peek().begin == end) end = in.next().end;
  const Token pattern =
      first.kind == Kind::text ? first : Token{Kind::word, std::string(between({begin, end})), begin, end};
  if (pattern.text.empty()) fail(pattern, "`regex` with an empty expression");
  if (first.kind != Kind::macro) namedGroups(pattern);
}

}  // namespace spl
