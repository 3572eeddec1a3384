// The columns alive at a place of a plan, with their types. Every version stays as it was: a copy costs nothing and
// shares all nodes, a change makes a few new ones. So a plan of n steps costs O(n log n), however often the set is
// copied.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "quarry/ir/type.h"

namespace quarry::ir {

class Columns {
 public:
  const Type* find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  // Adds the column, or gives it another type.
  void set(std::string_view name, Type type);
  void erase(std::string_view name);
  void clear() { root_.reset(); }

  // fn(name, type), in the order of the names.
  template <class Fn>
  void visit(Fn&& fn) const {
    visit(root_, fn);
  }

 private:
  struct Column;
  // A treap whose priorities are hashes of the names, which keeps its depth logarithmic.
  struct Node;
  using Root = std::shared_ptr<const Node>;
  using Held = std::shared_ptr<const Column>;
  struct Column {
    std::string name;
    Type type;
    std::size_t priority = 0;
  };
  struct Node {
    Held column;
    Root below, over;  // names before and after
  };

  static Root make(Held column, Root below, Root over);
  static Root with(const Root& root, const Held& column);
  static Root without(const Root& root, std::string_view name);
  static std::pair<Root, Root> split(const Root& root, std::string_view at);
  static Root join(const Root& below, const Root& over);

  template <class Fn>
  static void visit(const Root& root, Fn& fn) {
    if (!root) return;
    visit(root->below, fn);
    fn(root->column->name, root->column->type);
    visit(root->over, fn);
  }

  Root root_;
};

}  // namespace quarry::ir
