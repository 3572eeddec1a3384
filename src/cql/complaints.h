// What the parser says: every message about the syntax of CQL, with its fixes.
#pragma once

#include <span>
#include <string_view>

#include "cql/antlr.h"
#include "cql/query.h"

namespace quarry::cql {

void complainAboutLexis(const Query& query);
void complainAboutBrackets(const Query& query);

// A construct that the grammar knows to be a mistake. `step` is all of the step it stands in.
void complainAboutMistake(const Query& query, std::span<const StepToken> step, const Event& mistake);
// A step that fits nothing in the grammar.
void complainAboutStep(const Query& query, std::span<const StepToken> step, const Parsed& parsed);
// The guard of an arm of `match` that fits nothing in the grammar.
void complainAboutGuard(const Query& query, TokenRange guard);
// What only the text of a token shows: a field name that needs quotes, `<` with something that is no number.
void complainAboutField(const Query& query, std::uint32_t field);
void complainAboutOrder(const Query& query, std::uint32_t field, std::uint32_t op, std::uint32_t value);
// `test(a = b)`, `if(a = b, …)`: a comparison where the first argument is a condition. `call` begins with the name.
void complainAboutCondition(const Query& query, std::span<const StepToken> call);
// `field in ("a", "b")`, which reads as two terms and a call of in() without a field. `in` is the place of the call.
void complainAboutInOperator(const Query& query, std::span<const StepToken> step, std::size_t in);
// `a <=> b` outside of the queries of correlate().
void complainAboutLink(const Query& query, std::uint32_t field, std::uint32_t link);
// A function's name as free text.
void complainAboutFreeText(const Query& query, std::uint32_t word);

// The structure around steps.
void complainAboutEmptyStep(const Query& query, std::uint32_t pipe);
void complainAboutEmptyClause(const Query& query, std::uint32_t separator);
void complainAboutEmptyBlock(const Query& query, std::uint32_t opener);
void complainAboutEmptyBody(const Query& query, std::uint32_t arrow);
void complainAboutArrow(const Query& query, std::uint32_t arrow, bool inCase, bool inArm);
void complainAboutPipeBetweenArms(const Query& query, std::uint32_t pipe);
void complainAboutForeignArrow(const Query& query, std::uint32_t arrow);
void complainAboutMatchPipe(const Query& query, std::uint32_t pipe);
void complainAboutMissingArrow(const Query& query, TokenRange arm);
void complainAboutSemicolon(const Query& query, std::uint32_t semicolon);
// `call`: what CQL writes instead.
void complainAboutCommand(const Query& query, TokenRange step, const std::string& call);
void complainAboutMissingPipe(const Query& query, std::uint32_t token, bool inClause);
void complainAboutMissingSemicolon(const Query& query, std::uint32_t token);

// In any case.
bool isWord(const StepToken& token, const Query& query, std::string_view word);
// The offsets that the complaints above are about, for Query::troubles.
std::vector<std::uint32_t> troubles(const Lexed& lexed, const Brackets& brackets);
std::vector<std::uint32_t> grossTroubles(const Lexed& lexed, const Brackets& brackets);
// Whether something in these tokens has been complained about already, so that a step's failure needs no words.
bool knownTrouble(const Query& query, TokenRange range);
// Whether it is of the kind that makes everything else in these tokens doubtful.
bool grossTrouble(const Query& query, TokenRange range);

}  // namespace quarry::cql
