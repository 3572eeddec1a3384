#include "plantings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "quarry/base/text.h"
#include "quarry/cql/bind.h"
#include "quarry/cql/catalogue.h"
#include "quarry/cql/flow.h"
#include "quarry/cql/view.h"

using namespace quarry::cql;

namespace quarry::test {
namespace {

struct Range {
  std::uint32_t begin = 0, end = 0;
};

Range rangeOf(const Tree& tree, NodeId node) { return {tree.span(node).begin, tree.span(node).end}; }

class Planter {
 public:
  explicit Planter(const Tree& tree) : tree_(tree), flow_(flow(tree)), main_(steps(tree, mainPipeline(tree))) {
    walk(tree, [&](NodeId id) {
      if (auto call = bindCall(tree, id)) calls_.push_back(std::move(*call));
      if (auto comparison = asComparison(tree, id)) comparisons_.push_back(*comparison);
    });
    for (const Read& read : flow_.reads) words_.insert(std::string(flow_.name(read.name)));
    for (const Definition& made : flow_.definitions) words_.insert(std::string(flow_.name(made.name)));
  }

  std::vector<Planting> run() {
    names();
    filters();
    alternatives();
    expressions();
    clauses();
    regexes();
    habits();
    assignments();
    aggregates();
    return std::move(out_);
  }

 private:
  std::string text(Range r) const { return tree_.text.substr(r.begin, r.end - r.begin); }
  std::string text(NodeId id) const { return std::string(tree_.nodeText(id)); }
  Range token(std::uint32_t t) const { return {tree_.tokens[t].begin, tree_.tokens[t].end}; }
  TokenKind kind(std::uint32_t t) const { return tree_.tokens[t].kind; }
  // A name that the query does not use.
  std::string fresh(std::string name) const {
    while (words_.contains(name) || tree_.text.find(name) != std::string::npos) name += "q";
    return name;
  }

  // Replaces bytes. The mistake is what `mark` says, in bytes of the replacement; without it, all of that.
  void change(std::string_view what, std::string_view code, Range bytes, const std::string& with,
              std::optional<Range> mark = std::nullopt) {
    if (std::any_of(out_.begin(), out_.end(), [&](const Planting& one) { return one.kind == what; })) return;
    Planting one;
    one.kind = what;
    one.code = code;
    one.text = tree_.text.substr(0, bytes.begin) + with + tree_.text.substr(bytes.end);
    const Range at = mark.value_or(Range{0, static_cast<std::uint32_t>(with.size())});
    one.begin = bytes.begin + at.begin;
    one.end = bytes.begin + at.end;
    out_.push_back(std::move(one));
  }
  // Puts a text in; the mistake is the part of it that `mistake` says.
  void insert(std::string_view what, std::string_view code, std::uint32_t at, const std::string& with,
              std::string_view mistake) {
    const auto found = static_cast<std::uint32_t>(with.find(mistake));
    change(what, code, {at, at}, with, Range{found, found + static_cast<std::uint32_t>(mistake.size())});
  }

