// Whether the arguments of a call are those that its function takes.
#include <fmt/format.h>

#include <algorithm>

#include "cql/call_checks.h"
#include "quarry/base/codes/cql_call.h"
#include "quarry/base/text.h"
#include "quarry/cql/signature.h"

namespace quarry::cql {
namespace {

void unknownParameter(const CallCheck& check, const BoundArgument& a) {
  const Function& f = check.function();
  const std::string_view written = check.tree.tokenText(*a.argument.name);
  const base::Span span = check.tree.tokenSpan(*a.argument.name);
  std::vector<std::string_view> names;
  std::size_t near = 0;
  for (const Parameter& p : f.parameters) {
    if (p.deprecated || check.call.value(p) != kNoNode) continue;
    names.push_back(p.name);
    names.insert(names.end(), p.aliases.begin(), p.aliases.end());
    if (oneEditApart(written, p.name)) ++near;
  }
  const auto closest = base::closest(written, names);
  base::Diagnostic& finding =
      check.report.add(codes::cqlUnknownParameter, span,
                       fmt::format("`{}` has no parameter `{}`{}", f.name, written,
                                   closest ? fmt::format("; did you mean `{}`?", *closest) : ""));
  if (closest)
    finding.fix(fmt::format("write `{}`", *closest), {{span, std::string(*closest)}},
                near == 1 && oneEditApart(written, *closest) ? base::Safety::safe : base::Safety::review);
  else if (const std::string list = parameterList(f); list.empty())
    finding.note(fmt::format("`{}` takes no arguments", f.name));
  else
    finding.note(fmt::format("`{}` takes {}", f.name, list));
}

void parameterCase(const CallCheck& check, const BoundArgument& a) {
  const std::string_view written = check.tree.tokenText(*a.argument.name);
  std::string_view right = a.parameter->name;
  for (std::string_view alias : a.parameter->aliases)
    if (base::equalsIgnoringCase(alias, written)) right = alias;
  if (right == written) return;
  const base::Span span = check.tree.tokenSpan(*a.argument.name);
  check.report
      .add(codes::cqlParameterCase, span,
           fmt::format("the parameter `{}` of `{}` is written `{}` here", right, check.function().name, written))
      .fix(fmt::format("write `{}`", right), {{span, std::string(right)}}, base::Safety::safe);
}

// The argument together with the comma before it.
base::Span withComma(const CallCheck& check, const BoundArgument& a) {
  base::Span span = check.tree.span(a.argument.node);
  const std::uint32_t before = check.tree.nodes[a.argument.node].first - 1;
  if (check.tree.tokens[before].kind == TokenKind::comma) span.begin = check.tree.tokens[before - 1].end;
  return span;
}

void duplicates(const CallCheck& check) {
  const auto& all = check.call.arguments;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Parameter* p = all[i].parameter;
    if (p == nullptr) continue;
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(i);
    const auto first = std::find_if(all.begin(), end, [&](const BoundArgument& a) { return a.parameter == p; });
    if (first == end) {
      if (check.call.receives != p) continue;
      check.report
          .add(codes::cqlDuplicateArgument, check.tree.span(all[i].argument.node),
               fmt::format("`{}` of `{}` is given twice", p->name, check.function().name))
          .label(check.tree.span(check.call.receiver), "this field is the first");
      continue;
    }
    const NodeId again = all[i].argument.node;
    base::Diagnostic& finding = check.report
                                    .add(codes::cqlDuplicateArgument, check.tree.span(again),
                                         fmt::format("`{}` of `{}` is given twice", p->name, check.function().name))
                                    .label(check.tree.span(first->argument.node), "first here");
    if (all[i].argument.name && !base::equalsIgnoringCase(check.tree.tokenText(*all[i].argument.name), p->name))
      finding.note(fmt::format("`{}` is another name of `{}`", check.tree.tokenText(*all[i].argument.name), p->name));
    if (check.tree.nodeText(all[i].argument.value) == check.tree.nodeText(first->argument.value))
      finding.fix("take the second one away", {{withComma(check, all[i]), ""}}, base::Safety::safe);
  }
}

void missing(const CallCheck& check) {
  const Function& f = check.function();
  std::vector<std::string_view> names;
  // The result of a call inside an expression needs no name.
  const NodeId parent = check.tree.nodes[check.call.node].parent;
  const bool isStep = parent == kNoNode || kindOf(check.tree, parent) == NodeKind::filterStep;
  for (const Parameter& p : f.parameters)
    if (p.required && check.call.value(p) == kNoNode && (isStep || p.role != ParameterRole::writes))
      names.push_back(p.name);
  if (names.empty()) return;
  // What an argument without a name or with a wrong one says is a finding of its own: it may be the one.
  std::size_t unplaced = 0;
  for (const BoundArgument& a : check.call.arguments)
    if (a.parameter == nullptr) unplaced += isFree(check, a) ? names.size() : 1;
  if (unplaced >= names.size()) return;
  check.report
      .add(codes::cqlMissingArgument, check.nameSpan(), fmt::format("`{}` needs {}", f.name, choices(names, "and")))
      .note(fmt::format("it is called `{}`", signature(f)));
}

}  // namespace

bool isFree(const CallCheck& check, const BoundArgument& a) {
  switch (check.function().freeArguments) {
    case FreeArguments::none:
      return false;
    case FreeArguments::assignments:
      return a.argument.name.has_value();
    case FreeArguments::queries:
      return a.argument.value != kNoNode && kindOf(check.tree, a.argument.value) == NodeKind::attribute;
    case FreeArguments::unknown:
      return true;
  }
  return false;
}

void checkArguments(const CallCheck& check) {
  for (const BoundArgument& a : check.call.arguments) {
    if (!a.argument.name) continue;
    if (a.parameter != nullptr)
      parameterCase(check, a);
    else if (!isFree(check, a))
      unknownParameter(check, a);
  }
  duplicates(check);
  checkUnnamedArguments(check);
  missing(check);
  if (check.call.receiver != kNoNode && check.call.receives == nullptr &&
      check.function().freeArguments != FreeArguments::unknown) {
    const bool assigned = kindOf(check.tree, check.tree.nodes[check.call.node].parent) == NodeKind::assignStep;
    check.report
        .add(codes::cqlNoReceiver, check.nameSpan(),
             fmt::format("`{}` has no parameter `{}`, so it cannot stand after `{}`", check.function().name,
                         assigned ? "as" : "field", assigned ? ":=" : "=~"))
        .label(check.tree.span(check.call.receiver), "");
  }
}

}  // namespace quarry::cql
