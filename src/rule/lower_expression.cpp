#include "rule/lower_expression.h"

#include <fmt/format.h>

#include <charconv>

#include "ExpressionLexer.h"
#include "ExpressionParser.h"
#include "quarry/base/codes/steps.h"
#include "quarry/base/text.h"
#include "quarry/ir/functions.h"
#include "rule/antlr_parse.h"
#include "rule/expression_depth.h"

namespace quarry::rule {

namespace {

using Lexer = grammar::expression::ExpressionLexer;
using Parser = grammar::expression::ExpressionParser;

double toNumber(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string unquote(std::string_view literal) {
  std::string out;
  for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
    if (literal[i] == '\\' && i + 2 < literal.size()) {
      switch (literal[++i]) {
        case 'n':
          out += '\n';
          break;
        case 't':
          out += '\t';
          break;
        case 'r':
          out += '\r';
          break;
        case '\\':
        case '\'':
        case '"':
          out += literal[i];
          break;
        default:
          out += '\\';
          out += literal[i];  // a backslash before anything else is itself, as in Sigma
      }
    } else {
      out += literal[i];
    }
  }
  return out;
}

class Lowering {
 public:
  Lowering(base::FileId file, std::string_view text, const CodePoints& points, Scope& scope)
      : file_(file), text_(text), points_(points), scope_(scope) {}

  std::optional<ir::Val> expression(Parser::ExpressionContext* at) {
    if (at->atom() != nullptr) return atom(at->atom());
    if (at->IN() != nullptr) return membership(at);
    const auto operands = at->expression();
    const ir::Function function = operatorOf(at, operands.size());
    std::vector<ir::Val> values;
    for (auto* operand : operands) {
      auto value = expression(operand);
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
    }
    return ir::Val{ir::Call{function, std::move(values)}, span(at)};
  }

  // The call at the root of an expression, if it is nothing else.
  static Parser::CallContext* rootCall(Parser::ExpressionContext* at) {
    if (at->atom() == nullptr) return nullptr;
    if (at->atom()->OPEN() != nullptr) return rootCall(at->atom()->expression());
    return at->atom()->call();
  }

  std::optional<ir::Measure> measure(const std::string& column, Parser::ExpressionContext* at) {
    auto* call = rootCall(at);
    const auto aggregate = call == nullptr ? std::nullopt : ir::aggregateNamed(call->NAME()->getText());
    if (!aggregate) {
      auto& finding = scope_.report.add(codes::aggregateNeeded, span(at), "a measure has to be an aggregate");
      if (call != nullptr) {
        std::vector<std::string_view> names;
        for (const auto& known : ir::aggregates()) names.push_back(known.spelling);
        const std::string name = call->NAME()->getText();
        if (const auto near = base::closest(name, names)) finding.note(fmt::format("did you mean `{}(…)`?", *near));
      } else {
        finding.note(fmt::format("`any({0})` takes the first value present, `max({0})` the greatest", text(at)));
      }
      return std::nullopt;
    }
    const ir::AggregateInfo& known = ir::info(*aggregate);
    if (!arguments(call, known.spelling, known.least, known.most)) return std::nullopt;
    ir::Measure measure;
    measure.column = column;
    measure.function = *aggregate;
    measure.origin = span(at);
    for (auto* argument : call->expression()) {
      auto value = expression(argument);
      if (!value) return std::nullopt;
      measure.arguments.push_back(std::move(*value));
    }
    if (*aggregate == ir::Aggregate::countIf) {
      ir::Val condition = std::move(measure.arguments.front());
      const base::Origin origin = condition.origin;
      measure.condition = ir::Pred{ir::IsTrue{std::move(condition)}, origin};
      measure.arguments.clear();
    }
    if (known.result)
      measure.type = {*known.result, {}};
    else
      measure.type = ir::typeOf(measure.arguments.front(), scope_.fields);
    return measure;
  }

 private:
  base::Span span(antlr4::ParserRuleContext* at) const {
    return {file_, points_.begin(at->getStart()), points_.end(at->getStop())};
  }
  base::Span span(antlr4::tree::TerminalNode* at) const {
    return {file_, points_.begin(at->getSymbol()), points_.end(at->getSymbol())};
  }
  std::string text(antlr4::ParserRuleContext* at) const {
    const base::Span where = span(at);
    return std::string(text_.substr(where.begin, where.end - where.begin));
  }

