#include "lint/covering.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "quarry/base/text.h"

namespace quarry::lint {

namespace {

using ir::GlobShape;

// Texts of patterns, byte by byte, with a link from each node to the longest other one that its text ends in (Aho and
// Corasick, "Efficient string matching", 1975). Children are a chain: few nodes have several.
class Texts {
 public:
  using NodeId = std::uint32_t;
  static constexpr NodeId kRoot = 0;

  Texts() : nodes_(1) {}

  void add(std::string_view text, std::size_t pattern) {
    NodeId at = kRoot;
    for (const char c : text) {
      NodeId next = child(at, c);
      if (next == kRoot) {
        next = static_cast<NodeId>(nodes_.size());
        nodes_.push_back({0, 0, nodes_[at].child, 0, kNone, kNone, c});
        nodes_[at].child = next;
      }
      at = next;
    }
    nodes_[at].first = std::min(nodes_[at].first, static_cast<std::uint32_t>(pattern));
  }

  // To be called once, after the last text, where texts are looked for at any place.
  void link() {
    std::vector<NodeId> queue = {kRoot};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const NodeId at = queue[i];
      for (NodeId next = nodes_[at].child; next != kRoot; next = nodes_[next].sibling) {
        nodes_[next].fallback = at == kRoot ? kRoot : step(nodes_[at].fallback, nodes_[next].byte);
        const Node& behind = nodes_[nodes_[next].fallback];
        nodes_[next].shorter = behind.first != kNone ? nodes_[next].fallback : behind.shorter;
        queue.push_back(next);
      }
    }
    // From short to long: the first pattern of all that a node's text ends in.
    for (const NodeId at : queue)
      nodes_[at].chain = at == kRoot ? kNone : std::min(nodes_[at].first, nodes_[nodes_[at].shorter].chain);
  }

  NodeId child(NodeId at, char c) const {
    NodeId next = nodes_[at].child;
    while (next != kRoot && nodes_[next].byte != c) next = nodes_[next].sibling;
    return next;
  }
  // The longest known text that what was read, with `c`, ends in.
  NodeId step(NodeId at, char c) const {
    for (;; at = nodes_[at].fallback) {
      const NodeId next = child(at, c);
      if (next != kRoot || at == kRoot) return next;
    }
  }

  // The first pattern that is this text; the first that is this text or one that it ends in.
  std::size_t first(NodeId at) const { return indexOf(nodes_[at].first); }
  std::size_t firstOfChain(NodeId at) const { return indexOf(nodes_[at].chain); }
  NodeId shorter(NodeId at) const { return nodes_[at].shorter; }  // the next pattern that it ends in
  // Passes over a node on later walks along `shorter`.
  void skip(NodeId at) { nodes_[at].first = kNone; }
  NodeId shorterLeft(NodeId at) {
    NodeId to = nodes_[at].shorter;
    while (to != kRoot && nodes_[to].first == kNone) {
      // Half of the way is forgotten each time it is taken.
      const NodeId next = nodes_[to].shorter;
      if (next != kRoot && nodes_[next].first == kNone) nodes_[to].shorter = nodes_[next].shorter;
      to = nodes_[to].shorter;
    }
    return nodes_[at].shorter = to;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static std::size_t indexOf(std::uint32_t pattern) { return pattern == kNone ? kNothing : pattern; }

  struct Node {
    NodeId fallback = 0, child = 0, sibling = 0, shorter = 0;
    std::uint32_t first = kNone, chain = kNone;
    char byte = 0;
  };
  std::vector<Node> nodes_;
};

class Cover {
 public:
  Cover(const std::vector<std::optional<ir::Glob>>& patterns, bool exactCase) : exact_(exactCase) {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (!patterns[i]) continue;
      Pattern one;
      one.index = i;
      one.shape = ir::shape(*patterns[i]);
      for (const ir::GlobToken& token : patterns[i]->tokens)
        if (const auto* text = std::get_if<std::string>(&token))
          one.texts.push_back(exact_ ? *text : base::asciiLower(*text));
      one.textFirst = !patterns[i]->tokens.empty() && std::holds_alternative<std::string>(patterns[i]->tokens.front());
      one.textLast = !patterns[i]->tokens.empty() && std::holds_alternative<std::string>(patterns[i]->tokens.back());
      add(one);
      patterns_.push_back(std::move(one));
    }
    inside_.link();
    found_.assign(patterns.size(), kNothing);
  }

