// Steps: what happens to the matching events, in order.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "quarry/base/codes/steps.h"
#include "quarry/base/codes/verify.h"
#include "quarry/base/text.h"
#include "rule/lower_expression.h"

namespace quarry::rule {

namespace {

namespace yaml = base::yaml;

class Steps {
 public:
  Steps(Scope& scope, ir::Plan& plan) : scope_(scope), plan_(plan) {}

  void step(const yaml::Entry& entry) {
    static constexpr std::array<std::string_view, 8> kKinds = {"let",   "expand", "group",  "score",
                                                               "where", "sort",   "select", "limit"};
    const std::string& kind = entry.key.text;
    const yaml::Node& body = entry.value;
    origin_ = entry.key.span;
    if (kind == "let")
      let(body);
    else if (kind == "expand")
      expand(body);
    else if (kind == "group")
      group(body);
    else if (kind == "score")
      score(body);
    else if (kind == "where")
      where(body);
    else if (kind == "sort")
      sort(body);
    else if (kind == "select")
      select(body);
    else if (kind == "limit")
      limit(body);
    else {
      auto& finding = scope_.report.add(codes::unknownStep, entry.key.span, fmt::format("there is no step `{}`", kind));
      if (const auto near = base::closest(kind, kKinds)) finding.note(fmt::format("did you mean `{}`?", *near));
    }
  }

 private:
  void fail(const yaml::Node& node, std::string message) {
    scope_.report.add(codes::badStep, node.span, std::move(message));
  }

  void push(decltype(ir::Step::node) node) {
    ir::Step step{std::move(node), origin_};
    scope_.fields = ir::after(scope_.fields, step);
    scope_.selections.clear();  // the same name may mean a column from here on
    plan_.steps.push_back(std::move(step));
  }

  bool mapping(const yaml::Node& body, std::string_view what) {
    if (body.isMapping() && !body.entries.empty()) return true;
    fail(body, std::string(what));
    return false;
  }

  bool columnName(const yaml::Node& key) {
    const std::string& name = key.text;
    const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    const bool good = !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) != 0 &&
                      std::all_of(name.begin(), name.end(), plain);
    if (good && !name.starts_with("q_")) return true;
    scope_.report.add(
        codes::badColumnName, key.span,
        good ? fmt::format("`{}`: names that begin with `q_` are the compiler's own", name)
             : fmt::format("`{}` is no name of a column: letters, digits and underscores, a letter first", name));
    return false;
  }

  void let(const yaml::Node& body) {
    if (!mapping(body, "`let` needs names and expressions: `let: {name: expression}`")) return;
    for (const yaml::Entry& entry : body.entries) {
      if (!columnName(entry.key)) continue;
      auto value = lowerExpression(entry.value, scope_);
      if (!value) continue;
      const ir::Type type = ir::typeOf(*value, scope_.fields);
      // One step a column: a later one may read an earlier one.
      push(ir::Extend{{{entry.key.text, std::move(*value), type, entry.key.span}}});
    }
  }

  void expand(const yaml::Node& body) {
    if (!mapping(body, "`expand` needs a name and a path: `expand: {item: 'items[].id'}`")) return;
    for (const yaml::Entry& entry : body.entries) {
      if (!columnName(entry.key)) continue;
      if (!entry.value.isScalar()) {
        fail(entry.value, "`expand` needs a path");
        continue;
      }
      std::string path = entry.value.text;
      const auto arrays = std::count_if(path.begin(), path.end(), [](char c) { return c == '['; });
      if (arrays == 0) path += "[]";
      if (arrays > 1 || path.find("[]") == std::string::npos) {
        scope_.report.add(codes::badPath, entry.value.span, "`expand` makes rows of one array: its path has one `[]`");
        continue;
      }
      push(ir::Expand{entry.key.text, resolveField(path, scope_)});
    }
  }

  // A path is a key of its own name; a call that reads one field takes that field's name.
  static std::optional<std::string> keyName(const ir::Val& value) {
    if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) return field->name;
    const auto* call = std::get_if<ir::Call>(&value.node);
    if (call == nullptr) return std::nullopt;
    std::optional<std::string> only;
    for (const ir::Val& argument : call->arguments) {
      if (std::holds_alternative<ir::Literal>(argument.node)) continue;
      const auto name = keyName(argument);
      if (!name || (only && *only != *name)) return std::nullopt;
      only = name;
    }
    return only;
  }

