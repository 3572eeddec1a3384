// Paths: the kernel's form of them, the name without the folder, the name in a column of its own.
#include <algorithm>

#include "quarry/base/text.h"
#include "quarry/schema/standing_alone.h"
#include "schema/shapes.h"

namespace quarry::schema {

namespace {

// The volume in the kernel's form. The drive letter is not in it: every drive is the same.
constexpr std::string_view kVolume = R"(\\Device\\HarddiskVolume\d+)";

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "C:\rest"
bool startsWithDrive(std::string_view text) {
  return text.size() >= 3 && isLetter(text[0]) && text[1] == ':' && text[2] == '\\';
}

// What stands before `rest`, as a regular expression, and `rest`.
ir::Operand behind(const std::string& before, ir::Glob rest, ir::Fold fold, const base::Origin& origin) {
  bool open = false;
  if (!rest.tokens.empty() && std::holds_alternative<ir::AnyRun>(rest.tokens.back())) {
    rest.tokens.pop_back();
    open = true;
  }
  ir::Regex regex;
  regex.text = "^(?:" + before + ")" + regexOf(rest) + (open ? "" : "$");
  regex.ignoreCase = fold != ir::Fold::exact;
  regex.dotAll = before.find(".*") != std::string::npos ||
                 std::any_of(rest.tokens.begin(), rest.tokens.end(),
                             [](const ir::GlobToken& token) { return !std::holds_alternative<std::string>(token); });
  return {std::move(regex), origin};
}

// A pattern that begins at a drive, as a regular expression for either form. `letter` as a regular expression.
ir::Operand onVolume(const std::string& letter, ir::Glob rest, ir::Fold fold, const base::Origin& origin) {
  return behind(std::string(kVolume) + "|" + letter + ":", std::move(rest), fold, origin);
}

// Whether the text can begin inside the volume's name, where the drive letter was: "disk", "3\Windows". Not where it
// asks for the name itself.
bool beginsInVolume(const std::string& written) {
  constexpr std::string_view kFolder = R"(\device\)", kName = R"(\device\harddiskvolume)";
  const std::string text = base::asciiLower(written);
  if (text.empty() || text == "\\" || text.starts_with(kFolder)) return false;
  for (std::size_t from = 0; from <= kName.size(); ++from) {
    const std::string_view name = kName.substr(from);
    if (name.starts_with(text)) return true;
    if (!text.starts_with(name)) continue;
    const std::size_t end = text.find_first_not_of("0123456789", name.size());
    if (end != name.size() && (end == std::string::npos || text[end] == '\\')) return true;
  }
  return false;
}

// Anything, and then the text, which is not to be found in the name of the volume.
ir::Operand besideVolume(const std::string& text, ir::Glob rest, ir::Fold fold, const base::Origin& origin) {
  const bool separator = text.starts_with('\\');
  return behind(std::string(kVolume) + (separator ? R"((?:\\.*|))" : R"(\\.*)") +
                    R"(|\\Device\\[^H].*|\\[^D].*|[^\\].*)" + (separator ? "" : "|"),
                std::move(rest), fold, origin);
}

// The glob without its first `tokens` tokens and without the first `characters` of the text after them.
ir::Glob after(const ir::Glob& glob, std::size_t tokens, std::size_t characters) {
  std::vector<ir::GlobToken> rest(glob.tokens.begin() + static_cast<std::ptrdiff_t>(tokens), glob.tokens.end());
  rest.front() = std::get<std::string>(rest.front()).substr(characters);
  return joined(std::move(rest));
}

const std::string* textAt(const ir::Glob& glob, std::size_t i) {
  return i < glob.tokens.size() ? std::get_if<std::string>(&glob.tokens[i]) : nullptr;
}

Alternatives deviceRegex(const ir::Regex& regex, const ir::Operand& operand) {
  std::string text;
  const std::string_view in = regex.text;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in.substr(i, 3) != R"(:\\)") {
      text += in[i];
      continue;
    }
    // What stands for the letter: one letter, a class, `.` or `\w`.
    std::size_t from = text.size();
    if (text.ends_with("]"))
      from = text.rfind('[');
    else if (text.ends_with("\\w"))
      from = text.size() - 2;
    else if (!text.empty() && (isLetter(text.back()) || text.back() == '.') &&
             (text.size() < 2 || text[text.size() - 2] != '\\'))
      from = text.size() - 1;
    if (from == std::string::npos || from == text.size())
      return "the sensor records the volume instead of the drive letter, and this expression cannot be read for it";
    const std::string letter = text.substr(from);
    text.resize(from);
    text += "(?:" + std::string(kVolume) + "|" + letter + ":)\\\\";
    i += 2;
  }
  ir::Regex rewritten = regex;
  rewritten.text = std::move(text);
  return std::vector<Alternative>{{{"", {std::move(rewritten), operand.origin}}}};
}

}  // namespace

