#include "carry/carry_to.h"

#include <fmt/format.h>

#include <algorithm>

#include "carry/expression.h"
#include "carry/leaves.h"
#include "carry/restriction.h"
#include "carry/row.h"
#include "carry/shapes.h"
#include "quarry/base/text.h"
#include "schema/choose.h"
#include "schema/locate.h"

namespace quarry::carry {

namespace {

using engine::Value;
using schema::FieldMap;
using schema::Located;
using schema::Place;
using schema::Platform;
using schema::Shape;

// The name with its marks of "any element" replaced, the first by the first index and so on. A value that stands where
// the source has an array is its first element.
std::string withIndices(std::string name, const std::vector<std::uint32_t>& indices) {
  std::size_t next = 0;
  for (std::size_t at = name.find("[]"); at != std::string::npos; at = name.find("[]", at))
    name.replace(at, 2, fmt::format("[{}]", next < indices.size() ? indices[next++] : 0));
  return name;
}

// Splunk writes an array's mark as {} and keeps the elements together.
std::string splunkName(std::string name) {
  for (std::size_t at = name.find("[]"); at != std::string::npos; at = name.find("[]", at)) name.replace(at, 2, "{}");
  return name;
}

ir::Path withIndices(ir::Path path, const std::vector<std::uint32_t>& indices) {
  std::size_t next = 0;
  for (ir::PathSegment& segment : path) {
    if (!segment.each) continue;
    segment.each = false;
    segment.index = next < indices.size() ? indices[next++] : 0;
  }
  return path;
}

class Writing {
 public:
  Writing(const Value& event, const Destination& to) : event_(event), to_(to), leaves_(leavesOf(event)) {}

  std::variant<Carried, std::string> carry() {
    if (std::string why = foreign(to_.family, leaves_); !why.empty()) return why;
    deriveDigests();
    // What only some records keep has to wait until it is known which record this is.
    for (const Leaf& leaf : leaves_.all) place(leaf, false);
    if (std::string why = obeyRestriction(to_, leaves_, row_, out_.implied); !why.empty()) return why;
    for (const Leaf& leaf : leaves_.all) place(leaf, true);
    absentWords();
    time();
    rawText();
    line();
    out_.record = row_.object();
    out_.source = to_.family.id;
    out_.variant = to_.variant.name;
    std::vector<std::string> assumptions;
    out_.table = schema::valueOf(to_.variant.table, "table", to_.settings, assumptions);
    return std::move(out_);
  }

 private:
  bool isKql() const { return to_.platform == Platform::kql; }

  // Add-ons and sensors give each digest a field of its own.
  void deriveDigests() {
    const Leaf* hashes = leaves_.find("Hashes");
    const auto text = hashes == nullptr ? std::nullopt : engine::textOf(hashes->value);
    if (!text) return;
    const auto whole = to_.variant.fields.find("Hashes");
    const bool apart = whole != to_.variant.fields.end() && whole->second.shape == Shape::hashes;
    for (auto [algorithm, digest] : digestsOf(*text)) {
      if (apart) digest = base::asciiLower(digest);
      for (const auto& [field, map] : to_.variant.fields)
        if (base::asciiLower(field) == algorithm && leaves_.find(field) == nullptr)
          leaves_.all.push_back({{{field, false, std::nullopt}}, digest});
    }
  }

  void place(const Leaf& leaf, bool guarded) {
    const Located located = schema::locate(to_.family, to_.variant, to_.platform, leaf.name());
    const FieldMap* map = located.map;
    const bool waits = map != nullptr && std::any_of(map->places.begin(), map->places.end(),
                                                     [](const Place& one) { return !one.when.field.empty(); });
    if (waits != guarded) return;
    if (located.kind == Located::Kind::constant) {
      if (engine::textOf(leaf.value) != map->constant) out_.implied.push_back(leaf.name());
      return;
    }
    // A table has the columns it has: the place of a field that nothing describes is a guess.
    const bool guess = isKql() && located.kind == Located::Kind::unmapped && located.expression.empty() &&
                       to_.variant.table.setting.empty() &&
                       located.fields.front().physical->access == ir::Access::column;
    if (located.kind == Located::Kind::unavailable || guess) {
      out_.lost.push_back(leaf.name());
      return;
    }
    for (std::size_t i = 0; i < located.fields.size(); ++i) {
      const schema::When* when = map == nullptr ? nullptr : &map->places[i].when;
      if (when != nullptr && !when->field.empty() && !holds(*when)) continue;
      write(leaf, located, i);
      return;
    }
    out_.lost.push_back(leaf.name());
  }

  bool holds(const schema::When& when) const {
    return std::find(when.values.begin(), when.values.end(), row_.text(when.field)) != when.values.end();
  }

