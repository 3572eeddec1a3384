#include "quarry/base/regex.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "quarry/base/regex_text.h"

using namespace quarry::base;

namespace {

// The tree as one line: (seq a (rep 1.. b)).
std::string shown(const RegexTree& tree, RegexId id) {
  const RegexNode& node = tree[id];
  std::string parts;
  for (const RegexId part : node.parts) parts += " " + shown(tree, part);
  switch (node.kind) {
    case RegexKind::alternation:
      return "(or" + parts + ")";
    case RegexKind::sequence:
      return "(seq" + parts + ")";
    case RegexKind::repeat:
      return fmt::format("(rep {}..{}{}{})", node.least, isUnbounded(node) ? "" : std::to_string(node.most),
                         node.greed == RegexGreed::lazy         ? "?"
                         : node.greed == RegexGreed::possessive ? "+"
                                                                : "",
                         parts);
    case RegexKind::group:
      return fmt::format("(group{} {}{})", static_cast<int>(node.group), node.name, parts);
    case RegexKind::character:
    case RegexKind::any:
    case RegexKind::set:
    case RegexKind::shorthand:
    case RegexKind::anchor:
    case RegexKind::reference:
      return std::string(tree.textOf(id));
  }
  return {};
}

std::string read(std::string_view text) {
  const RegexTree tree = readRegex(text);
  std::string out = shown(tree, tree.root);
  for (const RegexFault& fault : tree.faults)
    out += fmt::format(" !{}@{}-{}", static_cast<int>(fault.kind), fault.begin, fault.end);
  return out;
}

}  // namespace

TEST_CASE("an expression is read as a tree") {
  CHECK(read("") == "(seq)");
  CHECK(read("ab+") == "(seq a (rep 1.. b))");
  CHECK(read("a|b|") == "(or (seq a) (seq b) (seq))");
  CHECK(read("a{2,3}?b{4}+c{5,}") == "(seq (rep 2..3? a) (rep 4..4+ b) (rep 5.. c))");
  CHECK(read("a{,3}{x}") == "(seq a { , 3 } { x })");
  CHECK(read(R"(\.exe\d[a-z\]]\Qa.b\E.)") == R"((seq \. e x e \d [a-z\]] a . b .))");
  CHECK(read("(?<n>a)(?:b)(?i)(?i:c)(?P<p>d)") ==
        "(seq (group1 n (seq a)) (group2  (seq b)) (group3 i) (group2 i (seq c)) (group1 p (seq d)))");
  CHECK(read("(?=a)(?!a)(?<=a)(?<!a)(?>a)(?#a)(?(1)a)") ==
        "(seq (group4  (seq a)) (group5  (seq a)) (group6  (seq a)) (group7  (seq a)) (group8  (seq a)) (group9 ) "
        "(group10  (seq (group0  (seq 1)) a)))");
  CHECK(read(R"(^\bx\1\k<n>$)") == R"((seq ^ \b x \1 \k<n> $))");
}

TEST_CASE("what is wrong with an expression has its place") {
  using Kind = RegexFault::Kind;
  const auto only = [](std::string_view text) {
    const RegexTree tree = readRegex(text);
    REQUIRE(tree.faults.size() == 1);
    return tree.faults.front();
  };
  CHECK(only("a(b").kind == Kind::unclosedGroup);
  CHECK(only("a(b").begin == 1);
  CHECK(only("ab)c").kind == Kind::unopenedGroup);
  CHECK(only("x[ab").kind == Kind::unclosedSet);
  CHECK(only("a|*b").kind == Kind::nothingToRepeat);
  CHECK(only("a**").begin == 2);
  CHECK(only("ab\\").kind == Kind::endsInBackslash);
  CHECK(only("[z-a]").kind == Kind::reversedRange);
  CHECK(only("a{5,2}").kind == Kind::reversedBounds);
  CHECK(only(std::string(1000, '(') + std::string(1000, ')')).kind == Kind::tooDeep);
}

TEST_CASE("the items of a set are characters, ranges and shorthands") {
  const RegexTree tree = readRegex(R"([^a-c\d_-])");
  const RegexNode& set = tree[tree[tree.root].parts.front()];
  CHECK(set.negated);
  REQUIRE(set.items.size() == 4);
  CHECK(set.items[0].from == 'a');
  CHECK(set.items[0].to == 'c');
  CHECK(set.items[1].letter == 'd');
  CHECK(set.items[3].from == '-');
  CHECK(readRegex("[]a]").faults.empty());
  CHECK(readRegex("[[:alpha:]_]").faults.empty());
}

TEST_CASE("what can be empty, and what is plain text") {
  const auto empty = [](std::string_view text) {
    const RegexTree tree = readRegex(text);
    return canBeEmpty(tree, tree.root);
  };
  CHECK(empty("a*"));
  CHECK(empty("(a|)"));
  CHECK(empty("^$"));
  CHECK_FALSE(empty("a|b+"));
  const RegexTree text = readRegex(R"(cmd\.exe)");
  CHECK(plainText(text, text.root) == "cmd.exe");
  CHECK_FALSE(plainText(readRegex("a."), readRegex("a.").root));
}

TEST_CASE("escaped text is plain text in a regular expression") {
  std::string all;
  for (char c = ' '; c <= '~'; ++c) all += c;
  for (const std::string_view also : {"", "/", "-"}) {
    const RegexTree tree = readRegex(escapedForRegex(all, also));
    CHECK(tree.faults.empty());
    CHECK(plainText(tree, tree.root) == all);
  }
  CHECK(escapedForRegex("a/b-c.d") == R"(a/b-c\.d)");
  CHECK(escapedForRegex("a/b-c.d", "/") == R"(a\/b-c\.d)");
}
