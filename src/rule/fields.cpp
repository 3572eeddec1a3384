#include "rule/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes.h"
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
    if (item.isScalar()) all.push_back({item.text, item.span});
    else if (!item.isNull()) report_.add(codes::wrongKind, item.span, fmt::format("an entry of `{}` has to be text", key));
  }
  return all;
}

void warnOfMisspeltKeys(const base::yaml::Node& mapping, std::span<const std::string_view> known, base::Report& report) {
  for (const base::yaml::Entry& entry : mapping.entries) {
    const std::string& key = entry.key.text;
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto near = base::closest(key, known);
    // A key of one's own may be like a known one by chance, but not when the known one is missing.
    if (!near || mapping.find(*near) != nullptr) continue;
    report.add(codes::unknownKey, entry.key.span, fmt::format("`{}` means nothing here; did you mean `{}`?", key, *near))
        .fix(fmt::format("rename the key to `{}`", *near), {{entry.key.span, std::string(*near)}}, base::Safety::safe);
  }
}

}  // namespace quarry::rule
