// Arguments without a name that no parameter takes, and what they must have meant.
#include <fmt/format.h>

#include <algorithm>

#include "cql/call_checks.h"
#include "cql/query.h"
#include "quarry/base/codes/cql_call.h"
#include "quarry/base/text.h"
#include "quarry/cql/signature.h"

namespace quarry::cql {
namespace {

// An argument that no parameter takes, with the parameter that it means, if that can be known.
struct Extra {
  const BoundArgument* argument = nullptr;
  const Parameter* meant = nullptr;
};

bool isField(const Parameter& p) { return p.type == ParameterType::field || p.type == ParameterType::fields; }

bool isName(const Tree& tree, NodeId value) {
  return (kindOf(tree, value) == NodeKind::field || kindOf(tree, value) == NodeKind::literal) &&
         !isNumber(tree.nodeText(value));
}

class UnnamedArguments {
 public:
  explicit UnnamedArguments(const CallCheck& check) : check_(check), function_(check.function()) {
    for (const Parameter& p : function_.parameters) given_.push_back(check_.call.value(p) != kNoNode);
  }

  // One finding, whatever the number of arguments: they are one mistake.
  void run() {
    for (const BoundArgument& a : check_.call.arguments) {
      mistakenForField(a);
      if (a.argument.name || a.parameter != nullptr || isFree(check_, a)) continue;
      const Parameter* meant = a.argument.value == kNoNode ? nullptr : meantByWord(a.argument.value);
      if (meant != nullptr) given_[indexOf(*meant)] = true;
      extras_.push_back({&a, meant});
    }
    if (extras_.empty()) return;
    meantInOrder();
    Extra& first = extras_.front();
    const NodeId value = first.argument->argument.value;
    if (extras_.size() == 1 && first.meant == nullptr && value != kNoNode) {
      first.meant = meantAsField(value);
      if (first.meant == nullptr) first.meant = meantByNeed(value);
    }
    const Parameter* unnamed = function_.unnamedParameter();
    const std::string message =
        function_.parameters.empty() && function_.freeArguments == FreeArguments::none
            ? fmt::format("`{}` takes no arguments", function_.name)
        : unnamed == nullptr
            ? fmt::format("`{}` takes no argument without its name", function_.name)
            : fmt::format("`{}` takes only one argument without its name, `{}`", function_.name, unnamed->name);
    offer(check_.report.add(codes::cqlUnnamedArgument, check_.tree.span(first.argument->argument.node), message));
  }

 private:
  std::size_t indexOf(const Parameter& p) const { return static_cast<std::size_t>(&p - function_.parameters.data()); }
  bool isGiven(const Parameter& p) const { return given_[indexOf(p)]; }

  // `desc` says an order: the one parameter that takes such a word or number. None if several do; `10` is a limit where
  // there is one.
  const Parameter* meantByWord(NodeId value) const {
    const std::vector<std::string> words = wordsOf(check_.tree, value);
    if (words.size() != 1) return nullptr;
    const std::string& word = words.front();
    const Parameter* only = nullptr;
    bool several = false;
    for (const Parameter& p : function_.parameters) {
      if (p.unnamed || p.deprecated || isGiven(p)) continue;
      const bool isNumeric = p.type == ParameterType::number || p.type == ParameterType::numbers;
      if (!isAmong(word, p.values) && !isAmong(word, p.also) && !(isNumeric && isNumber(word))) continue;
      if (p.name == "limit") return &p;
      several = several || only != nullptr;
      only = &p;
    }
    return several ? nullptr : only;
  }

  // `regex("…", user)`: a bare word where the argument without a name is no field, but another one is.
  const Parameter* meantAsField(NodeId value) const {
    const Parameter* unnamed = function_.unnamedParameter();
    if (unnamed == nullptr || isField(*unnamed) || kindOf(check_.tree, value) != NodeKind::field) return nullptr;
    const Parameter* field = function_.parameter("field");
    return field != nullptr && isField(*field) && !isGiven(*field) ? field : nullptr;
  }

  // A call where one function is still to be given, the new name where fields are renamed, else the one required
  // parameter that is not given.
  const Parameter* meantByNeed(NodeId value) const {
    const Parameter* unnamed = function_.unnamedParameter();
    const bool moves = unnamed != nullptr && unnamed->role == ParameterRole::moves;
    const bool isCall = kindOf(check_.tree, value) == NodeKind::call;
    const Parameter* only = nullptr;
    for (const Parameter& p : function_.parameters) {
      if (isGiven(p)) continue;
      const bool needed = p.required || (moves && p.role == ParameterRole::writes);
      if (isCall ? p.type != ParameterType::function : !needed) continue;
      if (only != nullptr) return nullptr;
      only = &p;
    }
    return only;
  }

