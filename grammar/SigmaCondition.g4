// The condition of a Sigma rule: `not` binds tighter than `and`, and `and` tighter than `or`.
grammar SigmaCondition;

condition : expression EOF ;

expression
  : NOT expression
  | expression AND expression
  | expression OR expression
  | (ONE | ANY | ALL) OF (THEM | name)
  | name
  | OPEN expression CLOSE
  ;

// A selection may be called like a word that has no meaning in its place.
name : NAME | ONE | ANY | ALL | THEM ;

// Lower case is Sigma's spelling; others are read and reported.
AND  : [aA] [nN] [dD] ;
OR   : [oO] [rR] ;
NOT  : [nN] [oO] [tT] ;
OF   : [oO] [fF] ;
ONE  : '1' ;
ANY  : [aA] [nN] [yY] ;
ALL  : [aA] [lL] [lL] ;
THEM : [tT] [hH] [eE] [mM] ;
OPEN : '(' ;
CLOSE : ')' ;
// The longest match wins: `notepad` and `1_of` are names.
NAME : [A-Za-z0-9_*.-]+ ;
WS   : [ \t\r\n]+ -> skip ;
OTHER : . ;
