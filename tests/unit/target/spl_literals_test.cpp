// What `search` asks before a pattern decides: never more than the pattern does.
#include "target/spl/literals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <random>
#include <string_view>

#include "quarry/base/regex.h"

using namespace quarry;
using target::spl::AnyOf;
using target::spl::requiredOf;
using target::spl::requiredWordsOf;

namespace {

AnyOf ofRegex(std::string text) { return requiredOf(ir::Regex{std::move(text)}).value_or(AnyOf{}); }

AnyOf ofGlob(std::vector<ir::GlobToken> tokens) { return requiredOf(ir::Glob{std::move(tokens)}).value_or(AnyOf{}); }

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// What stands between the stars and quotes.
std::string heldBy(const std::string& quoted) {
  std::string out;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '*') continue;
    if (quoted[i] == '\\') ++i;
    out += quoted[i];
  }
  return lower(out);
}

// A text that the expression matches, by chance. It knows what the expressions below use.
class Sampler {
 public:
  explicit Sampler(std::string_view text) : tree_(base::readRegex(text)) {}
  std::string text() { return of(tree_.root); }

 private:
  std::string of(base::RegexId id) {
    const base::RegexNode& node = tree_[id];
    std::string out;
    switch (node.kind) {
      case base::RegexKind::alternation:
        return of(node.parts[below(node.parts.size())]);
      case base::RegexKind::sequence:
        for (const base::RegexId part : node.parts) out += of(part);
        return out;
      case base::RegexKind::repeat: {
        const std::uint32_t most = std::min(node.most, node.least + 2);
        for (std::uint32_t n = node.least + below(most - node.least + 1); n > 0; --n) out += of(node.parts.front());
        return out;
      }
      case base::RegexKind::group:
        return node.parts.empty() || node.group == base::RegexGroup::notAhead ? "" : of(node.parts.front());
      case base::RegexKind::character:
        return {static_cast<char>(below(2) == 0 ? std::toupper(static_cast<int>(node.character)) : node.character)};
      case base::RegexKind::set:
        return {static_cast<char>(node.items.front().from)};
      case base::RegexKind::shorthand:
        return node.letter == 'd' ? "7" : node.letter == 's' ? " " : "w";
      case base::RegexKind::any:
        return "~";
      default:
        return "";
    }
  }
  std::size_t below(std::size_t count) { return random_() % count; }

  base::RegexTree tree_;
  std::mt19937 random_{7};
};

}  // namespace

TEST_CASE("a regular expression is looked for by the text that every match holds") {
  CHECK(ofRegex("ipconfig\\s+/all") == AnyOf{"\"*ipconfig*\""});
  CHECK(ofRegex("^cmd\\.exe$") == AnyOf{"\"*cmd.exe*\""});
  CHECK(ofRegex("(?:foobar|barfoo)[0-9]x") == AnyOf{"\"*foobar*\"", "\"*barfoo*\""});
  CHECK(ofRegex("say \\\"hi\\\"") == AnyOf{"\"*say \\\"hi\\\"*\""});
  CHECK(ofRegex("\\\\win\\\\msrpc_[0-9a-f]{2}") == AnyOf{"\"*\\\\win\\\\msrpc_*\""});
}

TEST_CASE("what a match may do without is not asked for") {
  CHECK(ofRegex("(foo)?barbar") == AnyOf{"\"*barbar*\""});
  CHECK(ofRegex("(?:foobar)*").empty());
  CHECK(ofRegex("(?:foobar){0,3}xyz") == AnyOf{"\"*xyz*\""});
  CHECK(ofRegex("foobar|").empty());
  CHECK(ofRegex("foobar|\\d+").empty());
  CHECK(ofRegex("(?!foobar)xyz") == AnyOf{"\"*xyz*\""});
  CHECK(ofRegex("foobars?x") == AnyOf{"\"*foobar*\""});
}

TEST_CASE("what search would read otherwise is not asked for") {
  CHECK(ofRegex("(?x) foo bar ").empty());
  CHECK(ofRegex("(?i-x: foo bar )").empty());
  CHECK(ofRegex("\\Qa.b.c\\E").empty());
  CHECK(ofRegex("abc\\*de") == AnyOf{"\"*abc*\""});
  CHECK(ofRegex("abc\\$de") == AnyOf{"\"*abc*\""});
  CHECK(ofRegex("abc\\Kdef") == AnyOf{"\"*abc*\""});
  CHECK(ofRegex("abc\\ndefg") == AnyOf{"\"*defg*\""});
  CHECK(ofRegex("stra\u00dfe.") == AnyOf{"\"*stra*\""});
  CHECK(ofRegex("ab.cd").empty());
  CHECK(ofRegex("(unclosed").empty());
}

TEST_CASE("a match holds one of the texts") {
  for (const std::string regex :
       {"net\\s+(user|group)s?\\s", "(?i)(?:(?:abc|defg)+h|ijk)lm?", "a{3}bcde*(f|ghi)+?", "x(?<name>yyy|zzzz){2,}w",
        "(?:foo(?=bar)barn|quux[0-9]{2})+", "((one|two)three|four(five)?)six", "\\d(abcd|efgh(?:ij)*)\\w{2}klm|nopq",
        "(?>atom)ic(?:al)?(ly|ness)", "(?:&|&amp;)(?:&|&amp;)set.{0,5}cmd", "(?!no)(yes|yeah|yep)[!?]"}) {
    const AnyOf texts = ofRegex(regex);
    REQUIRE_MESSAGE(!texts.empty(), regex);
    Sampler sampler(regex);
    for (int i = 0; i < 200; ++i) {
      const std::string value = lower(sampler.text());
      CHECK_MESSAGE(std::any_of(texts.begin(), texts.end(),
                                [&](const std::string& one) { return value.find(heldBy(one)) != std::string::npos; }),
                    regex << " and " << value);
    }
  }
}

TEST_CASE("a glob is looked for by its longest text, at the end where it stands there") {
  const ir::GlobToken run = ir::AnyRun{}, one = ir::AnyOne{};
  CHECK(ofGlob({run, std::string("/send"), one}) == AnyOf{"\"*/send*\""});
  CHECK(ofGlob({std::string("C:\\Users"), run, std::string(".exe")}) == AnyOf{"\"C:\\\\Users*\""});
  CHECK(ofGlob({std::string("C:"), run, std::string("\\a.exe")}) == AnyOf{"\"*\\\\a.exe\""});
  CHECK(ofGlob({run, std::string("(objectclass=*)"), run}) == AnyOf{"\"*(objectclass=*\""});
  CHECK(ofGlob({std::string("a"), one, std::string("b")}).empty());
}

TEST_CASE("the text of an event is looked for by words, which the index holds whole") {
  const auto ofRaw = [](const char* regex) { return requiredWordsOf(ir::Regex{regex}).value_or(AnyOf{}); };
  CHECK(ofRaw("chmod 4777 /tmp/") == AnyOf{"\"*chmod*\""});
  CHECK(ofRaw("@@version|=select%20") == AnyOf{"\"*version*\"", "\"*select*\""});
  CHECK(ofRaw("%271%27%3D%271").empty());
  CHECK(ofRaw("a%21abcd e").empty());
  CHECK(ofRaw("&& /").empty());
  CHECK(requiredWordsOf(ir::Glob{{ir::AnyRun{}, std::string("Web-shell"), ir::AnyRun{}, std::string("FOUND!")}}) ==
        AnyOf{"\"*shell*\""});
}
