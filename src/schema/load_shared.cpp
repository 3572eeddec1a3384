#include "schema/load_shared.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "schema/data.h"

namespace quarry::schema {

namespace yaml = base::yaml;

namespace {

// Keys whose entries are laid over one by one; any other is replaced.
constexpr std::array<std::string_view, 5> kMerged = {"fields", "unavailable", "containers", "when", "with"};

yaml::Entry* entryOf(yaml::Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const yaml::Entry& entry) { return entry.key.text == key; });
  return found == mapping.entries.end() ? nullptr : &*found;
}

void lay(yaml::Node& under, const yaml::Node& over, bool outermost) {
  for (const yaml::Entry& entry : over.entries) {
    if (outermost && entry.key.text == "use") continue;
    yaml::Entry* known = entryOf(under, entry.key.text);
    const bool merged = outermost && std::find(kMerged.begin(), kMerged.end(), entry.key.text) != kMerged.end();
    if (known == nullptr)
      under.entries.push_back(entry);
    else if (merged && known->value.isMapping() && entry.value.isMapping())
      lay(known->value, entry.value, false);
    else
      known->value = entry.value;
  }
}

// Most data files use it, and all of them as the same source: it is taken apart once for each place among the sources.
const yaml::Node& sharedTree(base::FileId file) {
  static std::mutex unpacking;
  static std::map<base::FileId, yaml::Node> trees;
  const std::scoped_lock lock(unpacking);
  const auto found = trees.find(file);
  return found != trees.end() ? found->second
                              : trees.emplace(file, yaml::unpack(sharedFile().tree, file)).first->second;
}

}  // namespace

void layOver(yaml::Node& under, const yaml::Node& over) { lay(under, over, true); }

Shared::Shared(base::Sources& sources, bool needed) {
  if (!needed) return;
  const base::FileId file = sources.add(std::string(sharedFile().name) + ".yml", std::string(sharedFile().text));
  root_ = &sharedTree(file);
}

void Shared::addEvidence(Evidence& evidence, Reader& reader) const {
  if (root_ == nullptr) return;
  const yaml::Node* known = root_->find("evidence");
  if (known == nullptr) return;
  for (const yaml::Entry& entry : known->entries) evidence[entry.key.text] = reader.text(entry.value, "evidence");
}

yaml::Node Shared::complete(const yaml::Node& variant, Reader& reader) const {
  const yaml::Node* use = variant.find("use");
  if (use == nullptr) return variant;
  const yaml::Node* all = root_ == nullptr ? nullptr : root_->find("variants");
  const yaml::Node* found = all == nullptr ? nullptr : all->find(use->text);
  if (found == nullptr) {
    reader.error(*use, fmt::format("there is no shared variant `{}`", use->text));
    return variant;
  }
  yaml::Node whole = *found;
  whole.span = variant.span;
  layOver(whole, variant);
  return whole;
}

}  // namespace quarry::schema