  // --- where things stand ---
  bool isMainStep(NodeId step) const { return std::find(main_.begin(), main_.end(), step) != main_.end(); }
  // A comparison that is a step of the main pipeline.
  bool isStep(const Comparison& c) const {
    const NodeId up = tree_.nodes[c.node].parent;
    return up != kNoNode && kindOf(tree_, up) == NodeKind::filterStep && isMainStep(up);
  }
  bool beforeAggregates(NodeId step) const {
    for (NodeId one : main_) {
      if (one == step) return true;
      if (kindOf(tree_, one) == NodeKind::error) return false;
      const auto call = stepCall(tree_, one);
      const auto bound = call ? bindCall(tree_, call->node) : std::nullopt;
      if (bound && (bound->function == nullptr || bound->function->kind == FunctionKind::aggregate)) return false;
      if (kindOf(tree_, one) == NodeKind::statsStep) return false;
    }
    return false;
  }
  bool plain(const Comparison& c, TokenKind op = TokenKind::equal) const {
    if (kind(c.op) != op || tokenKindOf(tree_, c.value) != TokenKind::string) return false;
    const std::string value = textOf(tree_, c.value);
    return value.size() > 2 && value.find_first_of("*\\\"\n/'") == std::string::npos &&
           tokenKindOf(tree_, c.field) == TokenKind::word && !numberOf(tree_, c.value);
  }
  // The first comparison `field="value"` that is a step by itself and comes before all aggregates.
  const Comparison* plainStep() const {
    for (const Comparison& c : comparisons_)
      if (plain(c) && isStep(c) && beforeAggregates(tree_.nodes[c.node].parent)) return &c;
    return nullptr;
  }
  // The last step before the first aggregate: there steps about events can be put in.
  std::optional<std::uint32_t> afterFilters() const {
    std::optional<std::uint32_t> end;
    for (NodeId step : main_) {
      if (!beforeAggregates(step)) break;
      const auto call = stepCall(tree_, step);
      const auto bound = call ? bindCall(tree_, call->node) : std::nullopt;
      if (bound &&
          (bound->function == nullptr || bound->function->kind == FunctionKind::aggregate ||
           bound->function->placement == Placement::preamble || bound->function->kind == FunctionKind::generator))
        break;
      if (kindOf(tree_, step) == NodeKind::statsStep || kindOf(tree_, step) == NodeKind::error) break;
      end = tree_.span(step).end;
    }
    return end;
  }
  std::uint32_t queryEnd() const { return main_.empty() ? 0 : tree_.span(main_.back()).end; }

  // --- the mistakes ---
  void names() {
    for (const BoundCall& call : calls_) {
      if (call.function == nullptr) continue;
      std::string name(tree_.tokenText(call.name));
      const std::size_t at = name.find_last_of(':') == std::string::npos ? 0 : name.find_last_of(':') + 1;
      if (name.size() - at >= 5 && name[at + 1] != name[at + 2]) {
        std::swap(name[at + 1], name[at + 2]);
        if (find(name) == nullptr) change("misspelt function", "CQL060", token(call.name), name);
      }
      for (const BoundArgument& argument : call.arguments) {
        if (!argument.argument.name || argument.parameter == nullptr || argument.parameter->name.size() < 4) continue;
        if (call.function->freeArguments != FreeArguments::none) continue;
        const std::string parameter = std::string(tree_.tokenText(*argument.argument.name)) + "x";
        if (call.function->parameter(parameter) == nullptr)
          change("misspelt parameter", "CQL061", token(*argument.argument.name), parameter);
        change("argument given twice", "CQL063", rangeOf(tree_, argument.argument.node),
               text(argument.argument.node) + ", " + text(argument.argument.node));
      }
      if (call.function->name == "groupBy" && call.argument("limit") == nullptr && !call.arguments.empty()) {
        const std::uint32_t end = tree_.span(call.node).end - 1;
        insert("text for a number", "CQL065", end, ", limit=\"many\"", "\"many\"");
      }
    }
    // A field after an aggregate, misspelt.
    for (const Read& read : flow_.reads) {
      if (read.definition == kEvent || read.node == kNoNode || read.step == kNoStep ||
          read.role != Read::Role::condition)
        continue;
      const StepFlow& step = flow_.steps[read.step];
      if (step.before.open || !isMainStep(step.node) || tokenKindOf(tree_, read.node) != TokenKind::word) continue;
      if (tree_.nodes[read.node].parent == kNoNode ||
          kindOf(tree_, tree_.nodes[read.node].parent) != NodeKind::comparison)
        continue;
      change("misspelt field after an aggregate", "CQL080", rangeOf(tree_, read.node), fresh(text(read.node) + "x"));
    }
  }

