#include "target/kql/generate.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/kql/quote.h"
#include "target/order.h"
#include "target/phrase.h"
#include "target/rank.h"
#include "target/refuse.h"

namespace quarry::target::kql {

namespace {

constexpr std::size_t kWidth = 100;

// Parts on one line if they fit, else each on a line of its own.
std::string wrapped(const std::vector<std::string>& parts, std::size_t before) {
  const std::string line = join(parts, ", ");
  return line.size() + before <= kWidth ? line : join(parts, ",\n    ");
}

}  // namespace

Generator::Generator(const schema::Bound& bound, base::Report& report)
    : bound_(bound),
      report_(report),
      expressions_(report, {[this](const std::string& column) { return columnName(column); },
                            [this](const ir::Pred& pred) { return hit(pred); },
                            [this](const ir::Listed& list, Expressions::Entries of) { return declared(list, of); }}) {
  expressions_.textColumns = bound.text;
  ir::Plan plan = bound.plan;
  rankScores(plan);
  steps_ = std::move(plan.steps);
}

Query Generator::run() {
  begin();
  dropHelpers();
  Writer whole;
  for (const auto& [name, text] : declarations_) whole << text << "\n";
  whole.append(std::move(lets_).take());
  whole.append(std::move(writer_).take());
  return std::move(whole).take();
}

// The source and the steps.
void Generator::begin() {
  origin_ = bound_.plan.sourceOrigin;
  if (const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source)) {
    correlation(*threshold);
  } else if (const auto* sequence = std::get_if<ir::Sequence>(&bound_.plan.source)) {
    correlation(*sequence);
  } else {
    {
      const auto scope = writer_.at(bound_.plan.sourceOrigin);
      // The parsers of ASIM are functions.
      writer_ << (bound_.table.ends_with("()") ? bound_.table : identifier(bound_.table));
    }
    where(bound_.restriction);
    computed();
  }
  for (at_ = 0; at_ < steps_.size(); ++at_) {
    origin_ = steps_[at_].origin;
    std::visit(*this, steps_[at_].node);
    expressions_.fields = ir::after(expressions_.fields, steps_[at_]);
    if (!expressions_.fields.open) expressions_.grouped = true;
  }
}

// A watchlist's entries, read once for the whole query.
std::string Generator::declared(const ir::Listed& list, Expressions::Entries entries) {
  using Entries = Expressions::Entries;
  const std::string name = fmt::format("q_{}{}", plainName(list.name),
                                       entries == Entries::v4   ? "_v4"
                                       : entries == Entries::v6 ? "_v6"
                                                                : "");
  // SearchKey is a watchlist's own column; others are dynamic.
  const std::string entry = fmt::format("tostring({})", identifier(list.column.empty() ? "SearchKey" : list.column));
  const std::string table = fmt::format("_GetWatchlist({})", quote(list.places.at("kql")));
  declarations_[name] = entries == Entries::texts
                            ? fmt::format("let {} = {} | project {};", name, table, entry)
                            : fmt::format("let {} = toscalar({} | where {} {} \":\" | summarize make_set({}));", name,
                                          table, entry, entries == Entries::v4 ? "!contains" : "contains", entry);
  return name;
}

void Generator::stage(std::string_view text, const base::Origin& origin) {
  writer_ << "\n| ";
  const auto scope = writer_.at(origin);
  writer_ << text;
}

std::string Generator::columnName(const std::string& column) const {
  const auto renamed = names_.find(column);
  return renamed == names_.end() ? column : renamed->second;
}

// A condition on one line, or, where that is too long, one alternative a line.
std::string Generator::laidOut(const ir::Pred& condition) {
  const auto* negated = std::get_if<ir::Not>(&condition.node);
  const ir::Pred& inner = negated == nullptr ? condition : *negated->of;
  const auto* test = std::get_if<ir::Test>(&inner.node);
  const bool opposite =
      negated != nullptr && test != nullptr && (test->op == ir::Op::present || test->op == ir::Op::null);
  if (opposite || (test == nullptr && !std::holds_alternative<ir::Or>(inner.node)))
    return expressions_.condition(condition, false);
  const std::vector<std::string> arms = expressions_.arms(inner, negated != nullptr);
  const std::string line = join(arms, " or ");
  const std::string text = line.size() > kWidth - 10 ? join(arms, "\n    or ") : line;
  return negated == nullptr ? text : "not(" + text + ")";
}

