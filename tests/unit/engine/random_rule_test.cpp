// The engine and the reference agree on random rules and random events; normalising a plan changes nothing.
#include <random>

#include "reference.h"
#include "support.h"

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {}

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool oneIn(int n) { return below(n) == 0; }
  template <std::size_t N>
  std::string of(const char* const (&choices)[N]) {
    return choices[below(static_cast<int>(N))];
  }

  std::string field() { return of({"a", "b", "o.c", "o.d", "list", "items[].k", "flat.key"}); }

  std::string value() {
    return of({"x",   "X",    "xy",   "'7'",  "7",       "7.0",  "'7.0'", "true",   "'true'", "''",
               "'*'", "'x*'", "'*y'", "'?y'", "'a\\*b'", "null", "1e3",   "'1000'", "-1",     "10.1.2.3"});
  }

  std::string values() {
    if (!oneIn(3)) return value();
    std::string all = "[" + value();
    for (int i = below(3); i >= 0; --i) all += ", " + value();
    return all + "]";
  }
  std::string texts() {
    const std::string choices = of({"x", "X", "y", "xy", "'7'", "'.0'", "tru", "'a\\*b'", "'*'"});
    return oneIn(3) ? "[" + choices + ", " + of({"X", "y", "z", "'1'"}) + "]" : choices;
  }

  // Keys in quotes: they may hold brackets.
  std::string item() {
    const std::string written = plainItem();
    const std::size_t end = written.find(": ");
    return "'" + written.substr(0, end) + "'" + written.substr(end);
  }
  std::string plainItem() {
    const std::string name = field();
    switch (below(14)) {
      case 0:
        return name + "|exists: " + of({"true", "false"});
      case 1:
        return name + "|" + of({"lt", "lte", "gt", "gte"}) + ": " + of({"7", "0", "-1", "6.5", "1000"});
      case 2:
        return name + "|re: '" + of({"^x", "y$", "[0-9]+", "^7\\.?0?$", "^$"}) + "'";
      case 3:
        return name + "|re|i: '" + of({"^x", "XY", "TRUE"}) + "'";
      case 4:
        return name + "|cidr: " + of({"10.0.0.0/8", "10.1.2.0/24", "192.168.0.0/16"});
      case 5:
        return name + "|fieldref" + of({"", "|contains", "|startswith", "|endswith"}) + ": " + of({"a", "b", "o.c"});
      case 6:
        return name + "|cased: " + of({"x", "X", "xy", "[x, X]", "'x*'"});
      case 7:
        return name + "|" + of({"contains", "startswith", "endswith"}) + "|all: [" + of({"x", "X"}) + ", " +
               of({"y", "7"}) + "]";
      case 8:
        return name + "|all_elements|" + of({"contains", "startswith", "endswith", "cased"}) + ": " +
               of({"x", "X", "'7'", "[x, y]"});
      case 9:
        return "items|any_of: {k: " + of({"x", "7", "[x, y]"}) + ", n" + of({": 1", "|gte: 2", "|exists: true"}) + "}";
      case 10:
        return name + "|neq: " + of({"x", "7", "true", "'x*'"});
      case 11:
      case 12:
        return name + "|" + of({"contains", "startswith", "endswith"}) + ": " + texts();
      default:
        return name + ": " + values();
    }
  }

  std::string detection() {
    if (oneIn(8)) return "[" + of({"x", "'7'", "tru"}) + ", " + of({"y", "10.1"}) + "]";
    const auto map = [&] {
      std::string all = "{" + item();
      if (oneIn(2)) {
        std::string more = item();
        if (more.substr(0, more.find(':')) != all.substr(1, all.find(':') - 1)) all += ", " + more;
      }
      return all + "}";
    };
    if (oneIn(4)) return "[" + map() + ", " + map() + "]";
    return map();
  }

  std::string rule() {
    std::string text = "s1: " + detection() + "\ns2: " + detection() + "\nf1: " + detection() + "\n";
    return text + "condition: " +
           of({"s1", "s1 and not f1", "s1 or s2 and not f1", "1 of s*", "all of s* and not 1 of f*", "not (s1 or s2)",
               "not s1 and (s2 or f1)", "all of them"});
  }

  std::string json() {
    return of(
        {"\"x\"",   "\"X\"",          "\"xy\"",       "\"Xy\"",       "\"\"",           "7",         "7.0",
         "\"7\"",   "\"7.0\"",        "true",         "\"True\"",     "false",          "null",      "[]",
         "[\"x\"]", "[\"x\",\"xy\"]", "[\"x\",null]", "[null]",       "[7,\"7.0\"]",    "{}",        "{\"z\":\"x\"}",
         "-1",      "1000",           "\"a*b\"",      "\"10.1.2.3\"", "\"10.300.1.1\"", "[[\"x\"]]", "\"1e3\""});
  }
  std::string event() {
    std::string all;
    const auto member = [&](const std::string& key, const std::string& text) {
      all += (all.empty() ? "" : ",") + ("\"" + key + "\":") + text;
    };
    for (const char* key : {"a", "b", "list"})
      if (!oneIn(4)) member(key, json());
    if (!oneIn(4)) member("o", oneIn(4) ? json() : "{\"c\":" + json() + ",\"d\":" + json() + "}");
    if (!oneIn(4)) {
      std::string items;
      for (int i = below(4); i > 0; --i)
        items += (items.empty() ? "" : ",") + (oneIn(6) ? json() : "{\"k\":" + json() + ",\"n\":" + json() + "}");
      member("items", "[" + items + "]");
    }
    return "{" + all + "}";
  }

 private:
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("the engine and the reference agree on random rules and events") {
  using quarry::test::reference::Json;
  for (unsigned seed = 1; seed <= 1500; ++seed) {
    Random random(seed);
    const std::string rule = quarry::test::ruleOf(random.rule());
    std::string events;
    std::vector<std::string> expected;
    quarry::base::Sources sources;
    quarry::base::Report report;
    const auto documents = quarry::rule::read(sources.add("rule.yml", rule), sources, report);
    REQUIRE(documents.size() == 1);
    const auto& read = std::get<quarry::rule::Rule>(documents.front());
    const auto lowered = quarry::rule::lower(read, sources, report);
    if (!lowered) continue;  // a combination that the language does not have
    for (int i = 0; i < 12; ++i) {
      const std::string event = random.event();
      events += event + "\n";
      if (quarry::test::reference::matches(read, Json::parse(event))) expected.push_back(event);
    }
    CAPTURE(rule);
    CAPTURE(seed);
    const auto written = quarry::test::runRule(rule, events, false);
    CHECK(written.rows == expected);
    const auto normalised = quarry::test::runRule(rule, events, true);
    CHECK(normalised.rows == expected);
  }
}
