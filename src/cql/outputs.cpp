// What a call leaves behind, from the rules of the catalogue.
#include <algorithm>

#include "quarry/cql/bind.h"

namespace quarry::cql {
namespace {

// A single word or string; nothing for what is calculated.
std::optional<std::string> wordOf(const Tree& tree, NodeId expression) {
  const NodeId inner = unwrapped(tree, expression);
  if (inner == kNoNode) return std::nullopt;
  const NodeKind kind = kindOf(tree, inner);
  // `eval(name=f())` gives the call its `as`.
  if (kind == NodeKind::namedArgument) return textOf(tree, inner);
  if (kind != NodeKind::field && kind != NodeKind::literal && kind != NodeKind::value) return std::nullopt;
  const TokenKind token = tokenKindOf(tree, inner);
  if (token == TokenKind::parameter || token == TokenKind::regex) return std::nullopt;
  return textOf(tree, inner);
}

struct Words {
  std::vector<OutputName> list;
  bool complete = true;  // false: some are calculated, or given by a parameter of the query
};

Words wordsAt(const Tree& tree, NodeId expression, std::size_t ofPair) {
  Words words;
  for (NodeId element : elements(tree, expression)) {
    if (kindOf(tree, element) == NodeKind::array) {
      const std::vector<NodeId> pair = elements(tree, element);
      if (pair.size() <= ofPair) continue;
      element = pair[ofPair];
    } else if (ofPair != 0) {
      continue;
    }
    if (auto word = wordOf(tree, element))
      words.list.push_back({std::move(*word), unwrapped(tree, element), nullptr});
    else
      words.complete = false;
  }
  return words;
}

std::vector<std::string> texts(const Words& words) {
  std::vector<std::string> all;
  all.reserve(words.list.size());
  for (const OutputName& word : words.list) all.push_back(word.name);
  return all;
}

// A default as the catalogue writes it: a word, or a list of them in brackets.
std::vector<std::string> defaultWords(const Parameter& parameter) {
  std::string_view text = parameter.defaultValue;
  if (!text.starts_with('[')) return {std::string(text)};
  std::vector<std::string> words;
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view word = text.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    words.emplace_back(word);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return words;
}

bool given(const Tree& tree, const BoundCall& call, const Parameter& parameter) {
  const NodeId value = call.value(parameter);
  if (value == kNoNode) return false;
  return parameter.type != ParameterType::boolean || tokenKindOf(tree, value) == TokenKind::kwTrue ||
         wordOf(tree, value) == "true";
}

bool applies(const Tree& tree, const BoundCall& call, const Output& output) {
  for (std::size_t i = 0; i < call.function->parameters.size(); ++i) {
    const std::uint32_t bit = 1U << i;
    if (((output.when | output.unless) & bit) == 0) continue;
    if (given(tree, call, call.function->parameters[i]) != ((output.when & bit) != 0)) return false;
  }
  return true;
}

// What a part stands for; nothing said is one empty text.
Words wordsOfPart(const Tree& tree, const BoundCall& call, const OutputPart& part) {
  if (part.parameter < 0) return {{{std::string(part.text), kNoNode, nullptr}}, true};
  const Parameter* parameter = &call.function->parameters[part.parameter];
  if (part.otherwise >= 0 && call.value(*parameter) == kNoNode && !parameter->hasDefault)
    parameter = &call.function->parameters[part.otherwise];
  Words words;
  if (const NodeId value = call.value(*parameter); value != kNoNode) {
    words = wordsAt(tree, value, 0);
  } else if (parameter->hasDefault) {
    for (std::string& word : defaultWords(*parameter)) words.list.push_back({std::move(word), kNoNode, nullptr});
  } else if (parameter->type == ParameterType::prefix) {
    // Left out: without a prefix the rest of the name stands alone, any other name is just not there.
    words.list.emplace_back();
  }
  for (OutputName& word : words.list) {
    word.parameter = parameter;
    if (!word.name.empty()) word.name += part.text;
  }
  return words;
}

void named(const Tree& tree, const BoundCall& call, const Output& output, OutputNames& out) {
  std::vector<OutputName> names(1);
  for (const OutputPart& part : output.parts) {
    const Words more = wordsOfPart(tree, call, part);
    if (!more.complete)
      for (const OutputName& name : names) out.open.push_back({name.name, name.node, nullptr});
    std::vector<OutputName> product;
    for (const OutputName& name : names)
      for (const OutputName& word : more.list)
        product.push_back({name.name + word.name, word.node == kNoNode ? name.node : word.node,
                           output.parts.size() == 1 && part.text.empty() ? word.parameter : nullptr});
    names = std::move(product);
  }
  std::vector<OutputName>& to = output.kind == OutputKind::open ? out.open : out.fields;
  to.insert(to.end(), names.begin(), names.end());
}

void columns(const Tree& tree, const BoundCall& call, OutputNames& out) {
  const NodeId include = call.value("include");
  const Words words = include == kNoNode ? Words{} : wordsAt(tree, include, 0);
  const bool all = std::any_of(words.list.begin(), words.list.end(), [](const auto& word) { return word.name == "*"; });
  if (words.list.empty() || all || !words.complete)
    out.open.emplace_back();
  else
    out.fields.insert(out.fields.end(), words.list.begin(), words.list.end());
}

void captures(const Tree& tree, NodeId pattern, OutputNames& out) {
  if (pattern == kNoNode) return;
  const NodeId inner = unwrapped(tree, pattern);
  std::optional<std::string> text = wordOf(tree, inner);
  if (tokenKindOf(tree, inner) == TokenKind::regex)
    text = std::string(regexLiteral(tree.tokenText(tree.nodes[inner].first)).pattern);
  if (!text) {
    out.open.emplace_back();
    return;
  }
  for (std::string& name : groupNames(*text)) out.fields.push_back({std::move(name), inner, nullptr});
}

}  // namespace

std::vector<std::string> wordsOf(const Tree& tree, NodeId expression) { return texts(wordsAt(tree, expression, 0)); }

std::vector<std::string> wordsOf(const Tree& tree, const BoundCall& call, const Parameter& parameter) {
  const NodeId value = call.value(parameter);
  if (value != kNoNode) return texts(wordsAt(tree, value, 0));
  return parameter.hasDefault ? defaultWords(parameter) : std::vector<std::string>{};
}

OutputNames outputsOf(const Tree& tree, const BoundCall& call) {
  OutputNames out;
  if (call.function == nullptr) return out;
  for (const Output& output : call.function->outputs) {
    if (!applies(tree, call, output)) continue;
    const Parameter* parameter = output.parameter < 0 ? nullptr : &call.function->parameters[output.parameter];
    const NodeId value = parameter == nullptr ? kNoNode : call.value(*parameter);
    switch (output.kind) {
      case OutputKind::field:
      case OutputKind::open:
        named(tree, call, output, out);
        break;
      case OutputKind::function:
        if (value != kNoNode) {
          out.functions.push_back(value);
        } else if (parameter != nullptr && parameter->hasDefault) {
          out.fields.push_back({"_count", kNoNode, nullptr});
          out.countsByDefault = true;
        }
        break;
      case OutputKind::captures:
        captures(tree, value, out);
        break;
      case OutputKind::seconds:
        if (value != kNoNode)
          for (OutputName& word : wordsAt(tree, value, 1).list) out.fields.push_back(std::move(word));
        break;
      case OutputKind::columns:
        columns(tree, call, out);
        break;
      case OutputKind::assigned:
        for (const BoundArgument& a : call.arguments)
          if (a.argument.name) out.fields.push_back({decoded(tree, *a.argument.name), a.argument.node, nullptr});
        break;
    }
  }
  return out;
}

std::vector<std::string> groupNames(std::string_view pattern) {
  std::vector<std::string> names;
  bool inClass = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
      continue;
    }
    if (pattern[i] == '[') inClass = true;
    if (pattern[i] == ']') inClass = false;
    if (inClass || pattern[i] != '(') continue;
    std::string_view rest = pattern.substr(i + 1);
    if (!rest.starts_with("?")) continue;
    rest.remove_prefix(rest.starts_with("?P<") ? 2 : 1);
    if (!rest.starts_with("<") || rest.starts_with("<=") || rest.starts_with("<!")) continue;
    const std::size_t end = rest.find('>');
    if (end == std::string_view::npos) continue;
    std::string name(rest.substr(1, end - 1));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace quarry::cql