  void filters() {
    const Comparison* c = plainStep();
    if (c == nullptr) return;
    const std::string field = text(c->field), value = textOf(tree_, c->value);
    const Range whole = rangeOf(tree_, c->node);
    change("== in a filter", "CQL035", token(c->op), "==");
    change("single quotes", "CQL013", rangeOf(tree_, c->value), "'" + value + "'");
    change("typographic quotes", "CQL014", rangeOf(tree_, c->value), "\xE2\x80\x9C" + value + "\xE2\x80\x9D");
    const std::string other = quoteString(value + "zz");
    insert("contradictory filter", "CQL109", whole.end, fmt::format(" | {}={}", field, other), field + "=" + other);
    insert("contradictory filter in one step", "CQL109", whole.end, fmt::format(" {}={}", field, other),
           field + "=" + other);
    insert("value excluded again", "CQL109", whole.end, fmt::format(" | {}!=\"{}\"", field, value),
           fmt::format("{}!=\"{}\"", field, value));
    insert("condition repeated", "CQL111", whole.end, fmt::format(" | {}=\"{}\"", field, value),
           fmt::format("{}=\"{}\"", field, value));
    insert("condition implied", field.starts_with('#') ? "" : "CQL113", whole.end, fmt::format(" | {}=*", field),
           field + "=*");
    change("text beside or", "CQL114", whole, fmt::format("{}=\"{}\" or \"{}zz\"", field, value, value));
    change("words around and, or", "CQL106", whole,
           fmt::format("{}=\"{}\" or {} and {}=*", field, value, field + "=" + other, fresh("host")));
    change("&&", "CQL022", whole, text(whole) + " && " + fresh("host") + "=*");
    change("list in a filter", "CQL045", whole, fmt::format("{} in (\"{}\", {})", field, value, other));
    change("where", "CQL101", whole, "where " + text(whole));
    if (!field.starts_with('#') && !field.starts_with('@')) {
      change("contains", "CQL139", whole, fmt::format("{} contains \"{}\"", field, value));
      change("startswith", "CQL139", whole, fmt::format("{} startswith \"{}\"", field, value));
    }
    change("regular expression in quotes", "CQL133", rangeOf(tree_, c->value), "\"^" + value + ".*$\"");
    change("negation in the value", "CQL049", rangeOf(tree_, c->value), "!\"" + value + "\"");
    change("and with a function in it", "CQL107", whole,
           fmt::format("{}=\"{}\" or in({}, values=[{}, \"zzz\"])", field, value, field, other));
    change("quote without a partner", "CQL010", rangeOf(tree_, c->value), "\"" + value);
    change("=~ with a regular expression", "CQL036", whole, fmt::format("{} =~ /{}/", field, "abc"));
    change("list with a value twice", "CQL140", whole,
           fmt::format("in({}, values=[\"{}\", {}, \"{}\"])", field, value, other, value));
    change("empty list", "CQL271", whole, fmt::format("in({}, values=[])", field));
    change("any value in a list", "CQL272", whole, fmt::format("in({}, values=[\"{}\", \"*\"])", field, value));
    change("parenthesis not closed", "CQL031", whole, fmt::format("({}=\"{}\" or {}={}", field, value, field, other));
  }

  void alternatives() {
    const auto at = afterFilters();
    if (!at) return;
    const std::string f = fresh("port");
    insert("!= or !=", "CQL110", *at, fmt::format(" | {0}!=80 or {0}!=443", f), fmt::format("{0}!=80 or {0}!=443", f));
    insert("alternative twice", "CQL111", *at, fmt::format(" | ({0}=80 or {0}=443 or {0}=80)", f),
           fmt::format("{0}=80)", f));
    insert("alternative covered", "CQL112", *at, fmt::format(" | ({0}=\"/a*\" or {0}=\"/a/b\")", f),
           fmt::format("{0}=\"/a/b\"", f));
    insert("range without a number in it", "CQL109", *at, fmt::format(" | {0}>500 {0}<400", f),
           fmt::format("{0}<400", f));
    insert("value on the left", "CQL117", *at, fmt::format(" | 404 = {}", f), fmt::format("404 = {}", f));
    insert("fields compared in a filter", "CQL116", *at,
           fmt::format(" | {0}=* | {1}={0}", fresh("TargetUser"), fresh("peer")),
           fmt::format("{1}={0}", fresh("TargetUser"), fresh("peer")));
    insert("like with stars", "CQL132", *at, fmt::format(" | {0} like \"*abc*\"", f),
           fmt::format("{0} like \"*abc*\"", f));
    insert("several words without quotes", "CQL115", *at, fmt::format(" | {0}=New York", f), "York");
    insert("not null", "CQL139", *at, fmt::format(" | {0} is null", f), "is");
  }

