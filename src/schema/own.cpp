#include "quarry/schema/own.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>

#include "quarry/base/text.h"
#include "schema/data.h"
#include "schema/families.h"
#include "schema/load.h"
#include "schema/load_shared.h"

namespace quarry::schema {

namespace {

namespace yaml = base::yaml;

yaml::Node scalar(std::string text, base::Span span) {
  yaml::Node node;
  node.kind = yaml::Kind::scalar;
  node.span = span;
  node.text = std::move(text);
  return node;
}

yaml::Node mapping(base::Span span) {
  yaml::Node node;
  node.kind = yaml::Kind::mapping;
  node.span = span;
  return node;
}

yaml::Node& at(yaml::Node& owner, std::string_view key) {
  for (yaml::Entry& entry : owner.entries)
    if (entry.key.text == key) return entry.value;
  owner.entries.push_back({scalar(std::string(key), owner.span), mapping(owner.span)});
  return owner.entries.back().value;
}

void setDefault(yaml::Node& owner, std::string_view key, yaml::Node value) {
  if (owner.isMapping() && owner.find(key) == nullptr)
    owner.entries.push_back({scalar(std::string(key), owner.span), std::move(value)});
}

// What the owner of a source knows need not be said: that it is so, and what time is called on each platform.
void fillVariant(yaml::Node& variant, Platform platform) {
  if (!variant.isMapping() || variant.find("use") != nullptr) return;
  const base::Span span = variant.span;
  const auto word = [&](std::string_view text) { return scalar(std::string(text), span); };
  setDefault(variant, "variant", word("own"));
  setDefault(variant, "title", word("as quarry.yml describes it"));
  setDefault(variant, "evidence", word("own"));
  setDefault(variant, "confidence", word("high"));
  constexpr std::string_view kTime[] = {"@timestamp", "TimeGenerated", "_time"};
  setDefault(variant, "time", word(kTime[static_cast<std::size_t>(platform)]));
  yaml::Node none = mapping(span);
  none.entries.push_back(
      {word("unavailable"), word("quarry.yml does not say which columns to search: name the field")});
  setDefault(variant, "keywords", platform == Platform::kql ? std::move(none) : word("raw"));
}

// A field that the owner of a source does not mention is not there.
void close(yaml::Node& variant) {
  if (!variant.isMapping() || variant.find("use") != nullptr) return;
  yaml::Node rest = mapping(variant.span);
  rest.entries.push_back(
      {scalar("unavailable", variant.span), scalar("quarry.yml does not say where it is", variant.span)});
  setDefault(variant, "rest", std::move(rest));
}

void fill(yaml::Node& root) {
  if (!root.isMapping()) return;
  yaml::Node& evidence = at(root, "evidence");
  setDefault(evidence, "own", scalar("quarry.yml", root.span));
  if (const yaml::Node* fields = root.find("fields"); fields != nullptr && fields->isMapping())
    for (yaml::Entry& entry : at(root, "fields").entries) {
      if (entry.value.isNull()) entry.value = mapping(entry.key.span);
      if (entry.value.find("same") == nullptr) setDefault(entry.value, "evidence", scalar("own", entry.key.span));
    }
  if (root.find("platforms") == nullptr) return;
  for (yaml::Entry& entry : at(root, "platforms").entries)
    if (const auto platform = platformByName(entry.key.text))
      for (yaml::Node& variant : entry.value.items) fillVariant(variant, *platform);
}

void closeAll(yaml::Node& root) {
  if (root.find("platforms") == nullptr) return;
  for (yaml::Entry& entry : at(root, "platforms").entries)
    for (yaml::Node& variant : entry.value.items) close(variant);
}

class Extension {
 public:
  Extension(const yaml::Node& node, base::Sources& sources, std::vector<Fault>& faults)
      : node_(node), sources_(sources), reader_(faults) {}

  // The source that is extended, with the changes in it; a null node after an error.
  yaml::Node whole() {
    const std::string id = reader_.requiredText(node_, "extends");
    yaml::Node base = shipped(id);
    if (!base.isMapping()) return {};
    if (!reader_.mapping(
            node_, "a change to a source",
            {"extends", "serves", "evidence", "fields", "containers", "arrays", "unavailable", "platforms"}))
      return {};
    static constexpr std::string_view kAdded[] = {"serves",     "evidence", "fields",
                                                  "containers", "arrays",   "unavailable"};
    for (const yaml::Entry& entry : node_.entries) {
      if (std::find(std::begin(kAdded), std::end(kAdded), entry.key.text) == std::end(kAdded)) continue;
      yaml::Node& under = at(base, entry.key.text);
      if (under.isSequence() && entry.value.isSequence())
        under.items.insert(under.items.end(), entry.value.items.begin(), entry.value.items.end());
      else if (under.isMapping() && entry.value.isMapping())
        for (const yaml::Entry& one : entry.value.entries) put(under, one);
      else
        reader_.error(entry.value, fmt::format("`{}` is of another form in the source", entry.key.text));
    }
    if (const yaml::Node* platforms = node_.find("platforms");
        platforms != nullptr && reader_.mapping(*platforms, "`platforms`", {"cql", "kql", "spl"}))
      for (const yaml::Entry& entry : platforms->entries)
        if (platformByName(entry.key.text)) change(base, entry);
    return base;
  }

