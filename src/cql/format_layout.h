// The formatter at work: private to format*.cpp. It decides where lines end; Printer puts tokens and comments on them.
#pragma once

#include <cstdint>
#include <vector>

#include "cql/format_printer.h"
#include "quarry/cql/view.h"

namespace quarry::cql {

class Formatter {
 public:
  Formatter(const Tree& tree, const Layout& layout) : tree_(tree), layout_(layout), printer_(tree, layout.lineEnd) {
    findBreaks();
  }
  Formatted run();

 private:
  // --- what cannot stand on one line ---

  void findBreaks();
  // A query has a step a line. A choice of two may stand on one line, one of more may not.
  bool alwaysBreaks(NodeId id) const;
  std::size_t count(NodeId id) const {
    std::size_t n = 0;
    for (NodeId child : children(tree_, id)) n += child != kNoNode ? 1 : 0;
    return n;
  }
  bool fits(NodeId id, std::uint32_t column, std::uint32_t after) const {
    const Node& n = tree_.nodes[id];
    return !broken_[id] && column + printer_.width(n.first, n.end) + after <= layout_.width;
  }

  // --- printing: `after` columns have to follow on the same line ---

  void node(NodeId id, Place place, std::uint32_t after);
  void flat(std::uint32_t first, std::uint32_t end, Place place);
  // The columns that have to follow an item on its line: a bracket or comma that touches it, the end of its node.
  std::uint32_t rest(const std::vector<Item>& all, std::size_t i, std::uint32_t after) const;
  void item(const Item& item, Place place, std::uint32_t after) {
    if (item.node == kNoNode)
      printer_.token(item.first, place);
    else
      node(item.node, place, after);
  }
  // No joint of its own: its parts may break.
  void sequence(NodeId id, Place place, std::uint32_t after);

  // --- steps and blocks (format.cpp) ---

  bool separatesSteps(const Item& item) const;
  // One step a line; the pipes stand at `indent`, what a step breaks into begins behind its pipe.
  void pipeline(NodeId id, Place place, std::uint32_t indent, std::uint32_t after);
  // case {…}, field match {…}: one alternative a line.
  void choice(NodeId id, Place place, std::uint32_t after);
  bool isAlternative(NodeId id) const;
  // A clause or arm that needs more than a line: its pipes stand below its beginning.
  void alternative(NodeId id, Place place, std::uint32_t after);
  void subquery(NodeId id, Place place, std::uint32_t after);

  // --- calls, lists and operators (format_calls.cpp) ---

  // `name: {…} include: […]`: the block breaks before the list does.
  void argument(NodeId id, Place place, std::uint32_t after);
  // Nothing aligns right of this column.
  std::uint32_t widest() const { return layout_.width * 2 / 5; }
  void call(NodeId id, Place place, std::uint32_t after);
  // if(…, then=…, else=if(…)): the `if` that the last argument of an `if` is, in parentheses or not.
  NodeId nextChoice(NodeId id) const;
  bool choiceGoesOn(NodeId id) const { return nextChoice(id) != kNoNode; }
  // A chain of choices reads like a table: one a line, however deep they nest.
  void choices(NodeId id, Place place, std::uint32_t after, std::uint32_t indent);
  // The argument, and the parentheses, around the next choice.
  void onTheWay(NodeId id, NodeId choice, Place place, std::uint32_t after, std::uint32_t indent);
  bool commentBefore(NodeId id) const;
  // Whether items may stand below the first one at `column`: not far to the right, not where a block would be squeezed,
  // and not where one has to break that two columns in fits on a line.
  bool canAlign(NodeId id, std::uint32_t column) const;
  // One argument or element a line: below the first one, or hanging two columns in. A block that comes first stays at
  // the bracket.
  void bracketed(NodeId id, Place place, std::uint32_t after, bool hanging);
  // `{…}` or `query={…}`: its brace opens where the bracket does.
  bool beginsWithBlock(NodeId argument) const;
  // Conditions break before `and` and `or`, also before an `and` that is not written.
  void operands(NodeId id, Place place, std::uint32_t after);
  void operation(NodeId id, Place place, std::uint32_t after);
  // What breaks between parentheses stands right of the opening one.
  void parentheses(NodeId id, Place place, std::uint32_t after);

  const Tree& tree_;
  const Layout& layout_;
  Printer printer_;
  std::vector<bool> broken_;
  std::uint32_t base_ = 0;  // the column that the current construct is laid out from
};

}  // namespace quarry::cql
