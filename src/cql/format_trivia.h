// What stands between two tokens, as the formatter sees it: comments, and whether they begin lines of their own.
#pragma once

#include <string_view>
#include <vector>

namespace quarry::cql {

struct Comment {
  std::string_view text;
  bool ownLine = false;      // it begins its line
  bool blankBefore = false;  // an empty line stands before it
  bool hard = false;         // the line ends after it: `//`, several lines, or alone on its line
};

struct Trivia {
  std::vector<Comment> comments;
  bool blankAfter = false;  // an empty line stands before the token
};

// What stands before a token; `lineStart`: a line begins there, since the query does.
Trivia readTrivia(std::string_view text, bool lineStart = false);
// Both parts as one stretch: a pipe or a comma between them belongs to the layout, not to the comments.
Trivia readTrivia(std::string_view first, std::string_view second, bool lineStart);

}  // namespace quarry::cql
