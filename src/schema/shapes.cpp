#include "schema/shapes.h"

#include <algorithm>
#include <map>

#include "quarry/base/regex_text.h"
#include "schema/locate.h"
#include "schema/shapes_merge.h"

namespace quarry::schema {

namespace {

Alternatives rewrite(const ir::Operand& operand, const ShapedField& field, ir::Fold fold) {
  switch (field.shape) {
    case Shape::plain:
      break;
    case Shape::devicePath:
      return devicePath(operand, fold);
    case Shape::fileName:
      return fileName(operand);
    case Shape::path:
      return pathAndFile(operand);
    case Shape::registryPath:
      return registryPath(operand, field);
    case Shape::registryData:
      return registryData(operand, field);
    case Shape::hashes:
      return hashes(operand, field);
    case Shape::account:
      return account(operand, field, fold);
    case Shape::decimal:
      return decimal(operand);
    case Shape::hexadecimal:
      return hexadecimal(operand);
    case Shape::address:
      return address(operand);
    case Shape::domain:
      return domainName(operand);
    case Shape::within:
      return within(operand, field, fold);
    case Shape::element:
      return element(operand, field, fold);
    case Shape::markup:
      return markup(operand, true);
    case Shape::markupOnly:
      return markup(operand, false);
    case Shape::object:
      return object(operand);
    case Shape::segment:
      return segment(operand, field, fold);
  }
  return std::vector<Alternative>{{{"", operand}}};
}

// What is written of a number or a flag in a text.
ir::Operand asText(const ir::Operand& operand) {
  if (const auto* number = std::get_if<ir::Number>(&operand.value))
    return {ir::exactGlob(number->text), operand.origin};
  if (const auto* flag = std::get_if<bool>(&operand.value))
    return {ir::exactGlob(*flag ? "true" : "false"), operand.origin};
  return operand;
}

ir::TypeKind typeOfPart(const ShapedField& field, const std::string& part, const ir::Operand& operand) {
  if (field.shape == Shape::address) return ir::TypeKind::ip;
  return !part.empty() && std::holds_alternative<ir::Number>(operand.value) ? ir::TypeKind::number : ir::TypeKind::text;
}

// Operands of one part as tests: each kind of operand has its own operation. `like` has no operands.
ir::Pred tests(const std::string& part, const std::vector<ir::Operand>& operands, const ir::Test& like,
               const ShapedField& field, const base::Origin& origin) {
  std::map<ir::Op, ir::Test> byOp;
  for (const ir::Operand& operand : operands) {
    const bool number = std::holds_alternative<ir::Number>(operand.value);
    const bool typed = number || std::holds_alternative<bool>(operand.value);
    const bool equality = like.op == ir::Op::matches || like.op == ir::Op::equals;
    const ir::Op op = !equality ? like.op : typed ? ir::Op::equals : ir::Op::matches;
    const auto [at, isNew] = byOp.try_emplace(op, like);
    ir::Test& test = at->second;
    if (isNew) {
      test.field = part.empty() ? field.field : field.part(part, typeOfPart(field, part, operand));
      test.op = op;
      if (number) test.domain = ir::Domain::number;
      // Identifiers of accounts are written in one way, S-1-5-18.
      if (part == "sid") test.fold = ir::Fold::exact;
    }
    test.operands.push_back(operand);
  }
  std::vector<ir::Pred> any;
  any.reserve(byOp.size());
  for (auto& [op, test] : byOp) any.push_back({std::move(test), origin});
  return ir::disjunction(std::move(any), origin);
}

ir::Pred combined(const std::vector<Alternative>& alternatives, const ir::Test& like, const ShapedField& field,
                  const base::Origin& origin) {
  std::vector<ir::Pred> any;
  for (const Sides& sides : merged(alternatives)) {
    std::vector<ir::Pred> all;
    for (const Side& side : sides) all.push_back(tests(side.part, side.operands, like, field, origin));
    if (all.empty()) return {ir::Constant{true}, origin};
    any.push_back(ir::conjunction(std::move(all), origin));
  }
  return ir::disjunction(std::move(any), origin);
}

}  // namespace

ir::FieldRef ShapedField::part(const std::string& name, ir::TypeKind type) const {
  return partField(variant, platform, place.parts.at(name), type);
}

Shaped shaped(const ir::Test& test, const ShapedField& field, const base::Origin& origin) {
  ir::Test here = test;
  here.field = field.field;
  const bool spread = field.shape == Shape::hashes || field.shape == Shape::address;
  if (test.op == ir::Op::present || test.op == ir::Op::null) {
    if (field.shape == Shape::within || field.shape == Shape::element || field.shape == Shape::segment)
      return "it is part of a larger text here";
    if (!spread) return ir::Pred{std::move(here), origin};
    std::vector<ir::Pred> places = {{here, origin}};
    for (const auto& [part, name] : field.place.parts) {
      if (name == field.place.name) continue;
      here.field = field.part(part);
      places.push_back({here, origin});
    }
    return test.op == ir::Op::null ? ir::conjunction(std::move(places), origin)
                                   : ir::disjunction(std::move(places), origin);
  }
  if (test.op == ir::Op::sameAs || test.op == ir::Op::inList) {
    if (field.shape == Shape::devicePath || field.shape == Shape::path || field.shape == Shape::markup ||
        field.shape == Shape::markupOnly)
      return ir::Pred{std::move(here), origin};
    return test.op == ir::Op::sameAs
               ? "its value is kept in another form here and cannot be compared with another field"
               : "its value is kept in another form here and cannot be looked up in a list";
  }
  if ((field.shape == Shape::markup || field.shape == Shape::markupOnly) && test.op == ir::Op::matches &&
      std::all_of(test.operands.begin(), test.operands.end(), isMarkupFree))
    return ir::Pred{std::move(here), origin};
  std::vector<Alternative> all;
  const bool partOfText = field.shape == Shape::within || field.shape == Shape::element;
  if (partOfText && test.op != ir::Op::matches && test.op != ir::Op::equals) return "it is part of a larger text here";
  if (partOfText && test.op == ir::Op::equals) {  // a number is its text there
    here.op = ir::Op::matches;
    here.fold = ir::Fold::unicode;
    here.domain = ir::Domain::text;
  }
  for (const ir::Operand& given : test.operands) {
    const ir::Operand operand = partOfText ? asText(given) : given;
    Alternatives some = rewrite(operand, field, here.fold);
    if (auto* reason = std::get_if<std::string>(&some)) return std::move(*reason);
    for (Alternative& alternative : std::get<std::vector<Alternative>>(some)) all.push_back(std::move(alternative));
  }
  here.operands.clear();
  return combined(all, here, field, origin);
}

std::string regexOf(const ir::Glob& glob) {
  std::string out;
  for (const ir::GlobToken& token : glob.tokens)
    std::visit(base::overloaded{[&](const std::string& text) { out += base::escapedForRegex(text); },
                                [&](ir::AnyRun) { out += ".*"; }, [&](ir::AnyOne) { out += "."; }},
               token);
  return out;
}

bool isAnything(const ir::Glob& glob) {
  return glob.tokens.size() == 1 && std::holds_alternative<ir::AnyRun>(glob.tokens.front());
}

ir::Glob joined(std::vector<ir::GlobToken> tokens) {
  ir::Glob glob;
  for (ir::GlobToken& token : tokens) {
    auto* text = std::get_if<std::string>(&token);
    if (text != nullptr && text->empty()) continue;
    if (!glob.tokens.empty()) {
      auto* before = std::get_if<std::string>(&glob.tokens.back());
      if (text != nullptr && before != nullptr) {
        *before += *text;
        continue;
      }
      if (std::holds_alternative<ir::AnyRun>(token) && std::holds_alternative<ir::AnyRun>(glob.tokens.back())) continue;
    }
    glob.tokens.push_back(std::move(token));
  }
  return glob;
}

std::vector<std::pair<ir::Glob, ir::Glob>> splitAtBackslash(const ir::Glob& glob) {
  // The separator is a backslash of the pattern, or one of the characters that a run stands for. The right side has no
  // backslash, so nothing before the pattern's last one can be it.
  std::size_t from = 0, at = std::string::npos;
  for (std::size_t i = 0; i < glob.tokens.size(); ++i)
    if (const auto* text = std::get_if<std::string>(&glob.tokens[i]))
      if (const std::size_t last = text->rfind('\\'); last != std::string::npos) {
        from = i;
        at = last;
      }
  using Tokens = std::vector<ir::GlobToken>;
  std::vector<std::pair<ir::Glob, ir::Glob>> out;
  const auto begin = glob.tokens.begin();
  const auto index = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
  if (at != std::string::npos) {
    const auto& text = std::get<std::string>(glob.tokens[from]);
    Tokens left(begin, begin + index(from)), right = {text.substr(at + 1)};
    left.emplace_back(text.substr(0, at));
    right.insert(right.end(), begin + index(from) + 1, glob.tokens.end());
    out.emplace_back(joined(std::move(left)), joined(std::move(right)));
  }
  for (std::size_t i = at == std::string::npos ? 0 : from + 1; i < glob.tokens.size(); ++i) {
    if (std::holds_alternative<std::string>(glob.tokens[i])) continue;
    const bool run = std::holds_alternative<ir::AnyRun>(glob.tokens[i]);
    Tokens left(begin, begin + index(i)), right;
    if (run) {
      left.emplace_back(ir::AnyRun{});
      right.emplace_back(ir::AnyRun{});
    }
    right.insert(right.end(), begin + index(i) + 1, glob.tokens.end());
    out.emplace_back(joined(std::move(left)), joined(std::move(right)));
  }
  return out;
}

}  // namespace quarry::schema
