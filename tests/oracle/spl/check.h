// Is a text a well-formed SPL search? Structure only: commands, arguments, options, functions, quoting, brackets,
// expressions and whether they are conditions, regular expressions. Not: whether fields, indexes or macros exist.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "catalogue.h"
#include "cursor.h"

namespace spl {

// Of an expression: a field or a macro may be anything that its place allows.
enum class Type { value, truth, unknown };

class Checker {
 public:
  explicit Checker(const Catalogue& catalogue) : catalogue_(catalogue) {}

  // Throws Wrong.
  void check(const std::string& query);
  // What `map` runs: it may begin with the name of a command, without a pipe before it.
  void checkNamed(const std::string& query);

 private:
  // check.cpp: pipelines
  enum class Place { whole, brackets, continuation };
  void pipeline(std::string_view text, std::size_t begin, Place place);
  enum class Before { nothing, macros, search };
  void stage(const Stage& stage, Before before, Place place);
  void subsearch(const Token& token, Place place = Place::brackets);
  std::string_view between(std::pair<std::size_t, std::size_t> range) const;

  // search.cpp: the conditions of `search`
  void search(std::string_view text, std::size_t begin);
  void searchUntil(Cursor& in);  // up to a word that the command around it knows
  void searchOr(Cursor& in);
  void searchAnd(Cursor& in);
  void searchTerm(Cursor& in);
  void searchList(Cursor& in);
  void comparison(Cursor& in);

  // expression.cpp: those of eval and where
  Type expression(std::string_view text, std::size_t begin, bool aggregates = false);
  void condition(std::string_view text, std::size_t begin);
  void assignments(std::string_view text, std::size_t begin);
  Type either(Cursor& in);
  Type both(Cursor& in);
  Type negated(Cursor& in);
  Type compared(Cursor& in);
  Type sum(Cursor& in);
  Type product(Cursor& in);
  Type value(Cursor& in);
  Type call(Cursor& in, const Token& name);

  // commands.cpp: what each command takes
  void command(const Command& command, std::string_view arguments, std::size_t begin);
  void positional(const Command& command, Cursor& in);
  void anything(const Command& command, Cursor& in);

  // options.cpp
  void options(const Command& command, Cursor& in);
  void oneOption(const Command& command, Cursor& in);
  void option(const Command& command, const std::string& name, const std::string& type, Cursor& in);
  void filter(const Token& token, Cursor& in);

  // aggregates.cpp: stats, chart and their kin
  void stats(const Command& command, Cursor& in);
  void chart(const Command& command, Cursor& in);
  void timechart(const Command& command, Cursor& in);
  void tstats(const Command& command, Cursor& in);
  void aggregates(const Command& command, Cursor& in, std::initializer_list<std::string_view> until);
  Token aggregate(const Command& command, Cursor& in);
  Token aggregated(const Token& name, Cursor& in);
  void sparkline(Cursor& in);
  std::size_t fields(const Command& command, Cursor& in);
  void seriesFilter(Cursor& in);

  // fields.cpp: commands over names of fields
  void rename(const Command& command, Cursor& in);
  void sort(const Command& command, Cursor& in);
  std::size_t sortKeys(Cursor& in);
  void dedup(const Command& command, Cursor& in);
  void keep(const Command& command, Cursor& in);
  void head(const Command& command, Cursor& in);
  void replace(const Command& command, Cursor& in);
  void convert(const Command& command, Cursor& in);
  void trendline(const Command& command, Cursor& in);
  void transaction(const Command& command, Cursor& in);
  void returned(const Command& command, Cursor& in);
  void format(const Command& command, Cursor& in);

  // lookups.cpp: lookups and regular expressions
  void lookup(const Command& command, Cursor& in);
  void inputlookup(const Command& command, Cursor& in);
  void rex(const Command& command, Cursor& in);
  void regex(const Command& command, Cursor& in);

  // subsearches.cpp: commands around other pipelines
  void join(const Command& command, Cursor& in);
  void append(const Command& command, Cursor& in);
  void appendpipe(const Command& command, Cursor& in);
  void foreach (const Command& command, Cursor & in);
  void map(const Command& command, Cursor& in);
  void multisearch(const Command& command, Cursor& in);
  void set(const Command& command, Cursor& in);

  const Catalogue& catalogue_;
  std::string query_;
  bool inAggregates_ = false;  // an expression whose functions are those of stats, too
  bool inClause_ = false;      // a search that ends where BY begins
};

// Throws Wrong at the token if PCRE takes the text for no regular expression. How many of its groups have names.
std::size_t namedGroups(const Token& pattern);

}  // namespace spl
