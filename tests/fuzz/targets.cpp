// Any value in any place of a plan stays inside its literal in all three languages: what is quoted reads back as the
// value, by a reader that knows nothing of ours (literals.h), and nothing of a value stands outside.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "quarry/target/target.h"

#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "literals.h"
#include "plans.h"
#include "quarry/base/box.h"
#include "quarry/base/text.h"
#include "quarry/ir/passes.h"
#include "quarry/schema/bind.h"
#include "support.h"

namespace {

using namespace quarry;
using fuzz::kCanary;
using fuzz::Literal;

// ---- what a bound plan compares with ----

struct Wanted {
  std::vector<std::pair<ir::Glob, bool>> globs;  // and whether letters are folded
  std::vector<std::string> texts;
  std::vector<double> numbers;
};

void collect(const ir::Pred& pred, Wanted& wanted) {
  const auto each = [&](const std::vector<ir::Pred>& of) {
    for (const ir::Pred& part : of) collect(part, wanted);
  };
  std::visit(base::overloaded{
                 [](const ir::Constant&) {},
                 [&](const ir::And& all) { each(all.of); },
                 [&](const ir::Or& any) { each(any.of); },
                 [&](const ir::Not& negated) { collect(*negated.of, wanted); },
                 [&](const ir::Test& test) {
                   for (const ir::Operand& operand : test.operands) {
                     if (const auto* glob = std::get_if<ir::Glob>(&operand.value))
                       wanted.globs.emplace_back(*glob, test.fold != ir::Fold::exact);
                     if (const auto* number = std::get_if<ir::Number>(&operand.value))
                       wanted.numbers.push_back(number->value);
                   }
                 },
                 [&](const ir::AnyElement& element) { collect(*element.condition, wanted); },
                 [](const ir::IsTrue&) {},
             },
             pred.node);
}

// Whether a condition stands in it twice: what is asked besides may then follow from the rest (`a or (a and b)`), and
// is not said.
bool repeats(const ir::Pred& pred, std::set<std::string>& seen) {
  const auto any = [&](const std::vector<ir::Pred>& of) {
    return std::any_of(of.begin(), of.end(), [&](const ir::Pred& part) { return repeats(part, seen); });
  };
  if (const auto* all = std::get_if<ir::And>(&pred.node)) return any(all->of);
  if (const auto* either = std::get_if<ir::Or>(&pred.node)) return any(either->of);
  if (const auto* negated = std::get_if<ir::Not>(&pred.node)) return repeats(*negated->of, seen);
  return !seen.insert(ir::print(pred)).second;
}

Wanted wantedOf(const ir::Plan& plan) {
  Wanted wanted;
  std::set<std::string> seen;
  const bool repeated = std::any_of(plan.steps.begin(), plan.steps.end(), [&](const ir::Step& step) {
    const auto* filter = std::get_if<ir::Filter>(&step.node);
    return filter != nullptr && repeats(filter->where, seen);
  });
  for (const ir::Step& step : plan.steps) {
    if (const auto* filter = std::get_if<ir::Filter>(&step.node); filter != nullptr && !repeated)
      collect(filter->where, wanted);
    if (const auto* extend = std::get_if<ir::Extend>(&step.node))
      for (const ir::Assignment& column : extend->columns)
        if (const auto* call = std::get_if<ir::Call>(&column.value.node); call != nullptr && column.name == "x")
          for (const ir::Val& argument : call->arguments)
            if (const auto* literal = std::get_if<ir::Literal>(&argument.node))
              if (const auto* text = std::get_if<std::string>(&literal->value)) wanted.texts.push_back(*text);
  }
  return wanted;
}

// ---- whether a literal says it ----

std::optional<bool> matches(const Literal& literal, const std::string& subject) {
  std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
  if (literal.flags.find('i') != std::string::npos) options |= PCRE2_CASELESS;
  if (literal.flags.find('s') != std::string::npos) options |= PCRE2_DOTALL;
  int error = 0;
  PCRE2_SIZE offset = 0;
  const std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(literal.text.data()), literal.text.size(), options, &error, &offset,
                    nullptr),
      &pcre2_code_free);
  if (code == nullptr) return std::nullopt;
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create_from_pattern(code.get(), nullptr), &pcre2_match_data_free);
  return pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0, 0, data.get(),
                     nullptr) >= 0;
}

// A text that the glob matches, and one like it that it does not: a letter of a literal is another one.
std::string instance(const ir::Glob& glob) {
  std::string out;
  for (const ir::GlobToken& token : glob.tokens)
    std::visit(base::overloaded{[&](const std::string& text) { out += text; }, [&](ir::AnyRun) { out += "z\nz"; },
                                [&](ir::AnyOne) { out += 'w'; }},
               token);
  return out;
}

