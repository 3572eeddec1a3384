// Any text as a regular expression: a tree whose places nest; what it says of plain texts, of emptiness and of faults
// agrees with PCRE2.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "quarry/base/regex.h"

#include <pcre2.h>

#include <cctype>
#include <memory>

#include "quarry/base/limits.h"
#include "support.h"

namespace {

using namespace quarry;

void requireNode(const base::RegexTree& tree, base::RegexId id, int depth) {
  fuzz::require(depth <= 4 * static_cast<int>(base::limit::kRegexGroups) + 8, "nesting is limited");
  const base::RegexNode& node = tree[id];
  fuzz::require(node.begin <= node.end && node.end <= tree.text.size(), "parts are places in the text");
  std::uint32_t at = node.begin;
  for (const base::RegexId part : node.parts) {
    fuzz::require(part < tree.nodes.size() && part != id, "parts are nodes");
    fuzz::require(tree[part].parent == id, "parts know what they are part of");
    fuzz::require(tree[part].begin >= at && tree[part].end <= node.end, "parts nest, in order");
    at = tree[part].end;
    requireNode(tree, part, depth + 1);
  }
  for (const base::RegexItem& item : node.items)
    fuzz::require(item.begin <= item.end && item.end <= node.end, "items are places in the text");
  if (node.kind == base::RegexKind::repeat) {
    fuzz::require(node.parts.size() == 1, "a repeat is of one part");
    fuzz::require(node.sign >= node.begin && node.sign < node.end, "a repeat has a sign");
  }
  base::canBeEmpty(tree, id);
  base::plainText(tree, id);
  base::isUnbounded(node);
  base::withoutGroups(tree, id);
}

// `\x` and `\0` without digits, and numbers that are no group's, are PCRE2's alone.
bool isOwn(std::string_view text) {
  for (std::size_t at = text.find('\\'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('\\', at + 2)) {
    const auto isHex = [&](std::size_t i) {
      return i < text.size() && std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    };
    const bool isLong = std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0 && at + 2 < text.size() &&
                        std::isdigit(static_cast<unsigned char>(text[at + 2])) != 0;
    if (isLong || text[at + 1] == '0' || (text[at + 1] == 'x' && !(isHex(at + 2) && isHex(at + 3)))) return true;
  }
  return false;
}

using Code = std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)>;

bool matchesWhole(const Code& code, const std::string& text) {
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create_from_pattern(code.get(), nullptr), &pcre2_match_data_free);
  const std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
      pcre2_match_context_create(nullptr), &pcre2_match_context_free);
  pcre2_set_match_limit(context.get(), 100'000);
  const int found = pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0,
                                PCRE2_ANCHORED | PCRE2_ENDANCHORED, data.get(), context.get());
  return found != PCRE2_ERROR_NOMATCH;  // a limit says nothing
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const base::RegexTree tree = base::readRegex(text);
  fuzz::require(tree.text == text && tree.root < tree.nodes.size(), "the tree keeps the text");
  requireNode(tree, tree.root, 0);
  for (const base::RegexFault& fault : tree.faults)
    fuzz::require(fault.begin <= fault.end && fault.end <= text.size(), "faults are places in the text");

  int error = 0;
  PCRE2_SIZE offset = 0;
  const Code code(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), PCRE2_UTF, &error, &offset, nullptr),
      &pcre2_code_free);
  if (code == nullptr || !tree.faults.empty() || isOwn(text)) return 0;
  // Groups that look around take nothing, whatever PCRE2 finds a text to need.
  for (const base::RegexNode& node : tree.nodes)
    if (node.kind == base::RegexKind::group && node.group >= base::RegexGroup::ahead) return 0;
  // Modes that PCRE2 alone knows change what the rest means.
  for (const char* own : {"(*", "(?x", "(?^", "\\Q", "\\E", "\\K", "\\N", "\\R", "\\X", "\\g", "\\c", "\\o", "(?#"})
    if (text.find(own) != std::string::npos) return 0;
  if (const auto plain = base::plainText(tree, tree.root))
    fuzz::require(matchesWhole(code, *plain), "an expression matches the text it stands for", text);
  std::uint32_t least = 0;
  pcre2_pattern_info(code.get(), PCRE2_INFO_MINLENGTH, &least);
  if (least > 0) fuzz::require(!base::canBeEmpty(tree, tree.root), "what takes a character is not empty", text);
  return 0;
}
