// YAML as the front end needs it: a small tree in which every key and scalar has its place, its quoting style and its
// source text. Read through yaml-cpp's event interface; duplicate keys, cycles and alias bombs are refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/base/source.h"

namespace quarry::base::yaml {

enum class Kind { null, scalar, sequence, mapping };
enum class Style { plain, singleQuoted, doubleQuoted, literal, folded };

struct Entry;

struct Node {
  Kind kind = Kind::null;
  // Exact for scalars (quotes included); for collections from the first to the last thing in them; for a null that is
  // not written, the empty span after its key.
  Span span;
  std::string text;            // scalar: the decoded value
  Style style = Style::plain;  // scalar
  std::vector<Node> items;     // sequence
  std::vector<Entry> entries;  // mapping, in source order
  std::vector<Piece> pieces;   // scalar: where the decoded bytes stand in the file

  bool isScalar() const { return kind == Kind::scalar; }
  bool isNull() const { return kind == Kind::null; }
  bool isSequence() const { return kind == Kind::sequence; }
  bool isMapping() const { return kind == Kind::mapping; }
  bool isQuoted() const { return kind == Kind::scalar && style != Style::plain; }

  // A mapping's value; null if there is none or this is no mapping.
  const Node* find(std::string_view key) const;
  const Entry* findEntry(std::string_view key) const;

  // YAML 1.2 core types of plain scalars; quoted ones are text and nothing else.
  std::optional<bool> asBool() const;
  std::optional<std::int64_t> asInteger() const;
  std::optional<double> asNumber() const;
};

struct Entry {
  Node key;
  Node value;
};

struct Limits {
  Limits();  // those of limits.def

  std::size_t depth;
  std::size_t expandedNodes;  // nodes that aliases may add
  std::size_t expandedBytes;  // of text that anchors keep and aliases add
};

// All documents of a stream. On a malformed stream the documents before the fault are returned and the fault is
// reported with its place.
std::vector<Node> parse(FileId file, const Sources& sources, Report& report, const Limits& limits = {});

// A tree as bytes and back, for data that travel inside the binary. Where the bytes of a scalar stand is not kept.
std::string pack(const Node& node);
// Throws std::runtime_error on bytes that pack() did not write.
Node unpack(std::string_view bytes, FileId file);

// The scalar's decoded text as a source of its own, its spans translated back to the file.
FileId embed(Sources& sources, const Node& scalar);

}  // namespace quarry::base::yaml