 private:
  static void put(yaml::Node& under, const yaml::Entry& entry) {
    for (yaml::Entry& known : under.entries)
      if (known.key.text == entry.key.text) {
        known.value = entry.value;
        return;
      }
    under.entries.push_back(entry);
  }

  yaml::Node shipped(const std::string& id) {
    std::vector<std::string> ids;
    base::Report report;
    for (std::size_t i = 0; i < dataFiles().size(); ++i) {
      const DataFile& file = dataFiles()[i];
      const std::string& known = shippedHeads()[i].id;
      if (known == id)
        return yaml::parse(sources_.add(std::string(file.name) + ".yml", std::string(file.text)), sources_, report)
            .front();
      ids.push_back(known);
    }
    if (id.empty()) return {};
    const std::vector<std::string_view> names(ids.begin(), ids.end());
    const auto near = base::closest(id, names);
    reader_.error(*node_.find("extends"),
                  fmt::format("there is no source `{}`{}", id, near ? fmt::format("; did you mean `{}`?", *near) : ""));
    return {};
  }

  // `spl: {sysmon: {…}}` changes a variant, `spl: [{…}]` adds some before those that ship.
  void change(yaml::Node& base, const yaml::Entry& entry) {
    const Shared shared(sources_, true);
    yaml::Node& variants = at(at(base, "platforms"), entry.key.text);
    if (!variants.isSequence()) {
      variants = {};
      variants.kind = yaml::Kind::sequence;
      variants.span = entry.value.span;
    }
    for (yaml::Node& variant : variants.items) variant = shared.complete(variant, reader_);
    if (entry.value.isSequence()) {
      std::vector<yaml::Node> added = entry.value.items;
      for (yaml::Node& variant : added) close(variant);
      variants.items.insert(variants.items.begin(), added.begin(), added.end());
      return;
    }
    if (!reader_.anyMapping(entry.value, "a change to a platform")) return;
    std::vector<std::string_view> names;
    for (const yaml::Node& variant : variants.items)
      if (const yaml::Node* name = variant.find("variant")) names.push_back(name->text);
    for (const yaml::Entry& change : entry.value.entries) {
      const auto found = std::find_if(variants.items.begin(), variants.items.end(), [&](const yaml::Node& variant) {
        const yaml::Node* name = variant.find("variant");
        return name != nullptr && name->text == change.key.text;
      });
      if (found == variants.items.end()) {
        const auto near = base::closest(change.key.text, names);
        reader_.error(change.key, fmt::format("there is no variant `{}`; {}", change.key.text,
                                              near ? fmt::format("did you mean `{}`?", *near)
                                                   : fmt::format("it is one of {}", fmt::join(names, ", "))));
      } else if (reader_.anyMapping(change.value, "a change to a variant")) {
        layOver(*found, change.value);
      }
    }
  }

  const yaml::Node& node_;
  base::Sources& sources_;
  Reader reader_;
};

// What makes no sense in a file that ships, with what the user's file says, is told there: nobody has ours. One change
// can take the ground from under every field, so that the first few are named and the others counted.
void tellHere(const yaml::Node& at, std::string_view lead, std::vector<Fault>& faults) {
  constexpr std::size_t kNamed = 3;
  std::vector<Fault> kept;
  std::size_t moved = 0;
  for (Fault& fault : faults)
    if (fault.at.file == at.span.file)
      kept.push_back(std::move(fault));
    else if (++moved <= kNamed)
      kept.push_back({at.span, fmt::format("{}: {}", lead, fault.message)});
  if (moved > kNamed) kept.push_back({at.span, fmt::format("{}: {} more faults", lead, moved - kNamed)});
  faults = std::move(kept);
}

}  // namespace

std::vector<std::string> useOwnSources(const std::vector<yaml::Node>& all, base::Sources& sources) {
  std::vector<std::string> errors;
  std::vector<Family> families;
  std::set<std::string> ids;
  for (const yaml::Node& node : all) {
    std::vector<Fault> faults;
    Reader reader(faults);
    const yaml::Node* const extends = node.find("extends");
    yaml::Node root;
    if (reader.anyMapping(node, "a source")) root = extends ? Extension(node, sources, faults).whole() : node;
    if (root.isMapping()) {
      if (!extends) closeAll(root);
      fill(root);
      Family family = loadDocument(root, sources, true, faults);
      if (!family.id.empty() && !ids.insert(family.id).second)
        reader.error(node, fmt::format("there are two sources `{}`", family.id));
      families.push_back(std::move(family));
    }
    tellHere(extends ? *extends : node, extends ? "with these changes" : "with what it uses", faults);
    for (const Fault& fault : faults) errors.push_back(shown(fault, sources));
  }
  if (errors.empty()) useOwn(std::move(families));
  return errors;
}

}  // namespace quarry::schema
