// Calls of functions that do not exist, or should not be used any more.
#include <fmt/format.h>

#include <algorithm>

#include "cql/call_checks.h"
#include "cql/foreign_names.h"
#include "quarry/base/codes/cql_call.h"
#include "quarry/base/text.h"
#include "quarry/cql/signature.h"

namespace quarry::cql {
namespace {

// The one function whose name is `pack:word`; null if there is none or more than one.
const Function* inSomePack(std::string_view word) {
  const std::string ending = ":" + base::asciiLower(word);
  const Function* found = nullptr;
  for (const Function& f : functions()) {
    if (!base::asciiLower(f.name).ends_with(ending)) continue;
    if (found != nullptr) return nullptr;
    found = &f;
  }
  return found;
}

struct Guess {
  const Function* function = nullptr;
  bool sure = false;
};

bool takesEveryName(const Tree& tree, const BoundCall& call, const Function& function) {
  return std::all_of(call.arguments.begin(), call.arguments.end(), [&](const BoundArgument& a) {
    return !a.argument.name || function.parameter(tree.tokenText(*a.argument.name)) != nullptr;
  });
}

Guess guess(const Tree& tree, const BoundCall& call, std::string_view written) {
  if (const Function* packed = inSomePack(written)) return {packed, takesEveryName(tree, call, *packed)};
  std::vector<std::string_view> names;
  std::size_t near = 0;
  for (const Function& f : functions()) {
    if (!f.deprecated.empty() || !f.removed.empty()) continue;
    names.push_back(f.name);
    if (oneEditApart(written, f.name)) ++near;
  }
  const auto closest = base::closest(written, names);
  if (!closest) return {};
  const Function* function = find(*closest);
  const bool sure = near == 1 && written.size() >= 4 && oneEditApart(written, *closest);
  return {function, sure && takesEveryName(tree, call, *function)};
}

}  // namespace

bool oneEditApart(std::string_view a, std::string_view b) {
  const std::string left = base::asciiLower(a), right = base::asciiLower(b);
  std::string_view x = left, y = right;
  if (x.size() > y.size()) std::swap(x, y);
  if (y.size() - x.size() > 1) return false;
  std::size_t i = 0;
  while (i < x.size() && x[i] == y[i]) ++i;
  if (x.size() != y.size()) return x.substr(i) == y.substr(i + 1);
  if (i == x.size() || x.substr(i + 1) == y.substr(i + 1)) return true;
  return i + 1 < x.size() && x[i] == y[i + 1] && x[i + 1] == y[i] && x.substr(i + 2) == y.substr(i + 2);
}

std::string shortText(const Tree& tree, NodeId node) {
  constexpr std::size_t kMost = 40;
  std::string text(tree.nodeText(node));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  if (text.size() <= kMost) return text;
  std::size_t cut = kMost;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return text.substr(0, cut) + "…";
}

void checkUnknownFunction(const Tree& tree, const BoundCall& call, base::Report& report) {
  const std::string_view written = tree.tokenText(call.name);
  const base::Span span = tree.tokenSpan(call.name);
  const ForeignName* foreign = foreignName(written);
  const Guess near = foreign == nullptr ? guess(tree, call, written) : Guess{};
  std::string message = fmt::format("there is no function `{}`", written);
  if (near.function != nullptr) message += fmt::format("; did you mean `{}`?", near.function->name);
  base::Diagnostic& finding = report.add(codes::cqlUnknownFunction, span, message);
  if (foreign != nullptr) {
    const std::string said = foreign->advice.empty() ? fmt::format("`{}`", signature(*find(foreign->function)))
                                                     : std::string(foreign->advice);
    finding.note(fmt::format("in CQL: {}", said));
    return;
  }
  if (near.function != nullptr) {
    finding.fix(fmt::format("call `{}`", near.function->name), {{span, std::string(near.function->name)}},
                near.sure ? base::Safety::safe : base::Safety::review);
    return;
  }
  finding.note(
      "a saved query is called `$name()`; functions that your installation adds are named in `quarry.yml` "
      "under `functions`");
}

void checkDeprecated(const CallCheck& check) {
  const Function& f = check.function();
  if (!f.removed.empty()) {
    base::Diagnostic& finding = check.report.add(codes::cqlRemoved, check.nameSpan(),
                                                 fmt::format("`{}` was removed in version {}", f.name, f.removed));
    if (!f.replacement.empty()) finding.note(fmt::format("use `{}`", signature(*find(f.replacement))));
  }
  if (!f.deprecated.empty()) {
    base::Diagnostic& finding = check.report.add(codes::cqlDeprecated, check.nameSpan(),
                                                 fmt::format("`{}` is deprecated: {}", f.name, f.deprecated));
    if (!f.replacement.empty()) finding.note(fmt::format("use `{}`", signature(*find(f.replacement))));
  }
  for (const BoundArgument& a : check.call.arguments) {
    if (a.parameter == nullptr || !a.parameter->deprecated) continue;
    base::Diagnostic& finding = check.report.add(codes::cqlDeprecated, check.tree.span(a.argument.node),
                                                 fmt::format("`{}` of `{}` is deprecated", a.parameter->name, f.name));
    if (!a.parameter->instead.empty()) finding.note(fmt::format("write {}", a.parameter->instead));
  }
}

}  // namespace quarry::cql