  // `if(a == 1, "y", "n")`: as many as the call still needs, in their order.
  void meantInOrder() {
    std::vector<const Parameter*> needed;
    for (const Parameter& p : function_.parameters)
      if (p.required && !isGiven(p)) needed.push_back(&p);
    const bool open =
        std::all_of(extras_.begin(), extras_.end(), [](const Extra& one) { return one.meant == nullptr; });
    if (!open || extras_.size() < 2 || needed.size() != extras_.size()) return;
    for (std::size_t i = 0; i < extras_.size(); ++i) extras_[i].meant = needed[i];
  }

  // `timeChart(1h)`, `sort(10)`: the one argument without a name is taken for a field, and says a span or a limit. A
  // field of such a name is quoted.
  void mistakenForField(const BoundArgument& a) const {
    if (a.argument.name || a.parameter == nullptr || !isField(*a.parameter) || a.argument.value == kNoNode ||
        tokenKindOf(check_.tree, a.argument.value) != TokenKind::word)
      return;
    const std::string_view text = check_.tree.nodeText(a.argument.value);
    const bool number = isNumber(text);
    if (!number && !isDuration(text)) return;
    const Parameter* meant = number ? meantByWord(a.argument.value) : nullptr;
    for (const Parameter& p : function_.parameters)
      if (!number && p.type == ParameterType::duration && !isGiven(p) && (meant == nullptr || p.name == "span"))
        meant = &p;
    if (meant == nullptr) return;
    const base::Span span = check_.tree.span(a.argument.node);
    base::Diagnostic& finding =
        check_.report.add(codes::cqlUnnamedArgument, span,
                          fmt::format("without a name `{}` is `{}` of `{}`: the name of a field", text,
                                      a.parameter->name, function_.name));
    if (a.parameter->required)
      finding.note(fmt::format("give the field, and say `{}={}`", meant->name, text));
    else
      finding.fix(fmt::format("name it `{}`", meant->name),
                  {{{span.file, span.begin, span.begin}, fmt::format("{}=", meant->name)}}, base::Safety::review);
  }

  // The brackets that make a list of the first argument without a name and of those that follow it and mean no
  // parameter; none if they do not follow each other, or if one is no name.
  std::vector<base::Edit> bracketed() const {
    NodeId first = kNoNode, last = kNoNode;
    std::size_t at = 0, lastAt = 0;
    auto extra = extras_.begin();
    for (const BoundArgument& a : check_.call.arguments) {
      ++at;
      const bool isExtra = extra != extras_.end() && extra->argument == &a;
      const bool named = a.argument.name || (isExtra && extra->meant != nullptr);
      if (isExtra) ++extra;
      if (named) continue;
      if (a.argument.value == kNoNode || !isName(check_.tree, a.argument.value)) return {};
      if (first != kNoNode && at != lastAt + 1) return {};
      lastAt = at;
      if (first == kNoNode) first = a.argument.node;
      last = a.argument.node;
    }
    const base::Span from = check_.tree.span(first), to = check_.tree.span(last);
    return {{{from.file, from.begin, from.begin}, "["}, {{to.file, to.end, to.end}, "]"}};
  }

  void offer(base::Diagnostic& finding) const {
    const Parameter* unnamed = function_.unnamedParameter();
    std::vector<base::Edit> edits;
    std::vector<std::string_view> names;
    for (const Extra& one : extras_) {
      if (one.meant == nullptr) continue;
      const base::Span span = check_.tree.span(one.argument->argument.node);
      edits.push_back({{span.file, span.begin, span.begin}, fmt::format("{}=", one.meant->name)});
      names.push_back(one.meant->name);
    }
    const bool list = names.size() < extras_.size();
    if (list) {
      const bool fields =
          unnamed != nullptr && unnamed->type == ParameterType::fields && unnamed->role != ParameterRole::moves;
      std::vector<base::Edit> brackets = fields ? bracketed() : std::vector<base::Edit>();
      if (brackets.empty()) {
        if (!function_.parameters.empty()) finding.note(fmt::format("it takes {}", parameterList(function_)));
        return;
      }
      edits.insert(edits.begin(), brackets.begin(), brackets.end());
      finding.primary.span.end = check_.tree.span(extras_.back().argument->argument.node).end;
    }
    std::string what = names.empty() ? "make a list of them" : fmt::format("name it {}", choices(names, "and"));
    if (names.size() > 1) what = fmt::format("name them {}", choices(names, "and"));
    if (list && !names.empty()) what = fmt::format("make a list of the fields, and name {}", choices(names, "and"));
    finding.fix(std::move(what), std::move(edits), names.empty() ? base::Safety::safe : base::Safety::review);
  }

  const CallCheck& check_;
  const Function& function_;
  std::vector<bool> given_;  // by parameter
  std::vector<Extra> extras_;
};

}  // namespace

void checkUnnamedArguments(const CallCheck& check) { UnnamedArguments(check).run(); }

}  // namespace quarry::cql