std::string starred(const ir::Glob& glob, bool& exact) {
  std::string out;
  exact = true;
  for (const ir::GlobToken& token : glob.tokens)
    std::visit(base::overloaded{[&](const std::string& text) {
                                  exact = exact && text.find('*') == std::string::npos;
                                  out += text;
                                },
                                [&](ir::AnyRun) { out += '*'; }, [&](ir::AnyOne) { exact = false; }},
               token);
  return out;
}

// `alone`: nothing else is in the query that an expression may be about.
bool says(const Literal& literal, const ir::Glob& glob, bool fold, bool stars, bool alone) {
  const auto same = [&](std::string_view text) {
    return literal.text == text || (fold && base::equalsIgnoringCase(literal.text, text));
  };
  if (literal.kind == Literal::Kind::text) {
    const ir::GlobShape form = ir::shape(glob);
    if (form != ir::GlobShape::general && form != ir::GlobShape::anything && same(ir::literal(glob))) return true;
    bool exact = false;
    const std::string text = starred(glob, exact);
    if (stars && exact && same(text)) return true;
  }
  if (literal.kind == Literal::Kind::name) return false;
  const std::string good = instance(glob);
  if (!matches(literal, good).value_or(false)) return false;
  if (!alone) return true;
  // It must not be an expression that is about something else and happens to match.
  for (std::size_t i = 0; i < good.size(); ++i)
    if (good.compare(i, kCanary.size(), kCanary) == 0) {
      std::string other = good;
      other[i] = '7';
      return !matches(literal, other).value_or(true) || good.find(kCanary, i + 1) != std::string::npos;
    }
  return true;
}

bool holdsNumber(const std::string& rest, double value) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if ((rest[i] < '0' || rest[i] > '9') && rest[i] != '-') continue;
    char* end = nullptr;
    if (std::strtod(rest.c_str() + i, &end) == value) return true;
  }
  return false;
}

bool hasLetter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 128 && std::isalpha(c) != 0; });
}

// The plan with a letter for each of its texts, if the form of a query cannot depend on more of them than that they are
// there: whole texts with a letter (Splunk's search ignores case: only they need more than that), compared exactly,
// none twice.
bool blank(ir::Pred& pred, std::set<std::string, std::less<>>& seen) {
  const auto each = [&](std::vector<ir::Pred>& of) {
    bool good = true;
    for (ir::Pred& part : of) good = blank(part, seen) && good;
    return good;
  };
  return std::visit(base::overloaded{
                        [](ir::Constant&) { return true; },
                        [&](ir::And& all) { return each(all.of); },
                        [&](ir::Or& any) { return each(any.of); },
                        [&](ir::Not& negated) { return blank(*negated.of, seen); },
                        [&](ir::Test& test) {
                          for (ir::Operand& operand : test.operands) {
                            auto* glob = std::get_if<ir::Glob>(&operand.value);
                            if (glob == nullptr) continue;
                            if (test.fold != ir::Fold::exact || ir::shape(*glob) != ir::GlobShape::exact ||
                                glob->tokens.empty() || ir::literal(*glob).find('*') != std::string_view::npos ||
                                !hasLetter(ir::literal(*glob)))
                              return false;
                            if (!seen.insert(std::string(ir::literal(*glob))).second) return false;
                            *glob = ir::exactGlob(std::string(1, static_cast<char>('a' + seen.size())));
                          }
                          return test.field.kind != ir::FieldRef::Kind::raw;
                        },
                        [](ir::AnyElement&) { return false; },
                        [](ir::IsTrue&) { return false; },
                    },
                    pred.node);
}

// Where the bracket that opens at this place closes; brackets are balanced.
std::size_t mateOf(const std::string& text, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return std::string::npos;
}

// `(not(x))` on a line of its own is `not(x)` among others on one line, and `((x))` is `(x)`: lines depend on lengths.
std::string withoutIdleBrackets(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '(') continue;
    std::size_t inner = i + 1;
    if (text.compare(inner, 3, "not") == 0 || text.compare(inner, 3, "NOT") == 0) inner += 3;
    if (inner >= text.size() || text[inner] != '(') continue;
    const std::size_t end = mateOf(text, i);
    if (end == std::string::npos || mateOf(text, inner) + 1 != end) continue;
    text.erase(end, 1);
    text.erase(i, 1);
    if (i > 0) --i;
  }
  return text;
}

