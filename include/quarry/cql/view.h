// Typed access to a tree of CQL for those who read queries: lints, field flow, lowering.
//
// Which nodes a node has (in order), and which tokens of its own:
//   query            pipeline
//   pipeline         steps; the pipes (of a clause that was written with `=>`, the arrow) are its tokens
//   filterStep       one filter
//   assignStep       field, expression; also an element of an array: [lo := min(x)]
//   fieldOpStep      field, then call, savedCall or notFilter of one; also an operand of and/or/not
//   caseStep         clause*              clause   pipeline
//   matchStep        field, arm*          arm      guard, pipeline          guard   value, constant, call or notFilter
//   statsStep        array                linkStep field, field
//   andFilter, orFilter   two or more filters (implicit `and` has no token)
//   notFilter, parenFilter   one filter
//   comparison       field, value; the operator is the token between them
//   freeText, constant, value, literal, field   one token (a value that is a mistake holds an expression)
//   call, savedCall  (argument | namedArgument)*; the name is the first token
//   argument         an expression, or an attribute, and attributes after it
//   namedArgument    expression, attribute*; the name is the first token
//   attribute        subquery or expression; the name is the first token
//   binary           left, right; the operator is the token between them
//   unary            operand; the operator is the first token          parenExpression   expression
//   array            expressions and assignSteps                       subquery          pipeline
//   error            tokens, and the subqueries, clauses and arms inside them
//
// A word that an expression reads is a `literal` if it begins with a digit (a number, a duration, an address) or holds
// a `*`, and a `field` otherwise: whether `limit=max` names a field is for the function's signature to say.
//
// Where the parser knew a mistake, the tree has what was meant as far as it can: `a == b` is a comparison whose
// operator is `==`, an arrow in a clause separates steps like a pipe, 'a' and “a” are strings, a missing bracket is
// just not there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::cql {

// Calls fn(NodeId) for a node and all below it, in the order of the text, parents first. If fn returns bool, false
// means: not below this one.
template <class Fn>
void walk(const Tree& tree, NodeId from, Fn&& fn) {
  if constexpr (std::is_same_v<decltype(fn(from)), bool>) {
    if (!fn(from)) return;
  } else {
    fn(from);
  }
  for (NodeId child : children(tree, from)) walk(tree, child, fn);
}
template <class Fn>
void walk(const Tree& tree, Fn&& fn) {
  if (!tree.nodes.empty()) walk(tree, NodeId{0}, fn);
}

inline NodeKind kindOf(const Tree& tree, NodeId id) { return tree.nodes[id].kind; }
// kNoNode if there is none.
NodeId childOf(const Tree& tree, NodeId parent, NodeKind kind);
NodeId lastChild(const Tree& tree, NodeId parent);
// The nearest node of that kind around `id`, itself included; kNoNode if there is none.
NodeId enclosing(const Tree& tree, NodeId id, NodeKind kind);

NodeId mainPipeline(const Tree& tree);
// The steps of a pipeline, error nodes included.
std::vector<NodeId> steps(const Tree& tree, NodeId pipeline);

// --- names and values ---
// The text that a token stands for: quotes taken off and escapes decoded (an unknown \x keeps both characters, as the
// service does); other tokens as they are written.
std::string decoded(const Tree& tree, std::uint32_t token);
std::string decodeString(std::string_view quoted);
// A string literal for a text.
std::string quoteString(std::string_view text);
// The name that a `field` node means, or the text of a `literal`, `value` or `freeText` node.
std::string textOf(const Tree& tree, NodeId id);
// The number a node's only token is, written bare or in quotes.
std::optional<double> numberOf(const Tree& tree, NodeId id);
// The kind of a node's first token; `end` for a node without tokens.
TokenKind tokenKindOf(const Tree& tree, NodeId id);

struct RegexLiteral {
  std::string_view pattern;  // between the slashes, as written
  std::string_view flags;
};
// Of a regex token's text.
RegexLiteral regexLiteral(std::string_view text);
// A pattern between slashes: those within it that are not escaped are escaped.
std::string slashed(std::string_view pattern);

struct ParameterText {
  std::string name;
  std::optional<std::string> fallback;  // after `=`
};
ParameterText parameterText(std::string_view text);

// --- nodes ---
struct Argument {
  NodeId node = kNoNode;
  std::optional<std::uint32_t> name;  // token
  NodeId value = kNoNode;             // its expression or attribute
};

struct Call {
  NodeId node = kNoNode;
  std::uint32_t name = 0;  // token
  std::vector<Argument> arguments;

  // Function names are compared without regard to case, as the service does.
  bool is(const Tree& tree, std::string_view function) const;
  const Argument* named(const Tree& tree, std::string_view parameter) const;
  const Argument* unnamed() const;  // the first one without a name
  // The argument of that name, else the unnamed one (when `parameter` is the function's default).
  const Argument* namedOrUnnamed(const Tree& tree, std::string_view parameter) const;
};
std::optional<Call> asCall(const Tree& tree, NodeId id);  // a call or savedCall node
// The call that a step consists of: `f(…)`, `!f(…)`, `x =~ f(…)`, `x := f(…)`.
std::optional<Call> stepCall(const Tree& tree, NodeId step);

struct Comparison {
  NodeId node = kNoNode, field = kNoNode, value = kNoNode;
  std::uint32_t op = 0;  // token
};
std::optional<Comparison> asComparison(const Tree& tree, NodeId id);

struct Assignment {
  NodeId node = kNoNode, field = kNoNode, value = kNoNode;
};
std::optional<Assignment> asAssignment(const Tree& tree, NodeId id);

struct Binary {
  NodeId node = kNoNode, left = kNoNode, right = kNoNode;
  std::uint32_t op = 0;  // token
};
std::optional<Binary> asBinary(const Tree& tree, NodeId id);

// The expression without the parentheses around it.
NodeId unwrapped(const Tree& tree, NodeId expression);
// The elements of an array, also inside parentheses; anything else is a list of one.
std::vector<NodeId> elements(const Tree& tree, NodeId expression);

}  // namespace quarry::cql