  void expressions() {
    const auto at = afterFilters();
    if (!at) return;
    const std::string a = fresh("bytes"), b = fresh("total");
    insert("= in an expression", "CQL052", *at, fmt::format(" | test({} = {})", a, b),
           fmt::format("test({} = {})", a, b));
    insert("word for a text", "CQL118", *at, fmt::format(" | test({} == ERROR)", a), "ERROR");
    insert("text in an order", "CQL120", *at, fmt::format(" | test({} > \"2024-05-01\")", a), "\"2024-05-01\"");
    insert("star in an expression", "CQL135", *at, fmt::format(" | test({} == \"adm*\")", a), "\"adm*\"");
    insert("field compared with itself", "CQL136", *at, fmt::format(" | test({0} == {0})", a),
           fmt::format("{0} == {0}", a));
    insert("time in seconds", "CQL131", *at, " | @timestamp > 1700000000", "1700000000");
    insert("units of time mixed", "CQL130", *at, fmt::format(" | test(@timestamp - ProcessStartTime > 5)", a),
           "@timestamp - ProcessStartTime");
    insert("and in an expression", "CQL044", *at, fmt::format(" | test({} > 1 and {} > 2)", a, b), "and");
    insert("regular expression in an expression", "CQL037", *at, fmt::format(" | test({} == /abc/)", a), "/abc/");
  }

  void clauses() {
    const auto at = afterFilters();
    if (at) {
      const std::string f = fresh("status"), k = fresh("kind");
      const auto steps = [&](std::string_view pattern) { return fmt::format(fmt::runtime(pattern), f, k); };
      insert("case without its default", "CQL104", *at,
             steps(" | case {{ {0}=1 | {1}:=\"a\"; {0}=2 | {1}:=\"b\" }} | {1}=*"), "case");
      insert("arrow in case", "CQL032", *at, steps(" | case {{ {0}=1 => {1}:=\"a\"; * | {1}:=\"b\" }} | {1}=*"), "=>");
      insert("clause behind the default", "CQL121", *at,
             steps(" | case {{ * | {1}:=\"b\"; {0}=1 | {1}:=\"a\" }} | {1}=*"), steps("{0}=1 | {1}:=\"a\""));
      insert("clause shadowed", "CQL122", *at,
             steps(" | case {{ {0}=a* | {1}:=\"a\"; {0}=ab* | {1}:=\"b\"; * }} | {1}=*"), steps("{0}=ab*"));
      insert("match without its default", "CQL123", *at,
             steps(" | {0} match {{ 1 => {1}:=\"a\"; 2 => {1}:=\"b\" }} | {1}=*"), "match");
      insert("pipe for an arrow in match", "CQL033", *at,
             steps(" | {0} match {{ 1 | {1}:=\"a\"; * => {1}:=\"b\" }} | {1}=*"), steps("1 | {1}:=\"a\""));
      insert("dropEvent in case", "CQL127", *at, steps(" | case {{ {0}=1 | dropEvent(); * }}"), "dropEvent()");
      insert("empty clause", "CQL040", *at, steps(" | case {{ {0}=1 | {1}:=\"a\";; * }} | {1}=*"), ";;");
      insert("label without quotes", "CQL118", *at, steps(" | case {{ {0}=1 | {1}:=High; * | {1}:=\"low\" }} | {1}=*"),
             "High");
      insert("text sorted as a number", "CQL102", queryEnd(),
             steps(" | case {{ {0}q=* | {1}:=\"High\"; * | {1}:=\"Low\" }} | sort({1})"), steps("sort({1})"));
    }
  }

