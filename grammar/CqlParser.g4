// One step of a CQL query; the lexer (src/cql) supplies the tokens.
parser grammar CqlParser;

tokens { WORD }

step : WORD EOF ;