  void key(const yaml::Node& node, ir::Group& group) {
    if (node.isMapping() && node.entries.size() == 1) {
      if (!columnName(node.entries[0].key)) return;
      if (auto value = lowerExpression(node.entries[0].value, scope_)) {
        const base::Origin origin = value->origin;
        group.keys.push_back({node.entries[0].key.text, std::move(*value), origin});
      }
      return;
    }
    auto value = lowerExpression(node, scope_);
    if (!value) return;
    const auto name = keyName(*value);
    if (!name) {
      fail(node, "this key needs a name: write `{name: expression}`");
      return;
    }
    const base::Origin origin = value->origin;
    group.keys.push_back({*name, std::move(*value), origin});
  }

  void group(const yaml::Node& body) {
    if (!mapping(body, "`group` needs `by` and measures: `group: {by: [field], n: count()}`")) return;
    const std::size_t before = scope_.report.size();
    ir::Group group;
    for (const yaml::Entry& entry : body.entries) {
      if (entry.key.text == "by") {
        if (entry.value.isSequence())
          for (const yaml::Node& item : entry.value.items) key(item, group);
        else if (!entry.value.isNull())
          key(entry.value, group);
      } else if (entry.key.text == "within") {
        group.gap = entry.value.isScalar() ? parseDuration(entry.value.text) : std::nullopt;
        if (!group.gap)
          scope_.report.add(codes::badDuration, entry.value.span, "`within` needs a length of time, such as `15m`");
      } else if (columnName(entry.key)) {
        if (auto measure = lowerMeasure(entry.key.text, entry.value, scope_)) {
          measure->origin = base::Origin(entry.key.span) | measure->origin;
          group.measures.push_back(std::move(*measure));
        }
      }
    }
    if (scope_.report.hasErrorsSince(before)) return;
    if (group.keys.empty() && group.measures.empty()) {
      fail(body, "`group` needs a key in `by`, or a measure");
      return;
    }
    push(std::move(group));
  }

  // A detection, or an expression.
  std::optional<ir::Pred> condition(const yaml::Node& node) {
    if (node.isScalar()) {
      auto value = lowerExpression(node, scope_);
      if (!value) return std::nullopt;
      const base::Origin origin = value->origin;
      return ir::Pred{ir::IsTrue{std::move(*value)}, origin};
    }
    const auto detection = readDetection(node, scope_.report);
    if (!detection) return std::nullopt;
    return lowerDetection(*detection, scope_);
  }

  void score(const yaml::Node& body) {
    if (!mapping(body, "`score` needs a name and labels: `score: {Risk: [{High: {…}}, {Low: else}]}`")) return;
    for (const yaml::Entry& entry : body.entries) {
      if (!columnName(entry.key)) continue;
      if (!entry.value.isSequence() || entry.value.items.empty()) {
        fail(entry.value, "a score is a list of labels, the gravest first: `- High: {…}`");
        continue;
      }
      oneScore(entry.key, entry.value.items);
    }
  }