  void regexes() {
    const auto at = afterFilters();
    if (!at) return;
    const std::string f = fresh("path");
    insert("capture beside or", "CQL174", *at, fmt::format(" | ({0}=/(?<id>\\d+)/ or {0}=\"/a\")", f), "/(?<id>\\d+)/");
    insert("regular expression not closed", "CQL011", queryEnd(), fmt::format(" | {0}=/ab(c|d)?", f), "/ab(c|d)?");
    insert("idle .*", "CQL163", *at, fmt::format(" | {0}=/.*abc.*/", f), "/.*abc.*/");
    insert("regular expression for a value", "CQL164", *at, fmt::format(" | {0}=/^abc$/", f), "/^abc$/");
    insert("regular expression without a field", "CQL261", *at, " | /abc\\d+/", "/abc\\d+/");
  }

  void habits() {
    const auto at = afterFilters();
    if (!at) return;
    insert("limit", "CQL142", *at, " | limit 10", "limit");
    insert("order by", "CQL142", *at, " | order by " + fresh("time"), "order");
    insert("null", "CQL143", *at, " | " + fresh("user") + "!=null", "null");
    insert("wildcard of SQL", "CQL144", *at, " | " + fresh("path") + " like \"%adm%\"", "\"%adm%\"");
    insert("event in another case", "CQL145", *at, " | #event_simpleName=processrollup2", "processrollup2");
    insert("comment of another language", "CQL146", *at, " # only these\n", "#");
    insert("network as a text", "CQL147", *at, " | " + fresh("ip") + "=10.0.0.0/8", "10.0.0.0/8");
    insert("value quoted in part", "CQL148", *at, " | " + fresh("path") + "=*\"adm\"*", "\"adm\"*");
    insert("comma missing between arguments", "CQL030", *at,
           fmt::format(" | groupBy({} function=count())", fresh("host")), "function");
    insert("span without its name", "CQL064", *at, " | timeChart(1h)", "1h");
    insert("order without its name", "CQL064", *at, fmt::format(" | sort({}, desc)", fresh("size")), "desc");
    insert("text in the order of a filter", "CQL120", *at, " | " + fresh("day") + ">\"2024-05-01\"", "\"2024-05-01\"");
    insert("unquoted name of a function", "CQL053", *at, " | table", "table");
    insert("empty clause of a pipe", "CQL039", *at, " | | " + fresh("host") + "=*", "| |");
    insert("list for arguments", "CQL064", *at, fmt::format(" | top({}, {})", fresh("a"), fresh("b")),
           fmt::format("top({}, {})", fresh("a"), fresh("b")));
    insert("pipe missing", "CQL042", *at, fmt::format("\ngroupBy([{}])", fresh("host")),
           fmt::format("groupBy([{}])", fresh("host")));
    insert("field with a dash", "CQL038", *at, " | host-name=*", "host-name");
    insert("path without quotes", "CQL018", *at, fmt::format(" | {}=/etc/passwd", fresh("path")), "/etc/passwd");
  }

  void assignments() {
    const auto at = afterFilters();
    if (!at) return;
    const std::string n = fresh("score");
    insert("overwritten assignment", "CQL231", *at, fmt::format(" | {0}:=1 | {0}:=2 | {0}=*", n),
           fmt::format("{0}:=1 | {0}:=2", n));
    insert("own value assigned", "CQL232", *at, fmt::format(" | {0}:={0}", n), fmt::format("{0}:={0}", n));
    insert("texts added", "CQL119", *at, fmt::format(" | {0}:={1}+\"-\" | {0}=*", n, fresh("host")), "\"-\"");
    insert("unused assignment", "CQL230", *at, fmt::format(" | {0}:=1 | groupBy([{1}], limit=max)", n, fresh("host")),
           fmt::format("{0}:=1", n));
    insert("bare timestamp", words_.contains("timestamp") ? "" : "CQL103", *at,
           fmt::format(" | groupBy([{}], function=min(timestamp), limit=max)", fresh("host")), "timestamp");
  }

