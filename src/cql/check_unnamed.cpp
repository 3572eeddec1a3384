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

bool isGiven(const CallCheck& check, const Parameter& p, const std::vector<Extra>& before) {
  return check.call.value(p) != kNoNode ||
         std::any_of(before.begin(), before.end(), [&](const Extra& one) { return one.meant == &p; });
}

bool isField(const Parameter& p) { return p.type == ParameterType::field || p.type == ParameterType::fields; }

// `desc` says an order: the one parameter that takes such a word or number. None if several do; `10` is a limit where
// there is one.
const Parameter* meantByWord(const CallCheck& check, NodeId value, const std::vector<Extra>& before) {
  const std::vector<std::string> words = wordsOf(check.tree, value);
  if (words.size() != 1) return nullptr;
  const Parameter* only = nullptr;
  bool several = false;
  for (const Parameter& p : check.function().parameters) {
    if (p.unnamed || p.deprecated || isGiven(check, p, before)) continue;
    const bool takes =
        isAmong(words.front(), p.values) || isAmong(words.front(), p.also) ||
        (isNumber(words.front()) && (p.type == ParameterType::number || p.type == ParameterType::numbers));
    if (!takes) continue;
    if (p.name == "limit") return &p;
    several = several || only != nullptr;
    only = &p;
  }
  return several ? nullptr : only;
}

// `regex("…", user)`: a bare word where the argument without a name is no field, but another one is.
const Parameter* meantAsField(const CallCheck& check, NodeId value) {
  const Parameter* unnamed = check.function().unnamedParameter();
  if (unnamed == nullptr || isField(*unnamed) || kindOf(check.tree, value) != NodeKind::field) return nullptr;
  const Parameter* field = check.function().parameter("field");
  return field != nullptr && isField(*field) && check.call.value(*field) == kNoNode ? field : nullptr;
}

// A call where one function is still to be given, the new name where fields are renamed, else the one required
// parameter that is not given.
const Parameter* meantByNeed(const CallCheck& check, NodeId value) {
  const Parameter* unnamed = check.function().unnamedParameter();
  const bool moves = unnamed != nullptr && unnamed->role == ParameterRole::moves;
  const bool isCall = kindOf(check.tree, value) == NodeKind::call;
  const Parameter* only = nullptr;
  for (const Parameter& p : check.function().parameters) {
    if (check.call.value(p) != kNoNode) continue;
    const bool needed = p.required || (moves && p.role == ParameterRole::writes);
    if (isCall ? p.type != ParameterType::function : !needed) continue;
    if (only != nullptr) return nullptr;
    only = &p;
  }
  return only;
}

// `if(a == 1, "y", "n")`: as many as the call still needs, in their order.
void meantInOrder(const CallCheck& check, std::vector<Extra>& extras) {
  std::vector<const Parameter*> needed;
  for (const Parameter& p : check.function().parameters)
    if (p.required && check.call.value(p) == kNoNode) needed.push_back(&p);
  const bool open = std::all_of(extras.begin(), extras.end(), [](const Extra& one) { return one.meant == nullptr; });
  if (!open || extras.size() < 2 || needed.size() != extras.size()) return;
  for (std::size_t i = 0; i < extras.size(); ++i) extras[i].meant = needed[i];
}

bool isName(const Tree& tree, NodeId value) {
  return (kindOf(tree, value) == NodeKind::field || kindOf(tree, value) == NodeKind::literal) &&
         !isNumber(tree.nodeText(value));
}

// The brackets that make a list of the first argument without a name and of those that follow it and mean no parameter;
// none if they do not follow each other, or if one is no name.
std::vector<base::Edit> bracketed(const CallCheck& check, const std::vector<Extra>& extras) {
  NodeId first = kNoNode, last = kNoNode;
  std::size_t at = 0, lastAt = 0;
  for (const BoundArgument& a : check.call.arguments) {
    ++at;
    const bool named = a.argument.name || std::any_of(extras.begin(), extras.end(), [&](const Extra& one) {
                         return one.argument == &a && one.meant != nullptr;
                       });
    if (named) continue;
    if (a.argument.value == kNoNode || !isName(check.tree, a.argument.value)) return {};
    if (first != kNoNode && at != lastAt + 1) return {};
    lastAt = at;
    if (first == kNoNode) first = a.argument.node;
    last = a.argument.node;
  }
  const base::Span from = check.tree.span(first), to = check.tree.span(last);
  return {{{from.file, from.begin, from.begin}, "["}, {{to.file, to.end, to.end}, "]"}};
}

