// The grammar of our parser for a whole query at once: what it hands in as one BLOCK is written out.
parser grammar CqlPlainParser;
import CqlParser;

query : PIPE? pipeline? ( PIPE | SEMICOLON )? EOF ;
pipeline : step ( PIPE step )* ;
step : assignment | caseStep | matchStep | statsStep | linkStep | filterStep ;
caseStep : CASE LEFT_BRACE pipeline ( SEMICOLON pipeline )* SEMICOLON? RIGHT_BRACE ;
matchStep : field MATCH LEFT_BRACE arm ( SEMICOLON arm )* SEMICOLON? RIGHT_BRACE ;
arm : guard ARROW pipeline ;
guard : guardCondition | mistakeGuard ;
subquery : LEFT_BRACE pipeline? RIGHT_BRACE ;
