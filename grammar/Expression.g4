// Expressions of `let`, `group` and `where`.
grammar Expression;

root : expression EOF ;
expression : NAME ;
NAME : [A-Za-z_@] [A-Za-z0-9_@]* ;
WS : [ \t\r\n]+ -> skip ;