namespace {

bool hasAlternatives(const std::string& text) {
  return text.find(" or ") != std::string::npos || text.find('\n') != std::string::npos;
}

}  // namespace

// One `where` a conjunct; short neighbours of the same kind share a line.
void Generator::where(const ir::Pred& condition) {
  std::string line;
  base::Origin origin;
  const auto flush = [&] {
    if (!line.empty()) stage("where " + line, origin);
    line.clear();
    origin = {};
  };
  for (const ir::Pred* part : ordered(condition)) {
    if (const auto* known = std::get_if<ir::Constant>(&part->node); known != nullptr && known->value) continue;
    if (readsArrays(*part)) flush();  // it needs a stage of its own before it
    const std::string text = laidOut(*part);
    const bool simple = std::holds_alternative<ir::Test>(part->node) || std::holds_alternative<ir::Not>(part->node);
    if (!simple || hasAlternatives(text) || line.size() + text.size() + 13 > kWidth) flush();
    if (!line.empty()) line += " and ";
    line += text;
    origin |= part->origin;
    if (!simple || hasAlternatives(text)) flush();
  }
  flush();
}

// Columns that the table does not have, each read once.
void Generator::computed() {
  std::string text;
  for (const schema::Computed& one : bound_.computed)
    text += fmt::format("{}{} = {}", text.empty() ? "extend " : ",\n    ", identifier(one.column), one.expression);
  if (!text.empty()) stage(text, origin_);
}

void Generator::operator()(const ir::Filter& filter) { where(filter.where); }

// The array that a path goes through, as a dynamic value.
std::string Generator::arrayOf(const ir::FieldRef& field) const {
  const auto upToMark = [](const ir::Path& path) {
    ir::Path out;
    for (const ir::PathSegment& segment : path) {
      out.push_back({segment.name, false, segment.index});
      if (segment.each) break;
    }
    return out;
  };
  if (field.kind == ir::FieldRef::Kind::event && field.physical && field.physical->access != ir::Access::column) {
    const std::string path = member(upToMark(field.physical->path));
    const std::string column = identifier(field.physical->name);
    return field.physical->access == ir::Access::jsonText ? fmt::format("parse_json({}){}", column, path)
                                                          : column + path;
  }
  const std::string& name = field.physical ? field.physical->name : field.name;
  ir::Path path = upToMark(ir::parsePath(name));
  const std::string root = path.front().name;
  path.erase(path.begin());
  return identifier(field.kind == ir::FieldRef::Kind::column ? columnName(root) : root) + member(path);
}

