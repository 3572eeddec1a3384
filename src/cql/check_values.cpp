// Whether what is given for a parameter is what it takes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "cql/call_checks.h"
#include "quarry/base/codes/cql_call.h"
#include "quarry/base/text.h"
#include "quarry/cql/signature.h"

namespace quarry::cql {
namespace {

// What an expression is, as far as parameters care.
enum class Shape { word, text, number, star, boolean, regex, parameter, list, call, query, computed, other };

bool looksLikeNumber(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0)
      ++digits;
    else if (c != '.' && c != 'e' && c != 'E' && c != '-' && c != '+')
      return false;
  }
  return digits != 0 &&
         (std::isdigit(static_cast<unsigned char>(text.front())) != 0 || text.front() == '-' || text.front() == '.');
}

Shape shapeOf(const Tree& tree, NodeId node) {
  const NodeId inner = unwrapped(tree, node);
  switch (kindOf(tree, inner)) {
    case NodeKind::field:
    case NodeKind::literal:
    case NodeKind::value:
    case NodeKind::constant:
      break;
    case NodeKind::array:
      return Shape::list;
    case NodeKind::call:
    case NodeKind::savedCall:
      return Shape::call;
    case NodeKind::subquery:
      return Shape::query;
    case NodeKind::unary: {
      const NodeId operand = tree.nodes[inner].child;
      return tokenKindOf(tree, inner) == TokenKind::minus && operand != kNoNode && numberOf(tree, operand)
                 ? Shape::number
                 : Shape::computed;
    }
    case NodeKind::binary:
      return Shape::computed;
    default:
      return Shape::other;
  }
  switch (tokenKindOf(tree, inner)) {
    case TokenKind::kwTrue:
    case TokenKind::kwFalse:
      return Shape::boolean;
    case TokenKind::regex:
      return Shape::regex;
    case TokenKind::parameter:
      return Shape::parameter;
    case TokenKind::string:
    case TokenKind::backquoted:
      return Shape::text;
    default: {
      const std::string_view text = tree.nodeText(inner);
      if (text == "*") return Shape::star;
      return looksLikeNumber(text) ? Shape::number : Shape::word;
    }
  }
}

bool isScalar(Shape shape) {
  return shape == Shape::word || shape == Shape::text || shape == Shape::number || shape == Shape::star ||
         shape == Shape::boolean;
}

class Values {
 public:
  explicit Values(const CallCheck& check) : check_(check), tree_(check.tree) {}

  void argument(const Parameter& p, NodeId value) {
    value = unwrapped(tree_, value);
    const Shape shape = shapeOf(tree_, value);
    // A parameter of the query may be anything, and what could not be parsed has a finding of its own.
    if (shape == Shape::parameter || shape == Shape::other) return;
    if (isScalar(shape) && std::find(p.also.begin(), p.also.end(), textOf(tree_, value)) != p.also.end()) return;
    switch (p.type) {
      case ParameterType::text:
      case ParameterType::prefix:
      case ParameterType::time:
        if (!isScalar(shape)) wrongType(p, value);
        break;
      case ParameterType::regex:
        if (!isScalar(shape) && shape != Shape::regex) wrongType(p, value);
        break;
      case ParameterType::number:
        number(p, value, shape);
        break;
      case ParameterType::boolean:
        boolean(p, value, shape);
        break;
      case ParameterType::choice:
        if (isScalar(shape))
          word(p, value);
        else
          wrongType(p, value);
        break;
      case ParameterType::choices:
        each(p, value, [&](NodeId element) { word(p, element); });
        break;
      case ParameterType::flags:
        flags(p, value, shape);
        break;
      case ParameterType::duration:
        if (!isScalar(shape) || !isDuration(textOf(tree_, value))) wrongType(p, value);
        break;
      case ParameterType::field:
        field(p, value, shape);
        break;
      case ParameterType::fields:
        each(p, value, [&](NodeId element) { nameOfField(p, element); });
        break;
      case ParameterType::array:
        array(p, value, shape);
        break;
      case ParameterType::list:
        if (shape == Shape::query || shape == Shape::computed) wrongType(p, value);
        break;
      case ParameterType::numbers:
        each(p, value, [&](NodeId element) { number(p, element, shapeOf(tree_, element)); });
        break;
      case ParameterType::pairs:
        pairs(p, value, shape);
        break;
      case ParameterType::expression:
        if (shape == Shape::list) wrongType(p, value);
        break;
      case ParameterType::expressions:
        if (shape == Shape::query) wrongType(p, value);
        break;
      case ParameterType::function:
        if (isScalar(shape) || shape == Shape::computed || shape == Shape::regex) callNeeded(p, value, shape);
        break;
      case ParameterType::pipeline:
        if (isScalar(shape) || shape == Shape::computed || shape == Shape::list) wrongType(p, value);
        break;
      case ParameterType::pipelines:
        each(p, value, [&](NodeId element) {
          if (isScalar(shapeOf(tree_, element))) wrongType(p, element);
        });
        break;
    }
  }