  // Behind the filters, an aggregate of its own with the mistake; what the query did then comes no more.
  void aggregates() {
    const auto at = afterFilters();
    if (!at) return;
    const Range rest = {*at, queryEnd()};
    const auto instead = [&](std::string_view what, std::string_view code, const std::string& with,
                             std::string_view mistake) {
      const auto found = static_cast<std::uint32_t>(with.find(mistake));
      change(what, code, rest, with, Range{found, found + static_cast<std::uint32_t>(mistake.size())});
    };
    const std::string u = fresh("user"), h = fresh("host");
    const auto f = [&](std::string_view pattern) { return fmt::format(fmt::runtime(pattern), u, h); };
    instead("outputs of one name", "CQL234", f(" | groupBy({0}, function=[count({1}), count(path)], limit=max)"),
            "count(path)");
    instead("two outputs called the same", "CQL234",
            f(" | groupBy({0}, function=[count(as=n), sum({1}, as=n)], limit=max)"), f("sum({1}, as=n)"));
    instead("key that is not shown", "CQL233", f(" | groupBy([{0}, {1}], limit=max) | select([{0}, _count])"), h);
    instead("output that is not shown", "CQL235",
            f(" | groupBy({0}, function=[count(as=n), max({1}, as=most)], limit=max) | select([{0}, n])"), "most");
    instead("cut before an aggregate", "CQL236", f(" | table([{0}, {1}]) | groupBy({0}, limit=max)"), "table");
    instead("cut before a filter", "CQL237", f(" | groupBy({0}, limit=max) | sort(_count) | _count>5"), "sort");
    instead("order lost", "CQL238", f(" | groupBy({0}, limit=max) | sort(_count) | sort({0}, type=string)"),
            "sort(_count)");
    instead("limit that comes too late", "CQL239", f(" | groupBy({0}, limit=max) | sort(_count) | head(1000)"), "1000");
    instead("table behind an aggregate", "CQL108", f(" | groupBy({0}, limit=max) | table([{0}, _count])"), "table");
    instead("field lost in an aggregate", "CQL080", f(" | groupBy({0}, limit=max) | {1}=*"), f("{1}=*"));
    instead("column lost in an aggregate", "CQL081", f(" | groupBy({0}, limit=max) | select([{0}, {1}])"), f("{1}]"));
    instead("text after an aggregate", "CQL074", f(" | groupBy({0}, limit=max) | \"admin\""), "\"admin\"");
    instead("collected values compared", "CQL128", f(" | groupBy({0}, function=collect({1}), limit=max) | {1}=\"a\""),
            f("{1}=\"a\""));
    instead("formatted time sorted", "CQL243",
            f(" | groupBy({0}, function=max(@timestamp, as=last), limit=max) | day := formatTime(\"%F\", field=last) | "
              "sort(day, limit=max)"),
            "sort(day");
    instead("estimate compared exactly", "CQL129",
            f(" | groupBy({0}, function=count({1}, distinct=true, as=n), limit=max) | n=500"), "n=500");
  }

  const Tree& tree_;
  const Flow flow_;
  const std::vector<NodeId> main_;
  std::vector<BoundCall> calls_;
  std::vector<Comparison> comparisons_;
  std::set<std::string> words_;
  std::vector<Planting> out_;
};

}  // namespace

std::vector<Planting> plantings(const Tree& query) {
  std::vector<Planting> all = Planter(query).run();
  std::erase_if(all, [](const Planting& one) { return one.code.empty(); });
  return all;
}

}  // namespace quarry::test