  static ir::Function operatorOf(Parser::ExpressionContext* at, std::size_t operands) {
    if (at->AND() != nullptr) return ir::Function::logicalAnd;
    if (at->OR() != nullptr) return ir::Function::logicalOr;
    if (at->NOT() != nullptr) return ir::Function::logicalNot;
    if (at->EQ() != nullptr) return ir::Function::equal;
    if (at->NE() != nullptr) return ir::Function::notEqual;
    if (at->LT() != nullptr) return ir::Function::less;
    if (at->LE() != nullptr) return ir::Function::lessEqual;
    if (at->GT() != nullptr) return ir::Function::greater;
    if (at->GE() != nullptr) return ir::Function::greaterEqual;
    if (at->STAR() != nullptr) return ir::Function::multiply;
    if (at->SLASH() != nullptr) return ir::Function::divide;
    if (at->PERCENT() != nullptr) return ir::Function::modulo;
    if (at->PLUS() != nullptr) return ir::Function::add;
    return operands == 1 ? ir::Function::negate : ir::Function::subtract;
  }

  std::optional<ir::Val> membership(Parser::ExpressionContext* at) {
    std::vector<ir::Val> values;
    auto subject = expression(at->expression(0));
    if (!subject) return std::nullopt;
    values.push_back(std::move(*subject));
    for (auto* item : at->list()->expression()) {
      auto value = expression(item);
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
    }
    ir::Val in{ir::Call{ir::Function::in, std::move(values)}, span(at)};
    if (at->NOT() == nullptr) return in;
    std::vector<ir::Val> negated;
    negated.push_back(std::move(in));
    return ir::Val{ir::Call{ir::Function::logicalNot, std::move(negated)}, span(at)};
  }

  std::optional<ir::Val> atom(Parser::AtomContext* at) {
    const base::Origin origin = span(at);
    if (at->OPEN() != nullptr) return expression(at->expression());
    if (at->STRING() != nullptr) return ir::Val{ir::Literal{unquote(at->STRING()->getText())}, origin};
    if (at->NUMBER() != nullptr) return ir::Val{ir::Literal{toNumber(at->NUMBER()->getText())}, origin};
    if (at->TRUE() != nullptr || at->FALSE() != nullptr) return ir::Val{ir::Literal{at->TRUE() != nullptr}, origin};
    if (at->DURATION() != nullptr) {
      if (const auto duration = parseDuration(at->DURATION()->getText()))
        return ir::Val{ir::Literal{*duration}, origin};
      scope_.report.add(codes::badDuration, span(at->DURATION()), "this length of time is too long");
      return std::nullopt;
    }
    if (at->call() != nullptr) return call(at->call());
    return ir::Val{resolveField(text(at->path()), scope_), origin};
  }

  bool arguments(Parser::CallContext* call, std::string_view name, int least, int most) {
    const int count = static_cast<int>(call->expression().size());
    if (count >= least && (most < 0 || count <= most)) return true;
    const std::string wanted = most < 0        ? fmt::format("at least {}", least)
                               : least == most ? fmt::format("{}", least)
                                               : fmt::format("{} to {}", least, most);
    scope_.report.add(
        codes::argumentCount, span(call),
        fmt::format("`{}` takes {} argument{}, not {}", name, wanted, least == 1 && most == 1 ? "" : "s", count));
    return false;
  }

  std::optional<ir::Val> call(Parser::CallContext* at) {
    const std::string name = at->NAME()->getText();
    if (name == "if" || name == "case") return conditional(at, name);
    const auto function = ir::functionNamed(name);
    if (!function) {
      if (ir::aggregateNamed(name)) {
        scope_.report.add(codes::aggregateHere, span(at),
                          fmt::format("`{}` is an aggregate: it belongs into a `group` step", name));
        return std::nullopt;
      }
      std::vector<std::string_view> names = {"if", "case"};
      for (const auto& known : ir::functions())
        if (ir::functionNamed(known.spelling)) names.push_back(known.spelling);
      auto& finding =
          scope_.report.add(codes::unknownFunction, span(at->NAME()), fmt::format("there is no function `{}`", name));
      if (const auto near = base::closest(name, names)) finding.note(fmt::format("did you mean `{}`?", *near));
      return std::nullopt;
    }
    const ir::FunctionInfo& known = ir::info(*function);
    if (!arguments(at, known.spelling, known.least, known.most)) return std::nullopt;
    std::vector<ir::Val> values;
    for (auto* argument : at->expression()) {
      auto value = expression(argument);
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
    }
    return ir::Val{ir::Call{*function, std::move(values)}, span(at)};
  }

