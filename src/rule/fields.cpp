#include "rule/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"

namespace quarry::rule {

std::optional<Text> Fields::text(std::string_view key) {
  const base::yaml::Node* value = node(key);
  if (value == nullptr || value->isNull()) return std::nullopt;
  if (!value->isScalar()) {
    report_.add(codes::wrongKind, value->span, fmt::format("`{}` has to be text", key));
    return std::nullopt;
  }
  return Text{value->text, value->span};
}

std::vector<Text> Fields::texts(std::string_view key) {
  const base::yaml::Node* value = node(key);
  std::vector<Text> all;
  if (value == nullptr || value->isNull()) return all;
  if (value->isScalar()) return {{value->text, value->span}};
  if (!value->isSequence()) {
    report_.add(codes::wrongKind, value->span, fmt::format("`{}` has to be a list of texts", key));
    return all;
  }
  for (const base::yaml::Node& item : value->items) {
    if (item.isScalar())
      all.push_back({item.text, item.span});
    else if (!item.isNull())
      report_.add(codes::wrongKind, item.span, fmt::format("an entry of `{}` has to be text", key));
  }
  return all;
}

namespace {

bool isSeparator(char c) { return c == '_' || c == '-' || c == ' '; }

// The letters and digits of a key: `Log_Source` and `log-source` are spellings of `logsource`.
std::string bare(std::string_view key) {
  std::string out = base::asciiLower(key);
  std::erase_if(out, isSeparator);
  return out;
}

// One letter too many, too few, wrong, or two neighbours swapped.
bool isOneSlip(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  if (a.size() < b.size()) return a.substr(same) == b.substr(same + 1);
  if (same == a.size()) return true;
  if (a.substr(same + 1) == b.substr(same + 1)) return true;
  return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] &&
         a.substr(same + 2) == b.substr(same + 2);
}

// Whether the lengths allow that the one is the other with a slip, or with an `s` behind it.
bool isAboutAsLong(std::string_view candidate, std::string_view plain) {
  const auto letters = static_cast<std::size_t>(
      std::count_if(candidate.begin(), candidate.end(), [](char c) { return !isSeparator(c); }));
  return candidate.size() >= 4 && letters + 1 >= plain.size() && plain.size() + 1 >= letters;
}

}  // namespace

std::optional<Misspelling> misspelt(std::string_view key, std::span<const std::string_view> known) {
  const std::string plain = bare(key);
  for (const std::string_view candidate : known)
    if (isAboutAsLong(candidate, plain) &&
        (bare(candidate) == plain || plain + "s" == candidate || plain == std::string(candidate) + "s"))
      return Misspelling{candidate, true};
  if (base::equalsIgnoringCase(key, "id") && std::find(known.begin(), known.end(), "id") != known.end())
    return Misspelling{"id", true};
  // Keys of one's own are allowed: only one slip of the finger in a word that is long enough to be recognised counts.
  for (const std::string_view candidate : known)
    if (isAboutAsLong(candidate, plain) && isOneSlip(plain, bare(candidate)))
      return Misspelling{candidate, candidate.size() >= 6};
  return std::nullopt;
}

void warnOfMisspeltKeys(const base::yaml::Node& mapping, std::span<const std::string_view> known,
                        base::Report& report) {
  for (const base::yaml::Entry& entry : mapping.entries) {
    const std::string& key = entry.key.text;
    if (key.empty() || std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto slip = misspelt(key, known);
    // A key of one's own may be like a known one by chance, but hardly when the known one is missing.
    if (!slip || mapping.find(slip->meant) != nullptr) continue;
    report
        .add(codes::unknownKey, entry.key.span,
             fmt::format("`{}` means nothing here; did you mean `{}`?", key, slip->meant))
        .fix(fmt::format("rename the key to `{}`", slip->meant), {{entry.key.span, std::string(slip->meant)}},
             slip->certain ? base::Safety::safe : base::Safety::review);
  }
}

}  // namespace quarry::rule