// mv-apply over the array, or over one null where it is missing or empty, so that no row is lost; the count says
// whether an element met the condition. It works the same under not and or.
std::string Generator::hit(const ir::Pred& pred) {
  ir::FieldRef array;
  ir::Pred inner;
  bool every = false, negate = false;
  ir::Path within;  // of an element, that is tested
  if (const auto* element = std::get_if<ir::AnyElement>(&pred.node)) {
    array = element->array;
    inner = *element->condition;
    if (readsArrays(inner)) {
      report_.add(codes::cannotSay, pred.origin.primary(), "arrays inside arrays are not generated for KQL")
          .note("leaving the test out would widen the rule");
      return "false";
    }
  } else {
    ir::Test test = std::get<ir::Test>(pred.node);
    array = test.field;
    every = test.quantifier == ir::Quantifier::all;
    if (test.op == ir::Op::null) {
      test.op = ir::Op::present;
      negate = true;
    }
    const std::string& path = test.field.name.find("[]") != std::string::npos ? test.field.name
                              : test.field.physical->access == ir::Access::column
                                  ? test.field.physical->name
                                  : ir::print(test.field.physical->path);
    const std::size_t mark = path.find("[]");
    test.field = {ir::FieldRef::Kind::event, path.size() > mark + 3 ? path.substr(mark + 3) : "", nullptr};
    test.quantifier = ir::Quantifier::any;
    if (!test.field.name.empty()) within = ir::parsePath(test.field.name);
    if (test.field.name.find("[]") != std::string::npos) {
      report_.add(codes::cannotSay, pred.origin.primary(), "arrays inside arrays are not generated for KQL")
          .note("leaving the test out would widen the rule");
      return "false";
    }
    inner = {std::move(test), pred.origin};
  }
  const int number = ++made_;
  const std::string item = fmt::format("q_item{}", number), flag = fmt::format("q_hit{}", number),
                    items = arrayOf(array);
  expressions_.elementOf = item;
  const std::string condition = expressions_.condition(inner, true);
  expressions_.elementOf.clear();
  // An element that lacks what is tested has no say.
  const std::string there = fmt::format("isnotnull({}{})", item, member(within));
  const std::string count = every ? fmt::format("countif({0}) > 0 and countif({0} and not({1})) == 0", there, condition)
                                  : fmt::format("countif({}) > 0", condition);
  stage(fmt::format("mv-apply {0} = iff(array_length({1}) > 0, {1}, dynamic([null])) on (\n    summarize {2} = {3})",
                    item, items, flag, count),
        pred.origin);
  helpers_.insert(flag);
  return negate ? fmt::format("not({})", flag) : flag;
}

void Generator::operator()(const ir::Extend& extend) {
  const ir::FieldSet before = expressions_.fields;
  for (std::size_t i = 0; i < extend.columns.size(); ++i) {
    const ir::Assignment& column = extend.columns[i];
    if (column.name.starts_with("q_")) helpers_.insert(column.name);
    names_.erase(column.name);
    const auto* cases = std::get_if<ir::Case>(&column.value.node);
    const auto* previous = i > 0 ? std::get_if<ir::Case>(&extend.columns[i - 1].value.node) : nullptr;
    std::string text;
    if (cases != nullptr && previous != nullptr && extend.columns[i - 1].name.starts_with("q_") &&
        previous->otherwise && cases->otherwise && askTheSame(*previous, *cases)) {
      // The rank just made asks the same conditions: the labels follow from it.
      text = "case(";
      for (std::size_t k = 0; k < cases->branches.size(); ++k)
        text +=
            fmt::format("{} == {}, {}, ", extend.columns[i - 1].name, expressions_.value(*previous->branches[k].then),
                        expressions_.value(*cases->branches[k].then));
      text += expressions_.value(**cases->otherwise) + ")";
    } else if (cases != nullptr) {
      text = "case(";
      for (const ir::Case::Branch& branch : cases->branches)
        text +=
            fmt::format("\n    {}, {},", expressions_.condition(*branch.when, true), expressions_.value(*branch.then));
      if (cases->otherwise)
        text += fmt::format("\n    {})", expressions_.value(**cases->otherwise));
      else
        text = expressions_.value(column.value);
    } else {
      text = expressions_.value(column.value);
    }
    stage(fmt::format("extend {} = {}", identifier(column.name), text), column.origin);
    expressions_.fields.columns[column.name] = column.type;
  }
  expressions_.fields = before;
}

void Generator::operator()(const ir::Expand& expand) {
  const std::string item = fmt::format("q_item{}", ++made_);
  const std::string path = expand.path.physical && expand.path.physical->access != ir::Access::column
                               ? ir::print(expand.path.physical->path)
                           : expand.path.physical ? expand.path.physical->name
                                                  : expand.path.name;
  const std::size_t mark = path.find("[]");
  const std::string rest = mark != std::string::npos && path.size() > mark + 3 ? path.substr(mark + 3) : "";
  stage(fmt::format("mv-expand {} = {}", item, arrayOf(expand.path)), origin_);
  stage(fmt::format("extend {} = tostring({}{})", identifier(expand.column), item,
                    rest.empty() ? "" : member(ir::parsePath(rest))),
        origin_);
  // A row without an element has nothing to expand.
  stage(fmt::format("where isnotempty({})", identifier(expand.column)), origin_);
  helpers_.insert(item);
}

