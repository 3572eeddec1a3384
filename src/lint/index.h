// What many rules look for in a query, found in one walk: nodes by kind, calls with their parameters, regular
// expressions.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lint/conditions.h"
#include "lint/steps.h"
#include "quarry/base/regex.h"
#include "quarry/cql/bind.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

// A regular expression of a query: a literal, or the text of an argument.
struct RegexUse {
  cql::NodeId node = cql::kNoNode;  // the value, free text or literal that holds it
  base::RegexTree tree;
  bool literal = false;                  // /…/, else a string
  std::string flags;                     // letters behind the literal, or in the argument `flags`
  const cql::BoundCall* call = nullptr;  // whose argument it is
  base::FileId file{};
  std::vector<std::uint32_t> places;  // where each byte of it stands in the query, and its end

  base::Span span(std::uint32_t begin, std::uint32_t end) const { return {file, places[begin], places[end]}; }
  base::Span span(base::RegexId id) const { return span(tree[id].begin, tree[id].end); }
  base::Span span() const { return span(0, static_cast<std::uint32_t>(tree.text.size())); }
  // A change of the expression as a change of the query.
  base::Edit edit(std::uint32_t begin, std::uint32_t end, std::string_view text) const;

  bool hasFlag(char flag) const { return flags.find(flag) != std::string::npos; }
  bool ignoresCase() const;  // for the whole expression
  // False only if `^` and `$` are certainly the ends of the value.
  bool mayBeMultiLine() const;
  bool captures() const;  // a named group makes a field
  // True if nothing but whether it matches counts: no group makes a field, nothing is replaced or split.
  bool onlyMatches() const;
  bool isSound() const { return tree.faults.empty(); }
};

class Index {
 public:
  Index(const cql::Tree& tree, const cql::Flow& flow);
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  // In the order of the text.
  const std::vector<cql::NodeId>& of(cql::NodeKind kind) const { return kinds_[static_cast<std::size_t>(kind)]; }
  const std::deque<cql::BoundCall>& calls() const { return calls_; }  // saved queries too
  const std::vector<RegexUse>& regexes() const { return regexes_; }
  const std::vector<Sequence>& sequences() const { return sequences_; }  // the main pipeline first
  const Conditions& conditions() const { return conditions_; }
  // True if some part of the query could not be parsed.
  bool broken() const { return !of(cql::NodeKind::error).empty(); }

  // Null for a node that is no call.
  const cql::BoundCall* callAt(cql::NodeId node) const;
  // The read that a node is; null if it is none.
  const cql::Read* readAt(cql::NodeId node) const;

 private:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(cql::NodeKind::error) + 1;

  std::array<std::vector<cql::NodeId>, kKinds> kinds_;
  std::deque<cql::BoundCall> calls_;
  std::vector<RegexUse> regexes_;
  std::vector<Sequence> sequences_;
  Conditions conditions_;
  std::vector<std::uint32_t> callIndex_, readIndex_;  // by node
  const cql::Flow& flow_;
};

// True if the call is one of the function, in any case.
bool calls(const cql::BoundCall& call, std::string_view function);

}  // namespace quarry::lint