Alternatives devicePath(const ir::Operand& operand, ir::Fold fold) {
  if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) return deviceRegex(*regex, operand);
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr || glob->tokens.empty()) return std::vector<Alternative>{{{"", operand}}};
  const std::string* first = textAt(*glob, 0);
  const std::string* second = textAt(*glob, 1);
  const auto one = [](ir::Operand rewritten) { return std::vector<Alternative>{{{"", std::move(rewritten)}}}; };
  if (first != nullptr && startsWithDrive(*first))
    return one(onVolume(first->substr(0, 1), after(*glob, 0, 2), fold, operand.origin));
  // A drive cannot stand anywhere but at the beginning.
  if (first == nullptr && second != nullptr && startsWithDrive(*second))
    return one(onVolume(second->substr(0, 1), after(*glob, 1, 2), fold, operand.origin));
  if (first == nullptr && second != nullptr && second->starts_with(":\\"))
    return one(onVolume("[A-Za-z]", after(*glob, 1, 1), fold, operand.origin));
  if (first == nullptr && std::holds_alternative<ir::AnyRun>(glob->tokens[0]) && second != nullptr &&
      beginsInVolume(*second))
    return one(besideVolume(*second, after(*glob, 1, 0), fold, operand.origin));
  if (first != nullptr && first->starts_with("\\\\") && !first->starts_with("\\\\?\\") &&
      !first->starts_with("\\\\.\\")) {
    std::vector<ir::GlobToken> tokens = after(*glob, 0, 1).tokens;
    tokens.insert(tokens.begin(), std::string("\\Device\\Mup"));
    return std::vector<Alternative>{{{"", operand}}, {{"", {joined(std::move(tokens)), operand.origin}}}};
  }
  return one(operand);
}

Alternatives fileName(const ir::Operand& operand) {
  static const std::string kReason =
      "only the file's name is recorded, without its folder, and this is about the folder or about either";
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  if (glob == nullptr) return "only the file's name is recorded, without its folder";
  if (glob->tokens.empty() || isAnything(*glob)) return std::vector<Alternative>{{{"", operand}}};
  const auto isSeparator = [](char c) { return c == '\\' || c == '/'; };
  ir::Glob name = *glob;
  // A run, a separator and a name: the whole name.
  if (name.tokens.size() >= 2 && std::holds_alternative<ir::AnyRun>(name.tokens[0]))
    if (auto* text = std::get_if<std::string>(&name.tokens[1]); text != nullptr && isSeparator(text->front())) {
      text->erase(0, 1);
      name.tokens.erase(name.tokens.begin());
      name = joined(std::move(name.tokens));
    }
  for (const ir::GlobToken& token : name.tokens)
    if (const auto* text = std::get_if<std::string>(&token);
        text != nullptr && std::any_of(text->begin(), text->end(), isSeparator))
      return kReason;
  // A run after the name's beginning might cross a folder.
  const bool begins = name.tokens != glob->tokens;
  for (std::size_t i = begins ? 0 : 1; i < name.tokens.size(); ++i)
    if (std::holds_alternative<ir::AnyRun>(name.tokens[i])) return kReason;
  if (name.tokens.empty()) return kReason;
  // The whole path is asked for, and a name alone is none: the record of any path with that name would be found.
  if (!begins && !std::holds_alternative<ir::AnyRun>(name.tokens.front())) {
    const std::string* alone = name.tokens.size() == 1 ? textAt(name, 0) : nullptr;
    if (alone == nullptr || !standsAlone(*alone))
      return "only the file's name is recorded, without its folder, and a path is more than a name";
  }
  return std::vector<Alternative>{{{"", {std::move(name), operand.origin}}}};
}

Alternatives pathAndFile(const ir::Operand& operand) {
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  const std::string* name = glob != nullptr && glob->tokens.size() == 2 ? textAt(*glob, 1) : nullptr;
  if (name == nullptr || !std::holds_alternative<ir::AnyRun>(glob->tokens[0]) || name->size() < 2 ||
      (name->front() != '\\' && name->front() != '/') || name->find_first_of("\\/", 1) != std::string::npos)
    return std::vector<Alternative>{{{"", operand}}};
  return std::vector<Alternative>{{{"file", {ir::exactGlob(name->substr(1)), operand.origin}}}};
}

}  // namespace quarry::schema
