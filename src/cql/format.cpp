// Where the lines of a query end. What fits on a line stays on it; otherwise a node breaks at its own joints, outermost
// first: a pipeline at its pipes, a call at its arguments, a condition before `and` and `or`.
#include "quarry/cql/format.h"

#include <algorithm>

#include "cql/format_printer.h"
#include "quarry/cql/view.h"

namespace quarry::cql {
namespace {

class Formatter {
 public:
  Formatter(const Tree& tree, const Layout& layout) : tree_(tree), layout_(layout), printer_(tree, layout.lineEnd) {
    findBreaks();
  }

  Formatted run() {
    if (!tree_.nodes.empty()) node(0, {}, 0);
    // Comments at the end keep lines of their own.
    printer_.token(static_cast<std::uint32_t>(tree_.tokens.size()) - 1, Place{true, 0});
    Formatted out = std::move(printer_).finish();
    while (!out.text.empty() && std::string_view(" \r\n").find(out.text.back()) != std::string_view::npos)
      out.text.pop_back();
    out.offsets.back() = static_cast<std::uint32_t>(out.text.size());
    return out;
  }

 private:
  // --- what cannot stand on one line ---

  void findBreaks() {
    broken_.resize(tree_.nodes.size());
    for (auto id = static_cast<NodeId>(tree_.nodes.size()); id-- > 0;) {
      const Node& n = tree_.nodes[id];
      if (alwaysBreaks(id) || !printer_.fitsOneLine(n.first, n.end)) broken_[id] = true;
      if (broken_[id] && n.parent != kNoNode) broken_[n.parent] = true;
    }
  }

  // A query has a step a line. A choice of two may stand on one line, one of more may not.
  bool alwaysBreaks(NodeId id) const {
    const Node& n = tree_.nodes[id];
    switch (n.kind) {
      case NodeKind::pipeline:
        return n.parent != kNoNode && tree_.nodes[n.parent].kind == NodeKind::query && count(id) > 1;
      case NodeKind::caseStep:
        return count(id) > 2;
      case NodeKind::matchStep:
        return count(id) > 3;  // the field counts too
      default:
        return false;
    }
  }

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

  void node(NodeId id, Place place, std::uint32_t after) {
    const Node& n = tree_.nodes[id];
    if (n.first == n.end) return;
    if (fits(id, printer_.startColumn(n.first, place), after)) return flat(n.first, n.end, place);
    switch (n.kind) {
      case NodeKind::pipeline:
        return pipeline(id, place, base_, after);
      case NodeKind::caseStep:
      case NodeKind::matchStep:
        return choice(id, place, after);
      case NodeKind::clause:
      case NodeKind::arm:
        return alternative(id, place, after);
      case NodeKind::subquery:
        return subquery(id, place, after);
      case NodeKind::call:
      case NodeKind::savedCall:
        return call(id, place, after);
      case NodeKind::array:
        return bracketed(id, place, after, !canAlign(id, printer_.startColumn(n.first, place) + 1));
      case NodeKind::argument:
        return argument(id, place, after);
      case NodeKind::andFilter:
      case NodeKind::orFilter:
        return operands(id, place, after);
      case NodeKind::binary:
        return operation(id, place, after);
      case NodeKind::parenFilter:
      case NodeKind::parenExpression:
        return parentheses(id, place, after);
      case NodeKind::error:
        return flat(n.first, n.end, place);
      default:
        return sequence(id, place, after);
    }
  }

  void flat(std::uint32_t first, std::uint32_t end, Place place) {
    for (std::uint32_t i = first; i < end; ++i)
      printer_.token(i, i == first ? place : Place{false, base_ + layout_.indent});
  }

  // The columns that have to follow an item on its line: a bracket or comma that touches it, the end of its node.
  std::uint32_t rest(const std::vector<Item>& all, std::size_t i, std::uint32_t after) const {
    if (i + 1 == all.size()) return after;
    if (all[i + 1].node != kNoNode) return 0;
    const std::uint32_t next = all[i + 1].first;
    return printer_.width(next, next + 1) + (i + 2 == all.size() ? after : 0);
  }

  void item(const Item& item, Place place, std::uint32_t after) {
    if (item.node == kNoNode)
      printer_.token(item.first, place);
    else
      node(item.node, place, after);
  }

  // No joint of its own: its parts may break.
  void sequence(NodeId id, Place place, std::uint32_t after) {
    const std::vector<Item> all = items(tree_, id);
    for (std::size_t i = 0; i < all.size(); ++i)
      item(all[i], i == 0 ? place : Place{false, base_ + layout_.indent}, rest(all, i, after));
  }

  bool separatesSteps(const Item& item) const {
    if (item.node != kNoNode) return false;
    const TokenKind kind = tree_.tokens[item.first].kind;
    return kind == TokenKind::pipe || kind == TokenKind::arrow;
  }

