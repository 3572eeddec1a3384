// Any text: tokens are in order, do not overlap, cover what is not white space or comments, and end.
#include "cql/characters.h"
#include "cql/lexer.h"
#include "support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quarry;
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const cql::Lexed lexed = cql::lex(text);
  fuzz::require(!lexed.tokens.empty() && lexed.tokens.back().kind == cql::TokenKind::end, "the last token is the end");
  std::size_t at = 0;
  for (const cql::Token& token : lexed.tokens) {
    fuzz::require(token.begin >= at && token.end >= token.begin && token.end <= text.size(), "tokens are in order");
    fuzz::require(token.kind == cql::TokenKind::end || token.end > token.begin, "tokens are not empty");
    fuzz::require(cql::skipTrivia(text, at) >= token.begin, "nothing stands between tokens but trivia");
    at = token.end;
  }
  for (const cql::LexNote& note : lexed.notes)
    fuzz::require(note.begin <= note.end && note.end <= text.size(), "notes are places in the text");
  return 0;
}