  void oneScore(const yaml::Node& name, const std::vector<yaml::Node>& entries) {
    const std::size_t before = scope_.report.size();
    ir::Case cases;
    ir::Type type{ir::TypeKind::ordinal, {}};
    std::set<std::string> labels;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!entries[i].isMapping() || entries[i].entries.size() != 1) {
        fail(entries[i], "an entry of a score is one label and its condition: `- High: {…}`");
        continue;
      }
      const yaml::Entry& entry = entries[i].entries.front();
      if (!labels.insert(entry.key.text).second) {
        scope_.report.add(codes::sameColumn, entry.key.span,
                          fmt::format("the label `{}` stands in this score already", entry.key.text));
        continue;
      }
      type.labels.push_back(entry.key.text);
      ir::Val label{ir::Literal{entry.key.text}, entry.key.span};
      if (entry.value.isScalar() && entry.value.text == "else") {
        cases.otherwise = std::move(label);
        if (i + 1 < entries.size())
          scope_.report.add(codes::scoreElse, entries[i + 1].span, "nothing behind `else` can be reached");
        break;
      }
      if (auto when = condition(entry.value)) cases.branches.push_back({std::move(*when), std::move(label)});
    }
    if (!cases.otherwise && !scope_.report.hasErrorsSince(before))
      scope_.report.add(codes::scoreElse, name.span, fmt::format("the last entry of `{}` has to say `else`", name.text))
          .note("for example `- Low: else`; a `where` step can drop those rows");
    if (scope_.report.hasErrorsSince(before)) return;
    push(ir::Extend{{{name.text, {std::move(cases), name.span}, std::move(type), name.span}}});
  }

  // A text whose every word is a selection or a word of conditions is a condition over selections.
  bool namesSelections(const std::string& text) const {
    bool any = false;
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const char c = i < text.size() ? text[i] : ' ';
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '*' || c == '-' || c == '.') {
        word += c;
        continue;
      }
      if (c != ' ' && c != '(' && c != ')' && c != '\n' && c != '\t') return false;
      static constexpr std::array<std::string_view, 8> kWords = {"and", "or", "not", "of", "1", "any", "all", "them"};
      const auto isSelection = [&](const Selection& s) { return s.name.value == word; };
      const bool pattern = word.find('*') != std::string::npos;
      if (!word.empty() && std::find(kWords.begin(), kWords.end(), word) == kWords.end()) {
        if (!pattern && std::none_of(scope_.rule.selections.begin(), scope_.rule.selections.end(), isSelection))
          return false;
        any = true;
      }
      word.clear();
    }
    return any;
  }

  void where(const yaml::Node& body) {
    std::optional<ir::Pred> pred;
    if (body.isMapping() && body.entries.size() == 1 && body.entries[0].key.text == "condition")
      pred = lowerCondition(body.entries[0].value, scope_);
    else if (body.isScalar() && namesSelections(body.text))
      pred = lowerCondition(body, scope_);
    else
      pred = condition(body);
    if (pred) push(ir::Filter{std::move(*pred)});
  }

  void sort(const yaml::Node& body) {
    ir::Sort sort;
    const std::vector<yaml::Node> one = {body};
    for (const yaml::Node& item : body.isSequence() ? body.items : one) {
      if (!item.isScalar() || item.text.empty()) {
        fail(item, "`sort` needs fields, each with `asc` or `desc`: `sort: [Risk desc, n]`");
        return;
      }
      std::string name = item.text;
      bool descending = false;
      if (const std::size_t blank = name.find_last_of(' '); blank != std::string::npos) {
        const std::string direction = base::asciiLower(name.substr(blank + 1));
        if (direction != "asc" && direction != "desc") {
          fail(item, fmt::format("`{}` is no direction: `asc` or `desc`", name.substr(blank + 1)));
          return;
        }
        descending = direction == "desc";
        name.erase(name.find_last_not_of(' ', blank) + 1);
      }
      ir::SortKey key{resolveField(name, scope_), descending, {}, item.span};
      key.type = scope_.fields.typeOf(key.field).value_or(ir::Type{});
      sort.keys.push_back(std::move(key));
    }
    if (sort.keys.empty())
      fail(body, "`sort` needs at least one field");
    else
      push(std::move(sort));
  }

  void select(const yaml::Node& body) {
    ir::Project project;
    const std::vector<yaml::Node> one = {body};
    for (const yaml::Node& item : body.isSequence() ? body.items : one) {
      if (!item.isScalar() || item.text.empty()) {
        fail(item, "`select` needs a list of fields");
        return;
      }
      project.columns.push_back(resolveField(item.text, scope_));
      if (project.columns.back().kind == ir::FieldRef::Kind::event && !scope_.fields.open) {
        // Reported here, at the name: the plan's step has one origin for all its columns.
        std::vector<std::string_view> alive;
        scope_.fields.columns.visit([&](const std::string& column, const ir::Type&) { alive.push_back(column); });
        auto& finding =
            scope_.report.add(codes::lostField, item.span, fmt::format("`{}` is not there any more", item.text));
        if (!scope_.fields.closedBy.empty())
          finding.label(scope_.fields.closedBy.primary(), "this step keeps only what it names");
        if (const auto near = base::closest(item.text, alive)) finding.note(fmt::format("did you mean `{}`?", *near));
        return;
      }
    }
    if (project.columns.empty())
      fail(body, "`select` needs at least one field");
    else
      push(std::move(project));
  }

  void limit(const yaml::Node& body) {
    const auto rows = body.asInteger();
    if (!rows || *rows <= 0)
      fail(body, "`limit` needs a number of rows above zero");
    else
      push(ir::Limit{static_cast<std::uint64_t>(*rows)});
  }

  Scope& scope_;
  ir::Plan& plan_;
  base::Span origin_;
};

}  // namespace

bool lowerSteps(const yaml::Node& steps, Scope& scope, ir::Plan& plan) {
  const std::size_t before = scope.report.size();
  if (!steps.isSequence()) {
    scope.report.add(codes::badStep, steps.span, "`steps` has to be a list");
    return false;
  }
  Steps lowering(scope, plan);
  for (const yaml::Node& step : steps.items) {
    if (!step.isMapping() || step.entries.size() != 1) {
      scope.report.add(codes::badStep, step.span, "a step is a mapping with one key, such as `group` or `where`");
      continue;
    }
    lowering.step(step.entries.front());
  }
  return !scope.report.hasErrorsSince(before);
}

}  // namespace quarry::rule