  // One step a line; the pipes stand at `indent`, what a step breaks into begins behind its pipe.
  void pipeline(NodeId id, Place place, std::uint32_t indent, std::uint32_t after) {
    const std::uint32_t base = base_;
    const std::vector<Item> all = items(tree_, id);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (separatesSteps(all[i])) {
        printer_.leadingToken(all[i].first, i == 0 ? place : Place{true, indent});
        base_ = indent + layout_.indent;
        continue;
      }
      const bool piped = i > 0 && separatesSteps(all[i - 1]);
      const std::uint32_t following = i + 1 == all.size() ? after : 0;
      // Without a pipe between them two steps are a mistake that was found; they keep lines of their own. So is a
      // semicolon; it stays where it is.
      item(all[i], i == 0 ? place : Place{!piped && all[i].node != kNoNode, indent}, following);
    }
    base_ = base;
  }

  // case {…}, field match {…}: one alternative a line.
  void choice(NodeId id, Place place, std::uint32_t after) {
    const std::vector<Item> all = items(tree_, id);
    const std::uint32_t base = base_;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool alternative = all[i].node != kNoNode && isAlternative(all[i].node);
      const bool closing = all[i].node == kNoNode && tree_.tokens[all[i].first].kind == TokenKind::rightBrace;
      const std::uint32_t indent = base + (alternative ? layout_.indent : 0);
      base_ = indent;
      item(all[i], i == 0 ? place : Place{alternative || closing, indent},
           alternative           ? 1
           : i + 1 == all.size() ? after
                                 : 0);
      base_ = base;
    }
  }

  bool isAlternative(NodeId id) const {
    const NodeKind kind = tree_.nodes[id].kind;
    return kind == NodeKind::clause || kind == NodeKind::arm || kind == NodeKind::error;
  }

