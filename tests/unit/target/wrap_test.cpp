// Long conditions over lines: nothing but white space outside of quotes changes.
#include "target/wrap.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "target/phrase.h"

using namespace quarry;

namespace {

const target::ConditionWords kKql{"or", "and"};
const target::ConditionWords kSearch{"OR", {}, true, "NOT", "IN"};

// Without line breaks and the blanks that follow them.
std::string joined(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n') {
      out += text[i];
      continue;
    }
    while (i + 1 < text.size() && text[i + 1] == ' ') ++i;
    out += ' ';
  }
  return out;
}

}  // namespace

TEST_CASE("a condition that fits stays on its line") {
  CHECK(target::wrapped("a == 1 or b == 2", 8, 4, kKql) == "a == 1 or b == 2");
}

TEST_CASE("alternatives and conjuncts stand on lines of their own, brackets move in") {
  const std::string left = "Image contains @\"" + std::string(40, 'x') + "\\\"",
                    right = "CommandLine contains \"" + std::string(40, 'y') + "\"";
  CHECK(target::wrapped("not((" + left + " or " + left + ") and " + right + ") or " + right, 8, 4, kKql) ==
        "not((" + left + "\n            or " + left + ")\n        and " + right + ")\n    or " + right);
  CHECK(target::wrapped(
            "NOT (a=\"" + std::string(60, 'x') + "\" NOT b IN (\"1\", \"2\") c=\"" + std::string(60, 'y') + "\")", 2, 4,
            kSearch) == "NOT (a=\"" + std::string(60, 'x') + "\"\n    NOT b IN (\"1\", \"2\")\n    c=\"" +
                            std::string(60, 'y') + "\")");
}

TEST_CASE("lists are filled up, the arguments of a call stay together") {
  std::string list = "f in~ (";
  for (int i = 0; i < 30; ++i) list += (i > 0 ? ", \"value " : "\"value ") + std::to_string(i) + "\"";
  const std::string laid = target::wrapped(list + ")", 8, 4, kKql);
  CHECK(joined(laid) == list + ")");
  for (std::size_t at = 0; at < laid.size();) {
    const std::size_t end = std::min(laid.find('\n', at), laid.size());
    CHECK(end - at <= target::kLineWidth);
    at = end + 1;
  }
  const std::string call = "match(field, \"" + std::string(120, 'z') + "\")";
  CHECK(target::wrapped(call, 8, 4, kKql) == call);
}

TEST_CASE("what stands in quotes is never broken, whatever it holds") {
  for (const std::string quoted : {"\"a or b and (c\"", "@\"C:\\x\\\"", "\"he said \\\" or \\\"\"", "'x or (y'"}) {
    const std::string last = "h == \"" + std::string(90, 'x') + "\"";
    CHECK(target::wrapped("f == " + quoted + " or g == " + quoted + " or " + last, 8, 4, kKql) ==
          "f == " + quoted + "\n    or g == " + quoted + "\n    or " + last);
  }
}

TEST_CASE("brackets around all are told from two that only begin and end") {
  CHECK(target::isBracketed("(a or (b))"));
  CHECK_FALSE(target::isBracketed("(a) or (b)"));
  CHECK_FALSE(target::isBracketed("(a == \"(\") or (b == \")\")"));
  CHECK(target::isBracketed("(a == @\"\\\" or b == \")(\")"));
  CHECK(target::unbracketed("(a and b)") == "a and b");
  CHECK(target::unbracketed("(a) and (b)") == "(a) and (b)");
}

TEST_CASE("a doubled quote in a verbatim text of KQL does not end it") {
  const std::string text =
      "Image contains @\"" + std::string(60, 'x') + "\"\"\\\"\" or b\" and CommandLine contains \"y\"";
  const std::string quoted = text.substr(text.find('@') + 1, text.rfind(" and ") - text.find('@') - 1);
  CHECK(target::afterQuoted(text, text.find('"')) == text.find('"') + quoted.size());
  CHECK(joined(target::wrapped(text, 40, 4, kKql)) == text);
}
