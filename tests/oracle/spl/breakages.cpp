#include "breakages.h"

#include <regex>

namespace spl {

namespace {

// Outside comments: the header would hide the mistake.
std::size_t bodyOf(const std::string& query) {
  std::size_t at = 0;
  while (query.compare(at, 3, "```") == 0) {
    at = query.find("```", at + 3) + 3;
    while (at < query.size() && query[at] == '\n') ++at;
  }
  return at;
}

// The first place that the pattern finds, put anew.
std::function<std::optional<std::string>(const std::string&)> edit(const std::string& pattern,
                                                                   const std::string& with) {
  return [=](const std::string& query) -> std::optional<std::string> {
    const std::size_t at = bodyOf(query);
    const std::string body = query.substr(at);
    const std::regex find(pattern);
    if (!std::regex_search(body, find)) return std::nullopt;
    return query.substr(0, at) + std::regex_replace(body, find, with, std::regex_constants::format_first_only);
  };
}

std::function<std::optional<std::string>(const std::string&)> append(const std::string& text) {
  return [=](const std::string& query) { return query + text; };
}

}  // namespace

const std::vector<Breakage>& breakages() {
  static const std::vector<Breakage> all = {
      {"a quote that does not close", edit(R"re("(\s|\)|,|$))re", "$1")},
      {"a parenthesis that does not close", edit(R"(\)(\s|$))", "$1")},
      {"a parenthesis too many", append(")")},
      {"empty parentheses", append("\n| where ()")},
      {"a pipe at the end", append(" |")},
      {"two pipes", edit(R"(\n\| )", "\n| | ")},
      {"a command that does not exist", edit(R"(\| (stats|eval|where|sort|table|fields) )", "| $1x ")},
      {"a generating command in the middle", append("\n| makeresults count=1")},
      {"a command that needs events at the beginning",
       [](const std::string& query) {
         return "| dedup a\n| " + query.substr(bodyOf(query)).substr(0, 0) + "sort 0 a";
       }},
      {"an unknown function", edit(R"(\b(match|lower|isnull|coalesce|case|if|mvcount)\()", "$1ed(")},
      {"an argument too few", edit(R"(match\(([^,()]+), "(?:[^"\\]|\\.)*"\))", "match($1)")},
      {"an argument too many", edit(R"(\bisnull\(([^()]+)\))", "isnull($1, 1)")},
      {"a case without its last value", append("\n| eval q=case(a=1, \"x\", true())")},
      {"an unknown aggregate", edit(R"(\b(count|dc|values|min|max)(\(| AS))", "$1s$2")},
      {"an aggregate without its field", append("\n| stats values BY a")},
      {"no aggregate", append("\n| stats BY a")},
      {"BY without a field", append("\n| stats count BY")},
      {"AS without a name", append("\n| stats count AS")},
      {"an assignment to nothing", edit(R"(\| eval [\w.]+=)", "| eval =")},
      {"an assignment without a value", append("\n| eval q=")},
      {"an assignment without its sign", append("\n| eval q lower(a)")},
      {"a missing comma between assignments", append("\n| eval q=1 r=2")},
      {"IN without a list", edit(R"( IN \([^)]*\))", " IN")},
      {"an empty list", edit(R"( IN \([^)]*\))", " IN ()")},
      {"a list with a gap", edit(R"re( IN \(("[^"]*"),)re", " IN ($1,,")},
      {"OR with nothing after it", append("\n| search a=1 OR")},
      {"AND with nothing before it", append("\n| search AND a=1")},
      {"NOT with nothing after it", append("\n| search a=1 NOT")},
      {"a comparison without a value", append("\n| search a=")},
      {"two comparisons in a row", edit(R"re((EventCode|sourcetype|index)=("[^"]*"|[^\s"]+))re", "$1=$2 =$2")},
      {"an option without a value", append("\n| streamstats window= count")},
      {"an option that does not exist", append("\n| streamstats windows=5 count BY a")},
      {"a number that is none", append("\n| streamstats window=many count")},
      {"a truth value that is none", append("\n| streamstats current=maybe count")},
      {"a word that is none of the choices", append("\n| join type=outside a [search b]")},
      {"a bracket that does not close", append("\n| append [search a=1")},
      {"a bracket too many", append("\n| append [search a=1]]")},
      {"a command without its subsearch", append("\n| append")},
      {"a mistake in a subsearch", append("\n| append [search a=1 | wher b=2]")},
      {"a macro that does not end", append("\n| `filter")},
      {"a comment that does not end", append("\n``` why")},
      {"a regex command without its regex", append("\n| rex field=a")},
      {"rename without a name", append("\n| rename a AS")},
      {"rename without AS", append("\n| rename a b")},
      {"a sort function that does not exist", append("\n| sort 0 number(a)")},
      {"a table without fields", append("\n| table")},
      {"a lookup without a field", append("\n| lookup users")},
      {"an expression that breaks off", append("\n| where a=1 AND")},
      {"two operators in a row", append("\n| where a = = 1")},
      {"a word that does not belong there", append("\n| where a=1 b=2")},
      {"head with a word", append("\n| head some")},
      {"a conversion that does not exist", append("\n| convert ctimes(a)")},
      {"a condition for a value", append("\n| eval q=a>1")},
      {"a function that tells the truth for a value", append("\n| eval q=isnull(a)")},
      {"a value for a condition", append("\n| where lower(a)")},
      {"a value where NOT needs a condition", append("\n| where NOT lower(a)")},
      {"a condition in a sum", append("\n| eval q=(a>1)+1")},
      {"assignments where a condition belongs", append("\n| where a=\"b\", c=\"d\"")},
      {"two fields that split time", append("\n| timechart count BY a, b")},
      {"three fields that split a chart", append("\n| chart count BY a, b, c")},
      {"a regex that names nothing", append("\n| rex \"a(b)\"")},
      {"a regex that names nothing, with a macro after it", append("\n| rex \"a(b)\" `why`")},
      {"a regex that does not compile", append("\n| rex \"(?<a>[b-)\"")},
      {"a condition on a regex that does not compile", append("\n| where match(a, \"b(\")")},
      {"a substitution that is none", append("\n| rex mode=sed field=a \"x/b/c/\"")},
      {"names with more stars than before", append("\n| rename a AS b_*")},
      {"names of aggregates with fewer stars", append("\n| stats sum(a_*) AS b")},
      {"a span that is none", append("\n| timechart span=hourly count")},
      {"a limit that is none", append("\n| timechart limit=some count BY a")},
      {"a number below zero", append("\n| mvexpand a limit=-1")},
      {"OUTPUT without a field", append("\n| lookup users a OUTPUT")},
      {"foreach without its subsearch", append("\n| foreach a* eval b=1")},
      {"a mistake in what foreach repeats", append("\n| foreach a* [ eval <<FIELD>> ]")},
      {"a mistake in the search of map", append("\n| map search=\"search a=1 | wher b=2\"")},
      {"one search for multisearch", [](const std::string&) { return "| multisearch [search a=1]"; }},
      {"three searches for set",
       [](const std::string&) { return "| set union [search a=1] [search b=1] [search c=1]"; }},
      {"two models", [](const std::string&) { return "| tstats count FROM datamodel=a datamodel=b BY c"; }},
      {"a function in the search of tstats",
       [](const std::string&) { return "| tstats count FROM datamodel=a WHERE match(b, \"c\") BY d"; }},
      {"NOT IN without a list", append("\n| search a NOT IN")},
      {"sort without a field", append("\n| sort -")},
      {"a field where none belongs", append("\n| makeresults host")},
      {"two fields for a command that takes one", append("\n| mvexpand a, b")},
      {"a transaction with an option misspelt", append("\n| transaction a maxspa=5m")},
      {"a command of SQL", append("\n| order by a")},
      {"a command of KQL", append("\n| summarize count() by a")},
      {"typographic quotes", append("\n| where a=\u201cb c\u201d")},
  };
  return all;
}

}  // namespace spl
