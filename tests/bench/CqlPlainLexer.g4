// CQL's tokens as an ordinary ANTLR lexer gives them, to compare our front end with. What a token is depends on whether a
// filter or an expression is read: one mode for each. Which mode that is, and the few tokens that only the ones around
// them decide, are settled where tokens are emitted (plain_antlr.cpp); there are no predicates, which cost much more.
lexer grammar CqlPlainLexer;
options { tokenVocab = CqlParser; }

// --- filters ---

SPACE : [ \t\r\n\f\u00A0\uFEFF]+ -> skip ;
LINE_COMMENT : '//' ~[\n]* -> skip ;
BLOCK_COMMENT : '/*' .*? '*/' -> skip ;

STRING : Quoted ;
BACKQUOTED : '`' ~[`\n]* '`' ;
PARAMETER : Parameter ;
SAVED_QUERY : '$' ( '"' ~["\n]* '"' | Pattern ) ;
REGEX : Regex ;

AND : [aA] [nN] [dD] ;
OR : [oO] [rR] ;
NOT : [nN] [oO] [tT] ;
CASE : [cC] [aA] [sS] [eE] ;
MATCH : [mM] [aA] [tT] [cC] [hH] ;
LIKE : [lL] [iI] [kK] [eE] ;
TRUE : [tT] [rR] [uU] [eE] ;
FALSE : [fF] [aA] [lL] [sS] [eE] ;
WORD : Pattern ;

PIPE : '|' ;
SEMICOLON : ';' ;
COMMA : ',' ;
LEFT_PAREN : '(' ;
RIGHT_PAREN : ')' ;
LEFT_BRACE : '{' ;
RIGHT_BRACE : '}' ;
LEFT_BRACKET : '[' ;
RIGHT_BRACKET : ']' ;
ASSIGN : ':=' ;
EVAL_MATCH : '=~' ;
EQUAL : '=' ;
NOT_EQUAL : '!=' ;
LESS : '<' ;
LESS_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_EQUAL : '>=' ;
DOUBLE_EQUAL : '==' ;
LINK : '<=>' ;
ARROW : '=>' ;
BANG : '!' ;
INVALID : . ;

// --- expressions ---

mode EXPRESSION;

E_SPACE : [ \t\r\n\f\u00A0\uFEFF]+ -> skip ;
E_LINE_COMMENT : '//' ~[\n]* -> skip ;
E_BLOCK_COMMENT : '/*' .*? '*/' -> skip ;

E_STRING : Quoted -> type(STRING) ;
E_BACKQUOTED : '`' ~[`\n]* '`' -> type(BACKQUOTED) ;
E_PARAMETER : '?' ( '{' ( Quoted | ~[}"\n] )* '}' | Quoted | ( Field | [:-] )+ ) -> type(PARAMETER) ;
E_SAVED_QUERY : '$' ( '"' ~["\n]* '"' | Pattern ) -> type(SAVED_QUERY) ;
E_REGEX : Regex -> type(REGEX) ;  // or a division

E_AND : [aA] [nN] [dD] -> type(AND) ;
E_OR : [oO] [rR] -> type(OR) ;
E_NOT : [nN] [oO] [tT] -> type(NOT) ;
E_TRUE : [tT] [rR] [uU] [eE] -> type(TRUE) ;
E_FALSE : [fF] [aA] [lL] [sS] [eE] -> type(FALSE) ;
E_WORD : ( Name ( ':' Name )+ | Field ( Field | Index )* '*'* | '*' Pattern? ) -> type(WORD) ;

E_PIPE : '|' -> type(PIPE) ;
E_SEMICOLON : ';' -> type(SEMICOLON) ;
E_COMMA : ',' -> type(COMMA) ;
E_COLON : ':' -> type(COLON) ;
E_LEFT_PAREN : '(' -> type(LEFT_PAREN) ;
E_RIGHT_PAREN : ')' -> type(RIGHT_PAREN) ;
E_LEFT_BRACE : '{' -> type(LEFT_BRACE) ;
E_RIGHT_BRACE : '}' -> type(RIGHT_BRACE) ;
E_LEFT_BRACKET : '[' -> type(LEFT_BRACKET) ;
E_RIGHT_BRACKET : ']' -> type(RIGHT_BRACKET) ;
E_ASSIGN : ':=' -> type(ASSIGN) ;
E_EVAL_MATCH : '=~' -> type(EVAL_MATCH) ;
E_EQUAL : '=' -> type(EQUAL) ;
E_NOT_EQUAL : '!=' -> type(NOT_EQUAL) ;
E_LESS : '<' -> type(LESS) ;
E_LESS_EQUAL : '<=' -> type(LESS_EQUAL) ;
E_GREATER : '>' -> type(GREATER) ;
E_GREATER_EQUAL : '>=' -> type(GREATER_EQUAL) ;
E_DOUBLE_EQUAL : '==' -> type(DOUBLE_EQUAL) ;
E_LINK : '<=>' -> type(LINK) ;
E_ARROW : '=>' -> type(ARROW) ;
E_PLUS : '+' -> type(PLUS) ;
E_MINUS : '-' -> type(MINUS) ;
E_SLASH : '/' -> type(SLASH) ;
E_BANG : '!' -> type(BANG) ;
E_INVALID : . -> type(INVALID) ;

fragment Quoted : '"' ( '\\' . | ~["\\] )* '"' ;
fragment Regex : '/' RegexFirst RegexChar* '/' [dgimF]* ;
fragment RegexFirst : '\\' ~[\n] | '[' ClassChar* ']' | ~[/*\\\n[] ;
fragment RegexChar : '\\' ~[\n] | '[' ClassChar* ']' | ~[/\\\n[] ;
fragment ClassChar : '\\' ~[\n] | ~[\]\\\n] ;
fragment Parameter : '?' ( '{' ( Quoted | ~[}"\n] )* '}' | Quoted | ( Field | [:-] )+ ) ;
// An index does not begin a word; a colon belongs to a pattern unless `:=` begins with it.
fragment Pattern : ':'* PatternChar ( ':'* ( PatternChar | Index ) )* ;
fragment PatternChar : Field | [*+~/-] ;
fragment Field : [a-zA-Z0-9#%&.@\\^_] | [\u00A1-\u00AA\u00AE-\u00BA\u00BC-\u1FFF\u2030-\uFEFE] ;
fragment Index : '[' [0-9]* ']' ;
fragment Name : [a-zA-Z_] [a-zA-Z0-9_]* ;