void Generator::operator()(const ir::Branch&) {
  report_.add(codes::cannotSay, origin_.primary(), "branches are not generated");
}

std::string Generator::columnFor(const ir::Val& value, const std::string& wanted) {
  const auto* field = std::get_if<ir::FieldRef>(&value.node);
  if (field != nullptr) {
    const std::string text = expressions_.read(*field).text;
    if (text.find('(') == std::string::npos) return text;
  }
  stage(fmt::format("extend {} = {}", wanted, expressions_.value(value)), value.origin);
  helpers_.insert(wanted);
  return wanted;
}

std::string Generator::measure(const ir::Measure& measure) {
  using ir::Aggregate;
  const std::string column = identifier(measure.column);
  const auto argument = [&] { return columnFor(measure.arguments.front(), "q_" + measure.column); };
  const auto call = [&](std::string_view name) { return fmt::format("{} = {}({})", column, name, argument()); };
  switch (measure.function) {
    case Aggregate::count:
      return column + " = count()";
    case Aggregate::countIf:
      return fmt::format("{} = countif({})", column, expressions_.condition(*measure.condition, false));
    case Aggregate::anyValue: {
      const std::string value = argument();
      const bool text = measure.type.kind == ir::TypeKind::text || measure.type.kind == ir::TypeKind::any ||
                        measure.type.kind == ir::TypeKind::ip;
      // Bare take_any may return an empty text.
      return fmt::format("{} = take_anyif({}, {}({}))", column, value, text ? "isnotempty" : "isnotnull", value);
    }
    case Aggregate::minimum:
      return call("min");
    case Aggregate::maximum:
      return call("max");
    case Aggregate::sum:
      return call("sum");
    case Aggregate::average:
      return call("avg");
    case Aggregate::values:
      return call("make_set");
    case Aggregate::distinct:
      return call("count_distinct");
    case Aggregate::percentile: {
      report_.add(codes::estimate, measure.origin.primary(), "KQL estimates percentiles");
      const std::string value = argument();
      return fmt::format("{} = percentile({}, {})", column, value, expressions_.value(measure.arguments.back()));
    }
  }
  return {};
}

// A new session of a key begins where the time since its previous row is longer than the gap.
void Generator::sessions(const ir::Group& group, const std::vector<std::string>& keys) {
  const std::string time = identifier(bound_.time.physical->name);
  std::string restart;
  for (const std::string& key : keys)
    restart += fmt::format("{}{} != prev({})", restart.empty() ? "" : " or ", key, key);
  std::string order;
  for (const std::string& key : keys) order += key + " asc, ";
  stage(fmt::format("sort by {}{} asc", order, time), origin_);
  // The first distance bounds a whole session; ten years is no bound.
  stage(fmt::format("extend q_session = row_window_session({}, 3650d, {}, {})", time, ir::printSingle(*group.gap),
                    restart.empty() ? "false" : restart),
        origin_);
}