  // A clause or arm that needs more than a line: its pipes stand below its beginning.
  void alternative(NodeId id, Place place, std::uint32_t after) {
    const std::vector<Item> all = items(tree_, id);
    const std::uint32_t base = base_;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Place here = i == 0 ? place : Place{false, base + layout_.indent};
      const bool isPipeline = all[i].node != kNoNode && tree_.nodes[all[i].node].kind == NodeKind::pipeline;
      if (isPipeline && !fits(all[i].node, printer_.startColumn(all[i].first, here), rest(all, i, after)))
        pipeline(all[i].node, here, base + layout_.indent, rest(all, i, after));
      else
        item(all[i], here, rest(all, i, after));
    }
  }

  void subquery(NodeId id, Place place, std::uint32_t after) {
    const std::vector<Item> all = items(tree_, id);
    const std::uint32_t base = base_;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool closing = all[i].node == kNoNode && i > 0 && tree_.tokens[all[i].first].kind == TokenKind::rightBrace;
      base_ = all[i].node == kNoNode ? base : base + layout_.indent;
      // Once it stands on lines of its own it has a step a line.
      if (all[i].node != kNoNode && count(all[i].node) > 1) broken_[all[i].node] = true;
      item(all[i], i == 0 ? place : Place{closing || all[i].node != kNoNode, base_}, i + 1 == all.size() ? after : 0);
    }
    base_ = base;
  }

  // `name: {…} include: […]`: the block breaks before the list does.
  void argument(NodeId id, Place place, std::uint32_t after) {
    if (count(id) > 1)
      for (NodeId child : children(tree_, id))
        for (NodeId value : children(tree_, child))
          if (tree_.nodes[value].kind == NodeKind::subquery) broken_[child] = broken_[value] = true;
    sequence(id, place, after);
  }

  // Nothing aligns right of this column.
  std::uint32_t widest() const { return layout_.width * 2 / 5; }

  void call(NodeId id, Place place, std::uint32_t after) {
    const Node& n = tree_.nodes[id];
    const std::uint32_t name = printer_.width(n.first, std::min(n.end, n.first + 2));
    const std::uint32_t inside = printer_.startColumn(n.first, place) + name;
    // One argument stays at its bracket and breaks itself. Several stand below the first, or, where that leaves no
    // room, two columns in.
    if (count(id) == 1 && !commentBefore(tree_.nodes[id].child)) return sequence(id, place, after);
    if (choiceGoesOn(id)) return choices(id, place, after, base_ + layout_.indent);
    bracketed(id, place, after, !canAlign(id, inside));
  }

  // if(…, then=…, else=if(…)): the `if` that the last argument of an `if` is, in parentheses or not.
  NodeId nextChoice(NodeId id) const {
    const auto call = asCall(tree_, id);
    if (!call || !call->is(tree_, "if") || call->arguments.empty()) return kNoNode;
    const Argument& last = call->arguments.back();
    const NodeId value = last.value == kNoNode ? kNoNode : unwrapped(tree_, last.value);
    const auto inner = value == kNoNode ? std::nullopt : asCall(tree_, value);
    return inner && inner->is(tree_, "if") ? value : kNoNode;
  }
  bool choiceGoesOn(NodeId id) const { return nextChoice(id) != kNoNode; }

  // A chain of choices reads like a table: one a line, however deep they nest.
  void choices(NodeId id, Place place, std::uint32_t after, std::uint32_t indent) {
    const NodeId next = nextChoice(id);
    const NodeId last = lastChild(tree_, id);
    const std::vector<Item> all = items(tree_, id);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Place here = i == 0 ? place : Place{all[i].node == last && last != kNoNode, indent};
      if (all[i].node == last && next != kNoNode)
        onTheWay(last, next, here, rest(all, i, after), indent);
      else
        item(all[i], here, rest(all, i, after));
    }
  }

  // The argument, and the parentheses, around the next choice.
  void onTheWay(NodeId id, NodeId choice, Place place, std::uint32_t after, std::uint32_t indent) {
    if (id == choice) return choices(id, place, after, indent);
    const std::vector<Item> all = items(tree_, id);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Place here = i == 0 ? place : Place{false, indent};
      const bool holds = all[i].node != kNoNode && tree_.nodes[all[i].node].first <= tree_.nodes[choice].first &&
                         tree_.nodes[choice].end <= tree_.nodes[all[i].node].end;
      if (holds)
        onTheWay(all[i].node, choice, here, rest(all, i, after), indent);
      else
        item(all[i], here, rest(all, i, after));
    }
  }

  bool commentBefore(NodeId id) const {
    return id != kNoNode && !tree_.synthetic && !readTrivia(tree_.trivia(tree_.nodes[id].first)).comments.empty();
  }

  // Whether items may stand below the first one at `column`: not far to the right, not where a block would be squeezed,
  // and not where one has to break that two columns in fits on a line.
  bool canAlign(NodeId id, std::uint32_t column) const {
    if (column > widest() || commentBefore(tree_.nodes[id].child)) return false;
    for (NodeId child : children(tree_, id)) {
      if (fits(child, column, 1)) continue;
      if (fits(child, base_ + layout_.indent, 1)) return false;
      bool blocks = false;
      walk(tree_, child, [&](NodeId inner) { blocks = blocks || tree_.nodes[inner].kind == NodeKind::subquery; });
      if (blocks) return false;
    }
    return true;
  }

  // One argument or element a line: below the first one, or hanging two columns in. A block that comes first stays at
  // the bracket.
  void bracketed(NodeId id, Place place, std::uint32_t after, bool hanging) {
    const std::vector<Item> all = items(tree_, id);
    const std::uint32_t base = base_;
    std::uint32_t inside = base + layout_.indent;
    bool first = true;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].node == kNoNode) {
        const bool closing = i > 0 && i + 1 == all.size();
        printer_.token(all[i].first, i == 0 ? place : Place{false, closing ? base : base + layout_.indent});
        continue;
      }
      if (first && !hanging) inside = printer_.column();
      base_ = inside;
      node(all[i].node, Place{!first || (hanging && !beginsWithBlock(all[i].node)), inside}, rest(all, i, after));
      first = false;
    }
    base_ = base;
  }

  // `{…}` or `query={…}`: its brace opens where the bracket does.
  bool beginsWithBlock(NodeId argument) const {
    const NodeId value = tree_.nodes[argument].child;
    return value != kNoNode && tree_.nodes[value].kind == NodeKind::subquery && !commentBefore(argument);
  }

  // Conditions break before `and` and `or`, also before an `and` that is not written.
  void operands(NodeId id, Place place, std::uint32_t after) {
    const std::vector<Item> all = items(tree_, id);
    const std::uint32_t indent = base_ + layout_.indent;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool afterWord = i > 0 && all[i - 1].node == kNoNode;
      item(all[i], i == 0 ? place : Place{!afterWord, indent}, rest(all, i, after));
    }
  }

  void operation(NodeId id, Place place, std::uint32_t after) {
    const std::vector<Item> all = items(tree_, id);
    const std::uint32_t indent = base_ + layout_.indent;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool isOperator = i > 0 && all[i].node == kNoNode;
      item(all[i], i == 0 ? place : Place{isOperator, indent}, i + 1 == all.size() ? after : 0);
    }
  }

  // What breaks between parentheses stands right of the opening one.
  void parentheses(NodeId id, Place place, std::uint32_t after) {
    const std::vector<Item> all = items(tree_, id);
    const std::uint32_t base = base_;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].node != kNoNode && printer_.column() >= layout_.indent) base_ = printer_.column() - layout_.indent;
      item(all[i], i == 0 ? place : Place{false, base + layout_.indent}, rest(all, i, after));
      base_ = base;
    }
  }

  const Tree& tree_;
  const Layout& layout_;
  Printer printer_;
  std::vector<bool> broken_;
  std::uint32_t base_ = 0;  // the column that the current construct is laid out from
};

}  // namespace

Formatted format(const Tree& tree, const Layout& layout) { return Formatter(tree, layout).run(); }

}  // namespace quarry::cql