 private:
  base::Diagnostic& wrongType(const Parameter& p, NodeId value) {
    return check_.report.add(
        codes::cqlArgumentType, tree_.span(value),
        fmt::format("`{}` of `{}` takes {}, not {}", p.name, check_.function().name, expectation(p), described(value)));
  }

  std::string described(NodeId value) {
    switch (shapeOf(tree_, value)) {
      case Shape::list:
        return "a list";
      case Shape::call:
        return fmt::format("the call `{}`", shortText(tree_, value));
      case Shape::query:
        return "a query";
      case Shape::computed:
        return fmt::format("the calculation `{}`", shortText(tree_, value));
      case Shape::regex:
        return "a regular expression between slashes";
      default:
        return fmt::format("`{}`", shortText(tree_, value));
    }
  }

  template <class Fn>
  void each(const Parameter& p, NodeId value, Fn&& fn) {
    const Shape shape = shapeOf(tree_, value);
    if (shape != Shape::list && !isScalar(shape) && p.type != ParameterType::pipelines) {
      wrongType(p, value);
      return;
    }
    for (NodeId element : elements(tree_, value)) {
      const Shape inner = shapeOf(tree_, element);
      if (inner == Shape::parameter || inner == Shape::other) continue;
      if (!isScalar(inner) || !isAmong(textOf(tree_, element), p.also)) fn(element);
    }
  }

  void number(const Parameter& p, NodeId value, Shape shape) {
    const std::optional<double> number = shape == Shape::number && kindOf(tree_, value) == NodeKind::unary
                                             ? numberOf(tree_, tree_.nodes[value].child)
                                             : numberOf(tree_, value);
    if (!isScalar(shape) || !number) {
      wrongType(p, value);
      return;
    }
    const double said = kindOf(tree_, value) == NodeKind::unary ? -*number : *number;
    if (said < static_cast<double>(p.least))
      outOfRange(p, value, fmt::format("at least {}", p.least));
    else if (said > static_cast<double>(p.most))
      outOfRange(p, value, fmt::format("at most {}", p.most));
  }

  void outOfRange(const Parameter& p, NodeId value, const std::string& bound) {
    check_.report.add(codes::cqlArgumentRange, tree_.span(value),
                      fmt::format("`{}` of `{}` is {}", p.name, check_.function().name, bound));
  }

  void boolean(const Parameter& p, NodeId value, Shape shape) {
    if (shape == Shape::boolean) return;
    const std::string text = isScalar(shape) ? base::asciiLower(textOf(tree_, value)) : std::string();
    if (text == "true" || text == "false") return;
    base::Diagnostic& finding = wrongType(p, value);
    const bool yes = text == "yes" || text == "1" || text == "on", no = text == "no" || text == "0" || text == "off";
    if (yes || no)
      finding.fix(yes ? "write `true`" : "write `false`", {{tree_.span(value), yes ? "true" : "false"}},
                  base::Safety::safe);
  }

