#include "literals.h"

#include <cstdlib>
#include <string_view>

namespace quarry::fuzz {

namespace {

bool areBalanced(std::string_view text) {
  std::string open;
  for (const char c : text) {
    if (c == '(' || c == '[' || c == '{') open += c;
    if (c != ')' && c != ']' && c != '}') continue;
    const char mate = c == ')' ? '(' : c == ']' ? '[' : '{';
    if (open.empty() || open.back() != mate) return false;
    open.pop_back();
  }
  return open.empty();
}

class Scanner {
 public:
  explicit Scanner(std::string_view query) : query_(query) {}

  bool atEnd() const { return at_ >= query_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < query_.size() ? query_[at_ + ahead] : '\0'; }
  char take() { return query_[at_++]; }
  void keep() { out_.rest += take(); }
  bool follows(std::string_view text) const { return query_.substr(at_).starts_with(text); }
  void skip(std::size_t bytes) { at_ += bytes; }
  void add(Literal literal) {
    out_.all.push_back(std::move(literal));
    out_.rest += ' ';
    behindLiteral_ = out_.rest.size();
  }
  void unclosed() { out_.closed = false; }
  // Whether what came last, blanks aside, makes a slash begin an expression rather than divide.
  bool expectsValue() const {
    const std::size_t last = out_.rest.find_last_not_of(" \n");
    if (behindLiteral_ > 0 && (last == std::string::npos || last < behindLiteral_)) return false;
    return last == std::string::npos || std::string_view("=|([,{;!").find(out_.rest[last]) != std::string_view::npos ||
           out_.rest.ends_with("or ") || out_.rest.ends_with("and ") || out_.rest.ends_with("not ");
  }
  Literals finish() {
    out_.closed = out_.closed && areBalanced(out_.rest);
    return std::move(out_);
  }

 private:
  std::string_view query_;
  std::size_t at_ = 0, behindLiteral_ = 0;
  Literals out_;
};

}  // namespace

// LogScale: `\"`, `\\` and `\n` in double quotes; a regular expression ends at the first slash without a backslash, and
// `\/` is a slash. No literal of ours goes over a line break.
Literals readCql(const std::string& query) {
  Scanner scan(query);
  while (!scan.atEnd()) {
    if (scan.peek() == '"') {
      Literal literal{Literal::Kind::text, {}, {}};
      scan.take();
      while (!scan.atEnd() && scan.peek() != '"') {
        char c = scan.take();
        if (c == '\n') scan.unclosed();
        if (c == '\\' && !scan.atEnd()) {
          const char next = scan.take();
          c = next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
          if (next != 'n' && next != 't' && next != 'r' && next != '"' && next != '\\') literal.text += '\\';
        }
        literal.text += c;
      }
      if (scan.atEnd())
        scan.unclosed();
      else
        scan.take();
      scan.add(std::move(literal));
    } else if (scan.peek() == '/' && scan.expectsValue()) {
      Literal literal{Literal::Kind::regex, {}, {}};
      scan.take();
      while (!scan.atEnd() && scan.peek() != '/') {
        const char c = scan.take();
        if (c == '\n') scan.unclosed();
        if (c == '\\' && scan.peek() == '/') {
          literal.text += scan.take();
          continue;
        }
        literal.text += c;
        if (c == '\\' && !scan.atEnd()) literal.text += scan.take();
      }
      if (scan.atEnd())
        scan.unclosed();
      else
        scan.take();
      // `d` lets the dot match line breaks, which others call `s`.
      while (std::string_view("idmg").find(scan.peek()) != std::string_view::npos && scan.peek() != '\0') {
        const char flag = scan.take();
        literal.flags += flag == 'd' ? 's' : flag;
      }
      scan.add(std::move(literal));
    } else {
      scan.keep();
    }
  }
  return scan.finish();
}

// KQL: verbatim with doubled quotes behind `@`, else with escapes; learn.microsoft.com, "The string data type".
Literals readKql(const std::string& query) {
  Scanner scan(query);
  while (!scan.atEnd()) {
    const bool verbatim = scan.peek() == '@' && (scan.peek(1) == '"' || scan.peek(1) == '\'');
    if (!verbatim && scan.peek() != '"' && scan.peek() != '\'') {
      scan.keep();
      continue;
    }
    if (verbatim) scan.take();
    const char quote = scan.take();
    Literal literal{Literal::Kind::text, {}, {}};
    bool closed = false;
    while (!scan.atEnd() && !closed) {
      const char c = scan.take();
      if (c == '\n' || c == '\r') scan.unclosed();
      if (c == quote) {
        if (verbatim && scan.peek() == quote)
          literal.text += scan.take();
        else
          closed = true;
      } else if (c == '\\' && !verbatim && !scan.atEnd()) {
        const char next = scan.take();
        if (next == 'u' || next == 'x') {
          std::string digits;
          for (int i = 0; i < (next == 'u' ? 4 : 2) && !scan.atEnd(); ++i) digits += scan.take();
          literal.text += static_cast<char>(std::strtol(digits.c_str(), nullptr, 16));  // control characters only
        } else {
          literal.text += next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next;
          if (std::string_view("nrt\\\"'").find(next) == std::string_view::npos) scan.unclosed();
        }
      } else {
        literal.text += c;
      }
    }
    if (!closed) scan.unclosed();
    scan.add(std::move(literal));
  }
  return scan.finish();
}

// SPL: a backslash takes the meaning of a quote or backslash away; any other stays. In single quotes stand names.
Literals readSpl(const std::string& query) {
  Scanner scan(query);
  while (!scan.atEnd()) {
    const char quote = scan.peek();
    if (quote != '"' && quote != '\'') {
      scan.keep();
      continue;
    }
    scan.take();
    Literal literal{quote == '"' ? Literal::Kind::text : Literal::Kind::name, {}, {}};
    bool closed = false;
    while (!scan.atEnd() && !closed) {
      const char c = scan.take();
      if (c == quote) {
        closed = true;
      } else if (c == '\\' && (scan.peek() == '"' || scan.peek() == '\\')) {
        literal.text += scan.take();
      } else {
        literal.text += c;
      }
    }
    if (!closed) scan.unclosed();
    scan.add(std::move(literal));
  }
  return scan.finish();
}

}  // namespace quarry::fuzz
