// Expressions of `let`, `group` and `where`. What stands first binds tightest.
grammar Expression;

root : expression EOF ;

expression
  : atom
  | MINUS expression
  | expression (STAR | SLASH | PERCENT) expression
  | expression (PLUS | MINUS) expression
  | expression (EQ | NE | LT | LE | GT | GE) expression
  | expression NOT? IN list
  | NOT expression
  | expression AND expression
  | expression OR expression
  ;

atom
  : STRING | NUMBER | DURATION | TRUE | FALSE
  | call
  | path
  | OPEN expression CLOSE
  ;

call : NAME OPEN (expression (COMMA expression)*)? CLOSE ;
list : OPENLIST expression (COMMA expression)* CLOSELIST ;
path : segment (DOT segment)* ;
segment : (NAME | QUOTED) (OPENLIST NUMBER? CLOSELIST)* ;

AND : 'and' ; OR : 'or' ; NOT : 'not' ; IN : 'in' ; TRUE : 'true' ; FALSE : 'false' ;
EQ : '==' ; NE : '!=' ; LE : '<=' ; GE : '>=' ; LT : '<' ; GT : '>' ;
PLUS : '+' ; MINUS : '-' ; STAR : '*' ; SLASH : '/' ; PERCENT : '%' ;
OPEN : '(' ; CLOSE : ')' ; OPENLIST : '[' ; CLOSELIST : ']' ; COMMA : ',' ; DOT : '.' ;
DURATION : ([0-9]+ ('ms' | 's' | 'm' | 'h' | 'd' | 'w'))+ ;
NUMBER : [0-9]+ ('.' [0-9]+)? ;
STRING : '\'' ('\\' . | ~['\\])* '\'' | '"' ('\\' . | ~["\\])* '"' ;
QUOTED : '`' ~[`]+ '`' ;
NAME : [A-Za-z_@] [A-Za-z0-9_]* ;
WS : [ \t\r\n]+ -> skip ;
// Habits of other languages, named so that the message can say what to write.
ASSIGN : '=' ; ANDAND : '&&' ; OROR : '||' ; BANG : '!' ;
OTHER : . ;