  void word(const Parameter& p, NodeId value) {
    const std::string text = textOf(tree_, value);
    if (!isScalar(shapeOf(tree_, value))) {
      wrongType(p, value);
      return;
    }
    if (isAmong(text, p.values) || isAmong(text, p.also)) return;
    const auto near = base::closest(text, p.values);
    base::Diagnostic& finding =
        check_.report.add(codes::cqlArgumentWord, tree_.span(value),
                          fmt::format("`{}` of `{}` is {}, not `{}`", p.name, check_.function().name,
                                      choices(p.values, "or"), shortText(tree_, value)));
    // `ascending` begins with the word that is meant.
    std::string_view meant = near.value_or("");
    for (std::string_view w : p.values)
      if (text.size() > w.size() && base::equalsIgnoringCase(text.substr(0, w.size()), w)) meant = w;
    const auto alike =
        std::count_if(p.values.begin(), p.values.end(), [&](std::string_view w) { return oneEditApart(text, w); });
    // `UTF-8` without quotes is a subtraction.
    const bool plain = std::all_of(meant.begin(), meant.end(),
                                   [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
    if (!meant.empty())
      finding.fix(fmt::format("write `{}`", meant),
                  {{tree_.span(value), plain ? std::string(meant) : quoteString(meant)}},
                  alike == 1 && oneEditApart(text, meant) ? base::Safety::safe : base::Safety::review);
  }

  void flags(const Parameter& p, NodeId value, Shape shape) {
    if (!isScalar(shape)) {
      wrongType(p, value);
      return;
    }
    for (const char c : textOf(tree_, value))
      if (std::find(p.values.begin(), p.values.end(), std::string_view(&c, 1)) == p.values.end()) {
        check_.report.add(codes::cqlArgumentWord, tree_.span(value),
                          fmt::format("`{}` of `{}` has no letter `{}`: it takes {}", p.name, check_.function().name, c,
                                      expectation(p)));
        return;
      }
  }

  void field(const Parameter& p, NodeId value, Shape shape) {
    if (shape != Shape::list) {
      nameOfField(p, value);
      return;
    }
    const std::vector<NodeId> all = elements(tree_, value);
    base::Diagnostic& finding = wrongType(p, value);
    if (all.size() == 1 && isScalar(shapeOf(tree_, all[0])))
      finding.fix("take the brackets off", {{tree_.span(value), std::string(tree_.nodeText(all[0]))}},
                  base::Safety::safe);
  }

  // Texts name fields too ("host-name"), if they could be names: a text of punctuation only is meant as a text.
  void nameOfField(const Parameter& p, NodeId value) {
    const Shape shape = shapeOf(tree_, value);
    if (shape == Shape::list && p.type == ParameterType::fields && p.role == ParameterRole::moves) {
      pair(p, value);
      return;
    }
    if (!isScalar(shape) || shape == Shape::boolean || shape == Shape::star) {
      base::Diagnostic& finding = wrongType(p, value);
      if (shape == Shape::computed || shape == Shape::call)
        finding.note("assign it to a field in a step before, and give the field");
      return;
    }
    if (p.role == ParameterRole::column || p.role == ParameterRole::subquery) return;
    const std::string text = textOf(tree_, value);
    const bool punctuation = std::none_of(text.begin(), text.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80) != 0 ||
             c == '_';
    });
    if (shape == Shape::text && punctuation && !text.empty())
      wrongType(p, value).note(
          "a text here is read as the name of a field; `format(\"%s…\", field=[…])` joins fields and text");
  }