  // if(condition, then, else); case(condition, value, …, else)
  std::optional<ir::Val> conditional(Parser::CallContext* at, const std::string& name) {
    const auto parts = at->expression();
    if (parts.size() < 2 || (name == "if" && parts.size() > 3)) {
      scope_.report.add(codes::argumentCount, span(at),
                        fmt::format("`{}` takes a condition, a value, and a value for else", name));
      return std::nullopt;
    }
    ir::Case cases;
    std::size_t i = 0;
    for (; i + 1 < parts.size(); i += 2) {
      auto when = expression(parts[i]);
      auto then = expression(parts[i + 1]);
      if (!when || !then) return std::nullopt;
      const base::Origin origin = when->origin;
      cases.branches.push_back({ir::Pred{ir::IsTrue{std::move(*when)}, origin}, std::move(*then)});
    }
    if (i < parts.size()) {
      auto otherwise = expression(parts[i]);
      if (!otherwise) return std::nullopt;
      cases.otherwise = std::move(*otherwise);
    }
    return ir::Val{std::move(cases), span(at)};
  }

  base::FileId file_;
  std::string_view text_;
  const CodePoints& points_;
  Scope& scope_;
};

void reportFault(const SyntaxFault& fault, std::string_view text, base::FileId file, Scope& scope) {
  const base::Span where{file, fault.begin, fault.end};
  const std::string found(text.substr(fault.begin, fault.end - fault.begin));
  if (fault.atEnd || found.empty()) {
    scope.report.add(codes::expressionSyntax, where, "the expression ends too early");
    return;
  }
  auto& finding = scope.report.add(codes::expressionSyntax, where, fmt::format("`{}` does not fit here", found));
  static constexpr std::pair<std::string_view, std::string_view> kHabits[] = {
      {"=", "=="}, {"&&", "and"}, {"||", "or"}, {"!", "not "}};
  for (const auto& [habit, ours] : kHabits)
    if (found == habit) {
      finding.note(fmt::format("write `{}`", ours));
      finding.fix(fmt::format("write `{}`", ours), {{scope.sources.outermost(where), std::string(ours)}},
                  base::Safety::review);
    }
}

template <class Use>
bool withExpression(const base::yaml::Node& scalar, Scope& scope, Use use) {
  if (!scalar.isScalar()) {
    scope.report.add(codes::badStep, scalar.span, "an expression has to be text");
    return false;
  }
  if (const auto why = beyondLimits(scalar.text)) {
    scope.report.add(codes::expressionSyntax, scalar.span, *why);
    return false;
  }
  const base::FileId file = base::yaml::embed(scope.sources, scalar);
  const auto fault = parseText<Lexer, Parser>(
      scalar.text, [](Parser& parser) { return parser.root(); },
      [&](Parser::RootContext* tree, const CodePoints& points) {
        Lowering lowering(file, scalar.text, points, scope);
        use(lowering, tree->expression());
      });
  if (fault) reportFault(*fault, scalar.text, file, scope);
  return !fault;
}

}  // namespace

std::optional<ir::Val> lowerExpression(const base::yaml::Node& scalar, Scope& scope) {
  std::optional<ir::Val> result;
  withExpression(scalar, scope,
                 [&](Lowering& lowering, Parser::ExpressionContext* at) { result = lowering.expression(at); });
  return result;
}

std::optional<ir::Measure> lowerMeasure(const std::string& column, const base::yaml::Node& scalar, Scope& scope) {
  std::optional<ir::Measure> result;
  withExpression(scalar, scope,
                 [&](Lowering& lowering, Parser::ExpressionContext* at) { result = lowering.measure(column, at); });
  return result;
}

std::optional<ir::Duration> parseDuration(std::string_view text) {
  static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}, {"w", 604'800'000}};
  constexpr std::int64_t kMost = 3'650LL * 86'400'000;  // ten years: no window is longer
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count > kMost) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    std::int64_t length = 0;
    for (const auto& [unit, milliseconds] : kUnits)
      if (length == 0 && text.starts_with(unit)) {
        length = milliseconds;
        text.remove_prefix(unit.size());
      }
    if (length == 0 || count > kMost / length) return std::nullopt;
    total += count * length;
  }
  if (total <= 0 || total > kMost) return std::nullopt;
  return ir::Duration{total};
}

}  // namespace quarry::rule
