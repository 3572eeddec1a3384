// Functions of the catalogue in words.
#pragma once

#include <string>
#include <vector>

#include "quarry/cql/catalogue.h"

namespace quarry::cql {

// "groupBy(field, function=count(as=_count), limit=20000)": what may be left out has its default, or stands in
// brackets.
std::string signature(const Function& function);
// "`field`, `function` and `limit`"; empty if it takes none.
std::string parameterList(const Function& function);
// What an argument has to be: "a number", "`asc` or `desc`", "the name of a field".
std::string expectation(const Parameter& parameter);
// A default as one writes it in a query.
std::string writtenDefault(const Parameter& parameter);
// The outputs as the data files write them: "<as|field>.asn", "{calls function}".
std::vector<std::string> outputRules(const Function& function);
// The outputs in words: "`_bucket`, `<series>` and the outputs of `function`"; empty if there are none.
std::string outputList(const Function& function);
// "`a`, `b` or `c`".
std::string choices(std::span<const std::string_view> words, std::string_view last);

}  // namespace quarry::cql
