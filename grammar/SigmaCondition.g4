// The condition of a Sigma rule: not binds tighter than and, and tighter than or.
//
// Keywords are words with a meaning in their place only: `all`, `any`, `of`, `them` and `1` may name selections, and the
// longest word wins, so `notepad` is a name. Keywords are read in any case; src/rule reports those not in lower case.
grammar SigmaCondition;

condition : disjunction EOF ;
disjunction : conjunction (OR conjunction)* ;
conjunction : negation (AND negation)* ;
negation : NOT* primary ;
primary
  : quantifier OF target
  | name
  | '(' disjunction ')'
  ;
quantifier : ONE | ANY | ALL ;
target : THEM | PATTERN | NAME | ONE | ANY | ALL | OF ;
name : NAME | ONE | ANY | ALL | OF | THEM ;

OPEN : '(' ;
CLOSE : ')' ;
AND : [Aa] [Nn] [Dd] ;
OR : [Oo] [Rr] ;
NOT : [Nn] [Oo] [Tt] ;
OF : [Oo] [Ff] ;
ALL : [Aa] [Ll] [Ll] ;
ANY : [Aa] [Nn] [Yy] ;
THEM : [Tt] [Hh] [Ee] [Mm] ;
ONE : '1' ;
NAME : LETTER+ ;
PATTERN : (LETTER | '*')+ ;
SPACE : [ \t\r\n\u00A0]+ -> skip ;
// What belongs nowhere becomes a token, so that the parser is the only one to stumble over it.
OTHER : . ;

fragment LETTER : [A-Za-z0-9_.-] | [\u00A1-\u{10FFFF}] ;
