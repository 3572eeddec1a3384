#include "cql/format_trivia.h"

#include <algorithm>

namespace quarry::cql {
namespace {

class Reader {
 public:
  explicit Reader(bool lineStart) : newLine_(lineStart) {}

  void read(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::string_view rest = text.substr(at);
      if (rest.starts_with("//"))
        at += comment(rest.substr(0, rest.find('\n')), true);
      else if (rest.starts_with("/*"))
        at += comment(blockComment(rest), false);
      else {
        if (rest[0] == '\n') lineEnd();
        ++at;
      }
    }
  }

  // A separator stands here.
  void cut() {
    blank_ = blank();
    lines_ = 0;
  }

  Trivia take() {
    trivia_.blankAfter = blank();
    return std::move(trivia_);
  }

 private:
  static std::string_view blockComment(std::string_view rest) {
    const std::size_t close = rest.find("*/", 2);
    return close == std::string_view::npos ? rest : rest.substr(0, close + 2);
  }

  std::size_t comment(std::string_view text, bool toLineEnd) {
    const std::size_t length = text.size();
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    const Comment found{text, newLine_, blank(), toLineEnd || text.find('\n') != std::string_view::npos};
    trivia_.comments.push_back(found);
    lines_ = 0;
    blank_ = false;
    leads_ = leads_ || newLine_;
    newLine_ = found.hard;
    return length;
  }

  bool blank() const { return blank_ || lines_ > 1; }

  void lineEnd() {
    ++lines_;
    newLine_ = true;
    // Block comments that have their line to themselves keep it.
    if (leads_) trivia_.comments.back().hard = true;
    leads_ = false;
  }

  Trivia trivia_;
  int lines_ = 0;       // line ends since the last comment or separator
  bool blank_ = false;  // an empty line stands between the last comment and the separator
  bool newLine_;        // nothing stands on this line so far
  bool leads_ = false;  // nothing but comments does
};

}  // namespace

Trivia readTrivia(std::string_view text, bool lineStart) {
  Reader reader(lineStart);
  reader.read(text);
  return reader.take();
}

Trivia readTrivia(std::string_view first, std::string_view second, bool lineStart) {
  Reader reader(lineStart);
  reader.read(first);
  if (!second.empty()) reader.cut();
  reader.read(second);
  return reader.take();
}

}  // namespace quarry::cql
