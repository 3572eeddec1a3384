#include "schema/native_test.h"

#include <algorithm>
#include <optional>

#include "quarry/base/regex_text.h"
#include "quarry/base/text.h"
#include "schema/shapes.h"
#include "schema/stored.h"

namespace quarry::schema {

namespace {

using Rewritten = std::variant<std::vector<ir::Operand>, std::string>;

constexpr std::string_view kDevice = "\\Device\\HarddiskVolume";

// An expression whose matches hold no backslash: letters, digits, escaped punctuation, classes without a negation,
// groups and alternatives.
bool staysInName(std::string_view regex) {
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c == '\\') {
      if (i + 1 == regex.size()) return false;
      const char next = regex[++i];
      const bool plainClass = next == 'd' || next == 'w' || next == 's';
      if (next == '\\' || (!plainClass && std::isalnum(static_cast<unsigned char>(next)) != 0)) return false;
    } else if (c == '.' || c == '^' || c == '$') {
      return false;
    } else if (c == '[' && i + 1 < regex.size() && regex[i + 1] == '^') {
      return false;
    }
  }
  return true;
}

// `\Device\HarddiskVolume3\…` is any drive.
Rewritten fromDevice(const ir::Operand& operand) {
  if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
    if (regex->text.find('^') != std::string::npos || regex->text.find("arddisk") != std::string::npos ||
        regex->text.find("Device") != std::string::npos)
      return "it is about the volume, which other platforms write as a drive letter";
    return std::vector{operand};
  }
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr || glob->tokens.empty() || std::holds_alternative<ir::AnyRun>(glob->tokens.front()))
    return std::vector{operand};
  const auto* head = std::get_if<std::string>(&glob->tokens.front());
  const auto no = std::string("it begins at the volume, which other platforms write as a drive letter");
  if (head == nullptr || head->size() < kDevice.size() ||
      !base::equalsIgnoringCase(std::string_view(*head).substr(0, kDevice.size()), kDevice))
    return no;
  std::string rest = head->substr(kDevice.size());
  std::size_t next = 1;
  if (rest.empty() && glob->tokens.size() > 2 && std::holds_alternative<ir::AnyRun>(glob->tokens[1])) {
    const auto* text = std::get_if<std::string>(&glob->tokens[2]);
    if (text == nullptr) return no;
    rest = *text;
    next = 3;
  }
  const std::size_t slash = rest.find('\\');
  if (slash == std::string::npos || rest.substr(0, slash).find_first_not_of("0123456789") != std::string::npos)
    return no;
  std::vector<ir::GlobToken> tokens = {ir::AnyOne{}, ":" + rest.substr(slash)};
  tokens.insert(tokens.end(), glob->tokens.begin() + static_cast<std::ptrdiff_t>(next), glob->tokens.end());
  return std::vector{ir::Operand{joined(std::move(tokens)), operand.origin}};
}

// A file's name is what follows the last backslash of its path; an account's, what follows its domain.
Rewritten fromLastPart(const ir::Operand& operand) {
  if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
    std::string_view text = regex->text;
    const bool begins = text.starts_with('^'), ends = text.ends_with('$') && !text.ends_with("\\$");
    if (begins) text.remove_prefix(1);
    if (ends) text.remove_suffix(1);
    if (!staysInName(text)) return "what it matches could reach into the folder";
    ir::Regex path = *regex;
    path.text = std::string(begins ? "(?:^|\\\\)" : "") + "(?:" + std::string(text) + ")" + (ends ? "$" : "[^\\\\]*$");
    return std::vector{ir::Operand{std::move(path), operand.origin}};
  }
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return "it is no test of a text";
  const bool open = !glob->tokens.empty() && std::holds_alternative<ir::AnyRun>(glob->tokens.front());
  const std::string text(literal(*glob));
  if (text.find('\\') != std::string::npos) return "a name holds no backslash";
  switch (shape(*glob)) {
    case ir::GlobShape::anything:
      return std::vector{operand};
    case ir::GlobShape::suffix:
      return std::vector{operand};
    case ir::GlobShape::exact:
      return std::vector{ir::Operand{ir::withRuns(ir::exactGlob("\\" + text), true, false), operand.origin}, operand};
    default:
      break;
  }
  // Runs inside a name stop at a backslash: only an expression can say that.
  ir::Regex path;
  path.text = open ? "" : "(?:^|\\\\)";
  bool first = true;
  for (const ir::GlobToken& token : glob->tokens) {
    if (const auto* part = std::get_if<std::string>(&token)) path.text += base::escapedForRegex(*part);
    if (std::holds_alternative<ir::AnyRun>(token) && !(first && open)) path.text += "[^\\\\]*";
    if (std::holds_alternative<ir::AnyOne>(token)) path.text += "[^\\\\]";
    first = false;
  }
  path.text += "$";
  return std::vector{ir::Operand{std::move(path), operand.origin}};
}

// Stored values back into the words of rules.
Rewritten fromStored(const ir::Operand& operand, const FieldMap& map) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  const auto* number = std::get_if<ir::Number>(&operand.value);
  if (number == nullptr && (glob == nullptr || shape(*glob) != ir::GlobShape::exact))
    return "rules use other words for the field's values";
  const std::string text = number != nullptr ? number->text : std::string(literal(*glob));
  for (const auto& [word, stored] : map.values)
    if (std::find(stored.begin(), stored.end(), text) != stored.end()) {
      if (stored.size() > 1) return "the rule's word `" + word + "` stands for several values";
      return std::vector{ir::Operand{ir::exactGlob(word), operand.origin}};
    }
  return std::vector{operand};
}

Rewritten rewritten(const ir::Operand& operand, const FieldMap& map) {
  if (!map.values.empty()) return fromStored(operand, map);
  switch (map.shape) {
    case Shape::plain:
    case Shape::domain:
      return std::vector{operand};
    case Shape::devicePath:
      return fromDevice(operand);
    case Shape::fileName:
    case Shape::account:
      return fromLastPart(operand);
    case Shape::path:
    case Shape::registryPath:
    case Shape::registryData:
    case Shape::hashes:
    case Shape::decimal:
    case Shape::hexadecimal:
    case Shape::address:
    case Shape::within:
    case Shape::element:
    case Shape::markup:
    case Shape::markupOnly:
    case Shape::object:
    case Shape::segment:
      break;
  }
  return "rules write the field's values in another form";
}

}  // namespace

std::variant<ir::Pred, std::string> inRuleWords(ir::Test test, const FieldMap& map, const base::Origin& origin) {
  std::vector<ir::Operand> operands;
  for (const ir::Operand& operand : test.operands) {
    Rewritten one = rewritten(operand, map);
    if (auto* reason = std::get_if<std::string>(&one)) return std::move(*reason);
    auto& made = std::get<std::vector<ir::Operand>>(one);
    operands.insert(operands.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  }
  test.operands = std::move(operands);
  return ir::Pred{std::move(test), origin};
}

}  // namespace quarry::schema
