// The condition of a Sigma rule: not binds tighter than and, and tighter than or.
grammar SigmaCondition;

condition : expression EOF ;
expression : NAME ;
NAME : [A-Za-z0-9_*-]+ ;
WS : [ \t\r\n]+ -> skip ;