void offer(const CallCheck& check, const std::vector<Extra>& extras, base::Diagnostic& finding) {
  const Function& f = check.function();
  const Parameter* unnamed = f.unnamedParameter();
  std::vector<base::Edit> edits;
  std::vector<std::string_view> names;
  for (const Extra& one : extras) {
    if (one.meant == nullptr) continue;
    const base::Span span = check.tree.span(one.argument->argument.node);
    edits.push_back({{span.file, span.begin, span.begin}, fmt::format("{}=", one.meant->name)});
    names.push_back(one.meant->name);
  }
  const bool list = names.size() < extras.size();
  if (list) {
    const bool fields =
        unnamed != nullptr && unnamed->type == ParameterType::fields && unnamed->role != ParameterRole::moves;
    std::vector<base::Edit> brackets = fields ? bracketed(check, extras) : std::vector<base::Edit>();
    if (brackets.empty()) {
      if (!f.parameters.empty()) finding.note(fmt::format("it takes {}", parameterList(f)));
      return;
    }
    edits.insert(edits.begin(), brackets.begin(), brackets.end());
    finding.primary.span.end = check.tree.span(extras.back().argument->argument.node).end;
  }
  std::string what = names.empty() ? "make a list of them" : fmt::format("name it {}", choices(names, "and"));
  if (names.size() > 1) what = fmt::format("name them {}", choices(names, "and"));
  if (list && !names.empty()) what = fmt::format("make a list of the fields, and name {}", choices(names, "and"));
  finding.fix(std::move(what), std::move(edits), names.empty() ? base::Safety::safe : base::Safety::review);
}

// `timeChart(1h)`, `sort(10)`: the one argument without a name is taken for a field, and says a span or a limit. A
// field of such a name is quoted.
void mistakenForField(const CallCheck& check, const BoundArgument& a) {
  if (a.argument.name || a.parameter == nullptr || !isField(*a.parameter) || a.argument.value == kNoNode ||
      tokenKindOf(check.tree, a.argument.value) != TokenKind::word)
    return;
  const std::string_view text = check.tree.nodeText(a.argument.value);
  const bool number = isNumber(text);
  if (!number && !isDuration(text)) return;
  const Parameter* meant = number ? meantByWord(check, a.argument.value, {}) : nullptr;
  for (const Parameter& p : check.function().parameters)
    if (!number && p.type == ParameterType::duration && check.call.value(p) == kNoNode) meant = &p;
  if (meant == nullptr) return;
  const base::Span span = check.tree.span(a.argument.node);
  base::Diagnostic& finding = check.report.add(codes::cqlUnnamedArgument, span,
                                               fmt::format("without a name `{}` is `{}` of `{}`: the name of a field",
                                                           text, a.parameter->name, check.function().name));
  if (a.parameter->required)
    finding.note(fmt::format("give the field, and say `{}={}`", meant->name, text));
  else
    finding.fix(fmt::format("name it `{}`", meant->name),
                {{{span.file, span.begin, span.begin}, fmt::format("{}=", meant->name)}}, base::Safety::review);
}

}  // namespace

// One finding, whatever the number of arguments: they are one mistake.
void checkUnnamedArguments(const CallCheck& check) {
  const Function& f = check.function();
  std::vector<Extra> extras;
  for (const BoundArgument& a : check.call.arguments) {
    mistakenForField(check, a);
    if (a.argument.name || a.parameter != nullptr || isFree(check, a)) continue;
    const Parameter* meant = a.argument.value == kNoNode ? nullptr : meantByWord(check, a.argument.value, extras);
    extras.push_back({&a, meant});
  }
  if (extras.empty()) return;
  meantInOrder(check, extras);
  const NodeId value = extras.front().argument->argument.value;
  if (extras.size() == 1 && extras.front().meant == nullptr && value != kNoNode) {
    extras.front().meant = meantAsField(check, value);
    if (extras.front().meant == nullptr) extras.front().meant = meantByNeed(check, value);
  }
  const Parameter* unnamed = f.unnamedParameter();
  const std::string message =
      f.parameters.empty() && f.freeArguments == FreeArguments::none ? fmt::format("`{}` takes no arguments", f.name)
      : unnamed == nullptr ? fmt::format("`{}` takes no argument without its name", f.name)
                           : fmt::format("`{}` takes only one argument without its name, `{}`", f.name, unnamed->name);
  offer(check, extras,
        check.report.add(codes::cqlUnnamedArgument, check.tree.span(extras.front().argument->argument.node), message));
}

}  // namespace quarry::cql