void Generator::operator()(const ir::Group& group) {
  std::vector<std::string> keys, guards;
  std::map<std::string, std::string> names;
  for (const ir::GroupKey& key : group.keys) {
    const auto* field = std::get_if<ir::FieldRef>(&key.value.node);
    const std::string text = expressions_.value(key.value);
    const bool column = field != nullptr && text.find('(') == std::string::npos;
    // A plain column keeps the platform's name; a value gets one of its own.
    const std::string name = column ? text : identifier(plainName(key.column));
    if (column ? name != identifier(key.column) : name != key.column)
      names[key.column] =
          column ? field->physical ? field->physical->name : columnName(field->name) : plainName(key.column);
    const ir::TypeKind type = ir::typeOf(key.value, expressions_.fields).kind;
    const bool isText = type == ir::TypeKind::text || type == ir::TypeKind::any || type == ir::TypeKind::ip ||
                        type == ir::TypeKind::ordinal;
    const bool present = field != nullptr && ir::isPresent(steps_, at_, *field);
    // A row whose key is missing belongs to the group "-" on every platform.
    if (!present) {
      const std::string guarded = isText ? fmt::format("iff(isempty({0}), \"-\", {0})", text)
                                         : fmt::format("iff(isnull({0}), \"-\", tostring({0}))", text);
      guards.push_back(fmt::format("{} = {}", name, guarded));
    } else if (!column) {
      guards.push_back(fmt::format("{} = {}", name, text));
    }
    keys.push_back(name);
  }
  std::vector<std::string> measures;
  for (const ir::Measure& one : group.measures) measures.push_back(measure(one));
  if (!guards.empty()) stage("extend " + wrapped(guards, 9), origin_);
  if (group.gap) sessions(group, keys);
  // A result without the event time cannot be placed by the portal: it is kept where the rule does not choose columns.
  const bool chosen =
      std::any_of(steps_.begin() + static_cast<std::ptrdiff_t>(at_), steps_.end(), [](const ir::Step& s) {
        const auto* project = std::get_if<ir::Project>(&s.node);
        return project != nullptr && !project->except;
      });
  const std::string time = identifier(bound_.time.physical->name);
  if (!chosen && !expressions_.grouped) measures.push_back(fmt::format("{0} = max({0})", time));
  std::vector<std::string> by = keys;
  if (group.gap) by.emplace_back("q_session");
  std::string text = "summarize " + wrapped(measures, 14 + join(by, ", ").size());
  if (!by.empty()) text += (text.find('\n') != std::string::npos ? "\n    by " : " by ") + join(by, ", ");
  if (measures.empty()) text = "distinct " + join(by, ", ");
  stage(text, origin_);
  names_ = std::move(names);
  helpers_.clear();
  if (group.gap) helpers_.insert("q_session");
}

void Generator::operator()(const ir::Project& project) {
  std::vector<std::string> columns;
  if (project.except) {
    for (const ir::FieldRef& column : project.columns) {
      columns.push_back(expressions_.read(column).text);
      helpers_.erase(column.name);
    }
    stage("project-away " + wrapped(columns, 15), origin_);
    return;
  }
  std::map<std::string, std::string> names;
  for (const ir::FieldRef& column : project.columns) {
    const std::string text = expressions_.read(column).text;
    if (text.find('(') == std::string::npos) {
      columns.push_back(text);
      const std::string real = column.kind == ir::FieldRef::Kind::column ? columnName(column.name)
                               : column.physical                         ? column.physical->name
                                                                         : column.name;
      if (real != column.name) names[column.name] = real;
    } else {
      const std::string name = plainName(column.name);
      columns.push_back(fmt::format("{} = {}", identifier(name), text));
      if (name != column.name) names[column.name] = name;
    }
  }
  // A rank that a later sort needs survives the selection.
  for (std::size_t i = at_ + 1; i < steps_.size(); ++i)
    if (const auto* sort = std::get_if<ir::Sort>(&steps_[i].node))
      for (const ir::SortKey& key : sort->keys)
        if (helpers_.contains(key.field.name)) columns.push_back(key.field.name);
  std::erase_if(helpers_, [&](const std::string& helper) {
    return std::find(columns.begin(), columns.end(), helper) == columns.end();
  });
  stage("project " + wrapped(columns, 10), origin_);
  names_ = std::move(names);
}

void Generator::operator()(const ir::Sort& sort) {
  std::vector<std::string> keys;
  for (const ir::SortKey& key : sort.keys)
    keys.push_back(expressions_.read(key.field).text + (key.descending ? " desc" : " asc"));
  stage("sort by " + wrapped(keys, 10), origin_);
}

void Generator::operator()(const ir::Apply& apply) { refuse(apply, origin_, "KQL", report_); }

void Generator::operator()(const ir::Limit& limit) { stage(fmt::format("take {}", limit.rows), origin_); }

void Generator::dropHelpers() {
  if (helpers_.empty()) return;
  stage("project-away " + join({helpers_.begin(), helpers_.end()}, ", "), {});
}

}  // namespace quarry::target::kql
