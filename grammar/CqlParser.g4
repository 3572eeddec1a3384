// The grammar of CrowdStrike Query Language.
//
// Tokens come from src/cql/lexer.cpp, since what a character means depends on where it stands; their types are those of
// quarry::cql::TokenKind, in its order (src/cql/antlr.cpp checks that). One step is parsed at a time: src/cql/structure.cpp
// cuts a query at its pipes and semicolons, and hands in what stands between braces as one BLOCK, whose inside is
// parsed the same way. So one mistake costs one step. A CALL_PAREN is a `(` of which the lexer knows that it opens
// arguments: `in ("a")` is a call, `error (a=1)` is free text beside a group. The whole language is
//
//   query    : '|'? pipeline? ('|' | ';')? EOF ;
//   pipeline : step ('|' step)* ;
//   BLOCK    : '{' pipeline? '}'                      of a subquery
//            | '{' pipeline (';' pipeline)* ';'? '}'  of `case`
//            | '{' arm (';' arm)* ';'? '}' ;          of `match`
//   arm      : guard '=>' pipeline ;
//
// Rules whose name begins with `mistake` are not CQL: people write them, and each gets a message of its own.
parser grammar CqlParser;

tokens {
  WORD, STRING, REGEX, PARAMETER, SAVED_QUERY, BACKQUOTED,
  AND, OR, NOT, CASE, MATCH, LIKE, TRUE, FALSE,
  PIPE, SEMICOLON, COMMA, COLON, LEFT_PAREN, RIGHT_PAREN, LEFT_BRACE, RIGHT_BRACE, LEFT_BRACKET, RIGHT_BRACKET,
  ASSIGN, EVAL_MATCH, EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, DOUBLE_EQUAL, LINK, ARROW,
  PLUS, MINUS, STAR, SLASH, PERCENT, BANG, INVALID,
  BLOCK, CALL_PAREN
}

// --- steps ---

step : ( assignment | caseStep | matchStep | mistakeMatch | statsStep | linkStep | filterStep ) EOF ;

assignment : field ASSIGN expression ( mistakeSingleEqual expression | mistakeMatch )? ;
caseStep : CASE BLOCK ;
matchStep : field MATCH BLOCK ;
// `match {…}` without a field before it, and `x := y match {…}`
mistakeMatch : MATCH BLOCK ;
statsStep : array ;
linkStep : field LINK field ;
filterStep : filter ;

// The left side of an arm of `match`.
guard : ( guardCondition | mistakeGuard ) EOF ;
guardCondition : value | constant | call | savedCall | ( NOT | BANG ) call ;
mistakeGuard : ( LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | EQUAL | NOT_EQUAL ) value ;

// --- filters: `not` binds tightest, then `or`, then `and`, which may be left out ---

filter : alternatives ( AND? alternatives )* ;
alternatives : negation ( OR negation )* ;
negation : ( NOT | BANG ) negation | condition ;

condition
  : comparison
  | fieldOperation
  | call mistakeLeftSide?
  | savedCall
  | mistakeSavedQuery
  | mistakeList
  | constant
  | freeText
  | LEFT_PAREN filter RIGHT_PAREN
  ;

comparison
  : field ( EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | LIKE ) value
  | field mistakeComparison value
  | field ( EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL ) mistakeValue
  | field EQUAL mistakeNegatedValue value
  ;
// lower(a) = "b"
mistakeLeftSide
  : ( EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | DOUBLE_EQUAL | LIKE ) ( value | call )
  ;
mistakeComparison : DOUBLE_EQUAL | ARROW ;
mistakeValue : call | array ;
mistakeNegatedValue : BANG ;
// `x in [1, 2]`
mistakeList : WORD array ;
// `$name` without parentheses
mistakeSavedQuery : SAVED_QUERY ;

fieldOperation
  : field EVAL_MATCH ( call | savedCall )
  | field EVAL_MATCH ( NOT | BANG ) ( call | savedCall )
  | field EVAL_MATCH mistakeMatchValue
  ;
// `=~` takes a function, not a pattern.
mistakeMatchValue : REGEX | STRING | PARAMETER | WORD ;

field : WORD | STRING | BACKQUOTED ;
value : WORD | STRING | REGEX | PARAMETER ;
freeText : WORD | STRING | REGEX | PARAMETER ;
constant : TRUE | FALSE ;

// --- calls and expressions ---

call : WORD arguments ;
savedCall : SAVED_QUERY arguments ;
arguments : CALL_PAREN ( argument ( COMMA argument )* COMMA? )? RIGHT_PAREN ;

argument : namedArgument | unnamedArgument ;
namedArgument : ( WORD | STRING ) EQUAL expression ( mistakeSingleEqual expression )* attribute* ;
unnamedArgument
  : attribute+
  | expression attribute*
  | elementAssignment
  ;
// whoami: {…} include: [aid]
attribute : ( WORD | STRING ) COLON expression ;

array : LEFT_BRACKET ( element ( COMMA element )* COMMA? )? RIGHT_BRACKET ;
element : elementAssignment | expression mistakeElement? ;
// [a=b]
mistakeElement : EQUAL expression ;
elementAssignment : field ASSIGN expression ;

expression
  : ( MINUS | BANG ) expression
  | expression ( STAR | SLASH | PERCENT ) expression
  | expression ( PLUS | MINUS ) expression
  | expression ( DOUBLE_EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | LINK ) expression
  | mistakeNot expression
  | expression mistakeBoolean expression
  | LEFT_PAREN expression ( mistakeSingleEqual expression )? RIGHT_PAREN
  | subquery
  | call
  | savedCall
  | array
  | operand
  | mistakeSavedQuery
  | mistakeRegex
  | mistakeCase
  ;
subquery : BLOCK ;
operand : WORD | STRING | BACKQUOTED | PARAMETER | TRUE | FALSE ;
// `and`, `or`, `not` and regexes belong to filters.
mistakeNot : NOT ;
mistakeBoolean : AND | OR ;
mistakeRegex : REGEX ;
mistakeSingleEqual : EQUAL ;
// `case` is a step, no value.
mistakeCase : CASE BLOCK | MATCH BLOCK ;
