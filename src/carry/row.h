// The record under construction.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "quarry/engine/value.h"
#include "quarry/ir/field.h"

namespace quarry::carry {

class Row {
 public:
  bool has(const std::string& column) const { return find(column) != nullptr; }
  // What the column holds as text; empty if it is not there or no scalar.
  std::string text(const std::string& column) const;
  // The first value stays. False: there is another one.
  bool set(const std::string& column, engine::Value value);
  // One more value of a field that may have several.
  void add(const std::string& column, engine::Value value);
  // Part of a larger text; whether the column holds one.
  void append(const std::string& column, const std::string& text, const std::string& separator = "");
  bool isText(const std::string& column) const;
  // Below a dynamic column, or (`asText`) one that holds JSON as text. Elements of arrays by their number.
  void into(const std::string& column, const ir::Path& path, engine::Value value, bool asText);

  engine::Object object() const;

 private:
  struct Member;
  struct Node {
    engine::Value leaf;
    std::vector<Member> members;
    std::vector<Node> items;

    Node& member(const std::string& name);
    Node& item(std::size_t index);
    engine::Value value() const;
  };
  struct Member {
    std::string name;
    Node node;
  };
  struct Column {
    std::string name;
    Node node;
    bool asText = false, appended = false;
  };

  const Column* find(const std::string& column) const;
  Column& at(const std::string& column);

  std::vector<Column> columns_;
};

}  // namespace quarry::carry