  std::vector<std::size_t> wider() {
    for (const Pattern& one : patterns_) {
      std::size_t best = one.shape == GlobShape::anything ? kNothing : anything_;
      each(one, [&](Texts& texts, Texts::NodeId at, bool same) {
        if (&texts == &inside_)
          best = std::min(best, texts.firstOfChain(same ? texts.shorter(at) : at));
        else if (!same)
          best = std::min(best, texts.first(at));
      });
      found_[one.index] = best;
    }
    return std::move(found_);
  }

  // By the first pattern of each text; the others that have the same text follow it.
  std::vector<std::size_t> narrower() {
    const auto take = [&](Texts& texts, Texts::NodeId at, std::size_t narrow) {
      const std::size_t wide = texts.first(at);
      if (wide == kNothing) return;
      found_[wide] = narrow;
      texts.skip(at);
    };
    std::vector<std::size_t> leader(found_.size(), kNothing);
    for (const Pattern& one : patterns_) leader[one.index] = leaderOf(one);
    for (const Pattern& one : patterns_) {
      if (one.shape != GlobShape::anything && anyNarrow_ == kNothing) anyNarrow_ = one.index;
      each(one, [&](Texts& texts, Texts::NodeId at, bool same) {
        if (!same) take(texts, at, one.index);
        if (&texts != &inside_) return;
        for (Texts::NodeId next = texts.shorterLeft(at); next != Texts::kRoot; next = texts.shorterLeft(at))
          take(texts, next, one.index);
      });
    }
    for (const Pattern& one : patterns_)
      if (one.shape == GlobShape::anything)
        found_[one.index] = anyNarrow_;
      else if (leader[one.index] != kNothing)
        found_[one.index] = found_[leader[one.index]];
    return std::move(found_);
  }

 private:
  struct Pattern {
    std::size_t index = 0;
    GlobShape shape{};
    std::vector<std::string> texts;
    bool textFirst = false, textLast = false;
  };

  void add(const Pattern& one) {
    if (one.shape == GlobShape::anything) anything_ = std::min(anything_, one.index);
    if (one.shape == GlobShape::contains) inside_.add(one.texts.front(), one.index);
    if (one.shape == GlobShape::prefix) beginnings_.add(one.texts.front(), one.index);
    if (one.shape == GlobShape::suffix) ends_.add(turned(one.texts.front()), one.index);
  }
  static std::string turned(const std::string& text) { return {text.rbegin(), text.rend()}; }

  // The first pattern with the same shape and text.
  std::size_t leaderOf(const Pattern& one) const {
    const auto end = [](const Texts& texts, std::string_view text) {
      Texts::NodeId at = Texts::kRoot;
      for (const char c : text) at = texts.child(at, c);
      return texts.first(at);
    };
    if (one.shape == GlobShape::contains) return end(inside_, one.texts.front());
    if (one.shape == GlobShape::prefix) return end(beginnings_, one.texts.front());
    if (one.shape == GlobShape::suffix) return end(ends_, turned(one.texts.front()));
    return kNothing;
  }

  // Calls back with every node that stands for a pattern which matches all that this one matches; of `inside_` with
  // the longest at each place, the shorter ones being behind it. `same`: the pattern there is this one.
  template <class Use>
  void each(const Pattern& one, Use use) {
    for (const std::string& text : one.texts) {
      Texts::NodeId at = Texts::kRoot;
      std::size_t read = 0;
      for (const char c : text) {
        at = inside_.step(at, c);
        ++read;
        if (at == Texts::kRoot) continue;
        // (The text of a pattern is known as a whole.)
        use(inside_, at, one.shape == GlobShape::contains && read == text.size());
      }
    }
    if (one.textFirst) edge(beginnings_, one.texts.front(), one.shape == GlobShape::prefix, use);
    if (one.textLast) edge(ends_, turned(one.texts.back()), one.shape == GlobShape::suffix, use);
  }
  template <class Use>
  static void edge(Texts& texts, const std::string& text, bool own, Use use) {
    Texts::NodeId at = Texts::kRoot;
    for (std::size_t i = 0; i < text.size(); ++i) {
      at = texts.child(at, text[i]);
      if (at == Texts::kRoot) return;
      use(texts, at, own && i + 1 == text.size());
    }
  }

  bool exact_;
  std::vector<Pattern> patterns_;
  Texts inside_, beginnings_, ends_;
  std::size_t anything_ = kNothing, anyNarrow_ = kNothing;
  std::vector<std::size_t> found_;
};

}  // namespace

std::vector<std::size_t> covering(const std::vector<std::optional<ir::Glob>>& patterns, bool exactCase, bool turned) {
  Cover cover(patterns, exactCase);
  return turned ? cover.narrower() : cover.wider();
}

}  // namespace quarry::lint