  // Some functions still take an array's name without its brackets; with them it has to be quoted.
  void array(const Parameter& p, NodeId value, Shape shape) {
    const std::string text = isScalar(shape) ? textOf(tree_, value) : std::string();
    if (isScalar(shape) && (text.find('[') == std::string::npos ? !p.brackets : shape == Shape::text)) return;
    base::Diagnostic& finding = wrongType(p, value);
    if (!isScalar(shape)) return;
    const bool bracketed = text.find('[') != std::string::npos;
    finding.fix(bracketed ? "quote it" : "write the brackets of the array",
                {{tree_.span(value), quoteString(bracketed ? text : text + "[]")}},
                bracketed ? base::Safety::safe : base::Safety::review);
  }

  void pair(const Parameter& p, NodeId value) {
    if (elements(tree_, value).size() != 2)
      check_.report.add(
          codes::cqlArgumentType, tree_.span(value),
          fmt::format("an element of `{}` of `{}` is a pair, such as `[old, new]`", p.name, check_.function().name));
  }

  void pairs(const Parameter& p, NodeId value, Shape shape) {
    if (shape != Shape::list) {
      wrongType(p, value);
      return;
    }
    for (NodeId element : elements(tree_, value)) {
      const Shape inner = shapeOf(tree_, element);
      if (inner == Shape::list)
        pair(p, element);
      else if (inner != Shape::parameter && inner != Shape::other)
        wrongType(p, element);
    }
  }

  void callNeeded(const Parameter& p, NodeId value, Shape shape) {
    base::Diagnostic& finding = wrongType(p, value);
    const Function* named = isScalar(shape) ? find(textOf(tree_, value)) : nullptr;
    if (named == nullptr) return;
    const bool complete =
        std::none_of(named->parameters.begin(), named->parameters.end(), [](const Parameter& q) { return q.required; });
    finding.fix(fmt::format("call `{}`", named->name), {{tree_.span(value), fmt::format("{}()", named->name)}},
                complete ? base::Safety::safe : base::Safety::review);
  }

  const CallCheck& check_;
  const Tree& tree_;
};

}  // namespace

bool isAmong(std::string_view word, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return base::equalsIgnoringCase(w, word); });
}

bool isDuration(std::string_view text) {
  static constexpr std::array<std::string_view, 48> kUnits = {
      "ns",           "nanos",  "nanosecond", "nanoseconds", "us",           "micros",   "microsecond",
      "microseconds", "ms",     "millis",     "millisecond", "milliseconds", "s",        "sec",
      "secs",         "second", "seconds",    "m",           "min",          "mins",     "minute",
      "minutes",      "h",      "hr",         "hrs",         "hour",         "hours",    "d",
      "day",          "days",   "w",          "week",        "weeks",        "mon",      "month",
      "months",       "q",      "qtr",        "qtrs",        "quarter",      "quarters", "y",
      "yr",           "yrs",    "year",       "years",       "calendar",     "now"};
  std::size_t at = 0;
  const auto blanks = [&] {
    while (at < text.size() && text[at] == ' ') ++at;
  };
  blanks();
  if (at == text.size()) return false;
  while (at < text.size()) {
    const std::size_t number = at;
    while (at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) != 0 || text[at] == '.')) ++at;
    if (at == number) return false;
    blanks();
    const std::size_t unit = at;
    while (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0) ++at;
    if (at == unit) return at == text.size() && number == 0;  // a bare number
    const std::string word = base::asciiLower(text.substr(unit, at - unit));
    if (std::find(kUnits.begin(), kUnits.end(), word) == kUnits.end()) return false;
    blanks();
  }
  return true;
}

void checkValues(const CallCheck& check) {
  Values values(check);
  for (const BoundArgument& a : check.call.arguments)
    if (a.parameter != nullptr && a.argument.value != kNoNode &&
        kindOf(check.tree, a.argument.value) != NodeKind::attribute)
      values.argument(*a.parameter, a.argument.value);
}

}  // namespace quarry::cql