std::string skeleton(const std::string& query, schema::Platform platform) {
  const fuzz::Literals read = platform == schema::Platform::cql   ? fuzz::readCql(query)
                              : platform == schema::Platform::kql ? fuzz::readKql(query)
                                                                  : fuzz::readSpl(query);
  std::string out;
  for (const char c : read.rest)
    if (c != ' ' && c != '\n' && c != '@') out += c;
  // Short conjuncts share a stage, long ones have their own.
  const std::string_view stage = "|where", conjunct = platform == schema::Platform::kql ? "and" : "AND";
  if (const std::size_t first = out.find(stage); first != std::string::npos)
    for (std::size_t at = out.find(stage, first + 1); at != std::string::npos; at = out.find(stage, at))
      out.replace(at, stage.size(), conjunct);
  return withoutIdleBrackets(std::move(out));
}

void requireForm(const target::Target& target, schema::Bound bound, const std::string& query) {
  std::set<std::string, std::less<>> seen;
  for (ir::Step& step : bound.plan.steps)
    if (auto* filter = std::get_if<ir::Filter>(&step.node); filter == nullptr || !blank(filter->where, seen)) return;
  base::Report report;
  const auto plain = target.generate(bound, report);
  fuzz::require(plain.has_value(), "with plain texts it can be said as well", query);
  std::string expected = skeleton(plain->text, bound.platform), form = skeleton(query, bound.platform);
  if (bound.platform == schema::Platform::spl) {
    // What the first line says by itself depends on the texts; the rest does not.
    expected.erase(0, expected.find('|'));
    form.erase(0, form.find('|'));
    if (expected.empty() || form.empty()) return;
  }
  if (expected != form)
    fuzz::require(false, "the form of a query does not depend on its texts", plain->text + "\n\n" + query);
}

void judge(const target::Query& query, schema::Platform platform, const ir::Plan& plan) {
  const std::string& text = query.text;
  fuzz::require(!base::invalidUtf8(text), "queries are UTF-8", text);
  const bool isCql = platform == schema::Platform::cql, isKql = platform == schema::Platform::kql;
  const fuzz::Literals read = isCql ? fuzz::readCql(text) : isKql ? fuzz::readKql(text) : fuzz::readSpl(text);
  fuzz::require(read.closed, "literals and brackets are closed", text);
  fuzz::require(read.rest.find(kCanary) == std::string::npos, "nothing of a value stands outside its literal", text);
  if (isCql) {
    const fuzz::Parsed parsed(text);
    fuzz::require(!parsed.report.hasErrors(), "emitted CQL can be parsed", text);
  }
  const Wanted wanted = wantedOf(plan);
  for (const auto& [glob, fold] : wanted.globs) {
    if (glob.tokens.empty() || ir::shape(glob) == ir::GlobShape::anything) continue;
    bool said = false;
    // A column of truth values is compared with a word of the language.
    if (const std::string word = ir::shape(glob) == ir::GlobShape::exact ? base::asciiLower(ir::literal(glob)) : "";
        word == "true" || word == "false")
      said = read.rest.find(word) != std::string::npos;
    for (const Literal& literal : read.all) said = said || says(literal, glob, fold, !isKql, wanted.globs.size() == 1);
    if (!said) std::fprintf(stderr, "%s\nvalue: %s\n", ir::print(plan).c_str(), ir::print(glob).c_str());
    fuzz::require(said, "a value is in the query", text);
  }
  for (const std::string& value : wanted.texts) {
    bool said = value.empty();
    for (const Literal& literal : read.all) said = said || literal.text == value;
    if (!said) std::fprintf(stderr, "value: %s\n", value.c_str());
    fuzz::require(said, "a text is in the query", text);
  }
  for (const double value : wanted.numbers) {
    bool said = holdsNumber(read.rest, value);
    for (const Literal& literal : read.all) said = said || holdsNumber(literal.text, value);  // of a column of texts
    if (!said) std::fprintf(stderr, "%s\nvalue: %.17g\n", ir::print(plan).c_str(), value);
    fuzz::require(said, "a number is in the query", text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ir::Plan plan = fuzz::planOf(data, size);
  ir::normalise(plan);
  base::Report report;
  if (!ir::verify(plan, report)) return 0;
  for (const target::Target* target : target::targets()) {
    base::Report of;
    const auto bound = schema::bind(plan, target->platform(), {}, of);
    if (!bound) continue;
    const auto query = target->generate(*bound, of);
    fuzz::require(query || of.hasErrors(), "what is not said is reported");
    if (!query) continue;
    for (const target::Query::Piece& piece : query->pieces)
      fuzz::require(piece.begin <= piece.end && piece.end <= query->text.size(), "pieces are places in the query");
    judge(*query, target->platform(), bound->plan);
    requireForm(*target, *bound, query->text);
  }
  return 0;
}
