// A CQL query as a lossless tree: every token and comment is in it, nodes are ranges of tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/origin.h"
#include "quarry/base/source.h"

namespace quarry::cql {

enum class TokenKind : std::uint8_t {
  end,         // of the query; carries the trailing trivia
  word,        // unquoted: a field name, a glob, a function name, a number, a duration; the node around it says which
  string,      // "…"
  regex,       // /…/flags
  parameter,   // ?name, ?{name=default}
  savedQuery,  // $name, $"a b", $pkg/path:name (without the parentheses)
  backquoted,  // `…`
  // keywords, in any case, where the grammar takes them as such
  kwAnd,
  kwOr,
  kwNot,
  kwCase,
  kwMatch,
  kwLike,
  kwTrue,
  kwFalse,
  // punctuation
  pipe,
  semicolon,
  comma,
  colon,
  leftParen,
  rightParen,
  leftBrace,
  rightBrace,
  leftBracket,
  rightBracket,
  assign,     // :=
  evalMatch,  // =~
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  doubleEqual,  // == (expressions)
  link,         // <=> (correlate)
  arrow,        // => (match)
  plus,
  minus,
  star,
  slash,
  percent,
  bang,
  invalid,  // a character or an unterminated literal that the lexer could not place
};
std::string_view name(TokenKind kind);

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0, end = 0;  // bytes of Tree::text; what lies between tokens is white space and comments
};

enum class NodeKind : std::uint8_t {
  query,     // pipeline
  pipeline,  // steps and the pipes between them
  // steps
  filterStep,   // one filter expression; a lone call is a filterStep too
  assignStep,   // field := expression
  fieldOpStep,  // field =~ call
  caseStep,
  clause,  // case { pipeline; … }
  matchStep,
  arm,
  guard,      // field match { guard => pipeline; … }
  statsStep,  // an array as a step
  linkStep,   // field <=> field
  // filters
  andFilter,
  orFilter,
  notFilter,
  parenFilter,
  comparison,  // field operator value
  freeText,    // a word, string, regex or parameter that searches the whole event
  constant,    // true, false
  field,       // the left side of a comparison or assignment; a name read by an expression
  value,       // the right side of a comparison
  // expressions and calls
  call,
  savedCall,
  argument /* unnamed */,
  namedArgument,
  binary,
  unary,
  parenExpression,
  literal,
  array,
  subquery,
  attribute,  // name: {…}, include: […]
  error,      // tokens that could not be parsed; everything around it was
};
std::string_view name(NodeKind kind);

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xFFFFFFFF;

struct Node {
  NodeKind kind{};
  std::uint32_t first = 0, end = 0;  // half-open range of tokens
  NodeId parent = kNoNode, child = kNoNode, next = kNoNode;
};

struct Tree {
  base::FileId file{};
  std::string text;           // the source, byte for byte
  std::vector<Token> tokens;  // the last one is `end`
  std::vector<Node> nodes;    // nodes[0] is the query

  std::string_view tokenText(std::uint32_t token) const {
    const Token& t = tokens[token];
    return std::string_view(text).substr(t.begin, t.end - t.begin);
  }
  // White space and comments before a token.
  std::string_view trivia(std::uint32_t token) const {
    const std::uint32_t from = token == 0 ? 0 : tokens[token - 1].end;
    return std::string_view(text).substr(from, tokens[token].begin - from);
  }
  std::string_view nodeText(NodeId id) const;
  base::Span span(NodeId id) const;
  base::Span tokenSpan(std::uint32_t token) const { return {file, tokens[token].begin, tokens[token].end}; }
};

// Iterates a node's children: for (NodeId c : children(tree, id)).
class Children {
 public:
  class Iterator {
   public:
    using value_type = NodeId;
    using difference_type = std::ptrdiff_t;
    Iterator(const Tree* tree, NodeId at) : tree_(tree), at_(at) {}
    NodeId operator*() const { return at_; }
    Iterator& operator++() {
      at_ = tree_->nodes[at_].next;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }
    friend bool operator!=(const Iterator& a, const Iterator& b) { return a.at_ != b.at_; }

   private:
    const Tree* tree_;
    NodeId at_;
  };
  Children(const Tree& tree, NodeId parent) : tree_(&tree), first_(tree.nodes[parent].child) {}
  Iterator begin() const { return {tree_, first_}; }
  Iterator end() const { return {tree_, kNoNode}; }

 private:
  const Tree* tree_;
  NodeId first_;
};
inline Children children(const Tree& tree, NodeId parent) { return {tree, parent}; }

// Builds a tree in order: open a node, add its tokens and nodes, close it.
class TreeBuilder {
 public:
  NodeId open(NodeKind kind);
  void close();
  // A token of the source text handed to finish().
  void token(Token token);

  // `text` is the source. Adds the `end` token if the last one is another.
  Tree finish(base::FileId file, std::string text) &&;

 private:
  Tree tree_;
  std::vector<NodeId> stack_;
  std::vector<NodeId> lastChild_;
};

// --emit tree: one node a line, indented, with its range and the text of its tokens.
std::string dump(const Tree& tree);

}  // namespace quarry::cql