  void write(const Leaf& leaf, const Located& located, std::size_t at) {
    static const Place kNoPlace;
    const ir::PhysicalField& field = *located.fields[at].physical;
    const FieldMap* map = located.map;
    const Place& place = map == nullptr ? kNoPlace : map->places[at];
    Value value = leaf.value;
    if (map != nullptr && !map->values.empty())
      if (const auto text = engine::textOf(value)) value = inPlatformsWords(*text, *map);
    const std::vector<Piece> pieces =
        written(value, located.shape, map == nullptr ? schema::Hives::sysmon : map->hives, place);
    if (!located.expression.empty()) {
      out_.computed.emplace_back(field.name, pieces.empty() ? value : pieces.front().value);
      if (!writeFor(located.expression, leaf.path, value, row_)) out_.lost.push_back(leaf.name());
      return;
    }
    if (pieces.empty()) out_.lost.push_back(leaf.name());
    for (const Piece& piece : pieces) {
      if (!piece.part.empty())
        put(leaf, place.parts.at(piece.part), piece.value);
      else if (located.shape == Shape::within || located.shape == Shape::element)
        row_.append(field.name, engine::textOf(piece.value).value_or(""));
      else
        store(field, leaf, piece.value);
    }
  }

  // What the map says first; a word that the map does not know stays.
  static Value inPlatformsWords(const std::string& text, const FieldMap& map) {
    for (const auto& [word, stored] : map.values)
      if (base::equalsIgnoringCase(word, text) && !stored.empty()) return stored.front();
    return text;
  }

  void store(const ir::PhysicalField& field, const Leaf& leaf, const Value& value) {
    const std::vector<std::uint32_t> indices = leaf.indices();
    const bool asText = field.access == ir::Access::jsonText;
    if (field.access != ir::Access::column) {
      row_.into(field.name, withIndices(field.path, indices), value, asText);
    } else if (to_.platform == Platform::spl) {
      if (indices.empty())
        put(leaf, splunkName(field.name), inType(value, field.type.kind));
      else
        row_.add(splunkName(field.name), inType(value, field.type.kind));
    } else {
      put(leaf, withIndices(field.name, indices), inType(value, field.type.kind));
    }
  }

  // Two fields of the event may have one place: the second is lost if it says something else.
  void put(const Leaf& leaf, const std::string& column, Value value) {
    if (!row_.set(column, std::move(value))) out_.lost.push_back(leaf.name());
  }

  // Columns of a table have types; elsewhere everything is a text or a number.
  Value inType(const Value& value, ir::TypeKind type) const {
    if (isKql() && type == ir::TypeKind::boolean)
      if (const auto truth = engine::truthOf(value)) return *truth;
    if (isKql() && type == ir::TypeKind::number && value.number() == nullptr)
      if (const auto number = engine::numberOf(value)) return engine::Number{*number, *engine::textOf(value)};
    if (!isKql() && value.flag() != nullptr) return *value.flag() ? "true" : "false";
    return value;
  }

  // ---- what stands in every record ----

  void absentWords() {
    for (const auto& [name, map] : to_.variant.fields) {
      if (map.absent.empty()) continue;
      const Located located = schema::locate(to_.family, to_.variant, to_.platform, name);
      if (!located.fields.empty()) row_.set(located.fields.front().physical->name, map.absent.front());
    }
  }

  void time() {
    if (!leaves_.time || to_.variant.time.empty()) return;
    if (to_.platform == Platform::cql)
      row_.set(to_.variant.time, static_cast<double>(leaves_.time->milliseconds));
    else
      row_.set(to_.variant.time, engine::print(*leaves_.time));
  }

  // The record's own text, where the platform searches it: a line of a log, the XML of a Windows event, JSON.
  void rawText() {
    const bool searched = to_.variant.keywords.empty() && to_.variant.noKeywords.empty() && !isKql();
    if (!searched) return;
    std::string text;
    const bool windows = to_.serves.product == "windows";
    if (windows) {
      for (const Leaf& leaf : leaves_.all)
        text +=
            fmt::format("<Data Name='{}'>{}</Data>", leaf.name(), asMarkup(engine::textOf(leaf.value).value_or("")));
    } else if (leaves_.all.size() == 1) {
      text = engine::textOf(leaves_.all.front().value).value_or("");
    } else {
      text = engine::toJson(event_);
    }
    row_.append(to_.platform == Platform::cql ? "@rawstring" : "_raw", text);
  }

  // A table has a column for the line of a log that came without fields.
  void line() {
    if (!isKql() || to_.variant.keywords.empty()) return;
    for (auto lost = out_.lost.begin(); lost != out_.lost.end(); ++lost) {
      if (*lost != "message") continue;
      const std::string& column = to_.variant.keywords.front();
      const Value& text = leaves_.find(*lost)->value;
      if (row_.isText(column))
        row_.append(column, engine::textOf(text).value_or(""), " ");
      else if (!row_.set(column, text))
        return;
      out_.lost.erase(lost);
      return;
    }
  }

  const Value& event_;
  const Destination& to_;
  Leaves leaves_;
  Row row_;
  Carried out_;
};

}  // namespace

std::variant<Carried, std::string> carryTo(const Value& event, const Destination& to) {
  return Writing(event, to).carry();
}

}  // namespace quarry::carry
