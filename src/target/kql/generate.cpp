#include "target/kql/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "quarry/ir/presence.h"
#include "target/correlation.h"
#include "target/factor.h"
#include "target/kql/quote.h"
#include "target/order.h"
#include "target/phrase.h"
#include "target/rank.h"
#include "target/refuse.h"
#include "target/rename.h"
#include "target/wrap.h"

namespace quarry::target::kql {

namespace {

constexpr std::size_t kWidth = kLineWidth;
constexpr std::size_t kBehindWhere = 8;  // "| where "
const ConditionWords kWords{"or", "and"};

// Parts on one line if they fit, else each on a line of its own.
std::string listed(const std::vector<std::string>& parts, std::size_t before) {
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
  factorFilters(plan);
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
    where(bound_.restriction, true);
    // What a filter can ask without them comes before the columns to be computed.
    if (steps_.empty() || !std::holds_alternative<ir::Filter>(steps_.front().node)) computed();
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

namespace {

bool hasAlternatives(const std::string& text) { return text.find(" or ") != std::string::npos; }

}  // namespace

// One `where` a conjunct; short neighbours of the same kind share a line.
void Generator::where(const ir::Pred& condition, bool asWritten) {
  std::string line;
  base::Origin origin;
  const auto flush = [&] {
    if (!line.empty()) stage("where " + wrapped(line, kBehindWhere, 4, kWords), origin);
    line.clear();
    origin = {};
  };
  std::vector<const ir::Pred*> parts = ordered(condition);
  if (asWritten) std::sort(parts.begin(), parts.end());  // where they stand in the conjunction
  for (const ir::Pred* part : parts) {
    if (const auto* known = std::get_if<ir::Constant>(&part->node); known != nullptr && known->value) continue;
    if (readsArrays(*part)) flush();  // it needs a stage of its own before it
    const std::string text = unbracketed(expressions_.condition(*part, false));
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

bool Generator::readsComputed(const ir::Pred& pred) const {
  const auto isComputed = [&](const ir::FieldRef& field) {
    return field.physical && std::any_of(bound_.computed.begin(), bound_.computed.end(),
                                         [&](const auto& one) { return one.column == field.physical->name; });
  };
  if (const auto* element = std::get_if<ir::AnyElement>(&pred.node)) return isComputed(element->array);
  bool reads = false;
  ir::Pred copy = pred;
  renameFields(copy, [&](ir::FieldRef& field) {
    reads = reads || isComputed(field) ||
            (field.kind == ir::FieldRef::Kind::raw && std::any_of(bound_.text.begin(), bound_.text.end(), isComputed));
  });
  return reads;
}

void Generator::operator()(const ir::Filter& filter) {
  const bool atSource = at_ == 0 && !bound_.computed.empty() &&
                        !std::holds_alternative<ir::Threshold>(bound_.plan.source) &&
                        !std::holds_alternative<ir::Sequence>(bound_.plan.source);
  if (!atSource) return where(filter.where);
  ir::And before, after;
  for (const ir::Pred* part : ordered(filter.where)) (readsComputed(*part) ? after : before).of.push_back(*part);
  where({std::move(before), filter.where.origin});
  computed();
  where({std::move(after), filter.where.origin});
}

namespace {

// As far as the first array.
ir::Path upToMark(const ir::Path& path) {
  ir::Path out;
  for (const ir::PathSegment& segment : path) {
    out.push_back({segment.name, false, segment.index});
    if (segment.each) break;
  }
  return out;
}

// What follows it.
ir::Path behindMark(const ir::Path& path) {
  const auto mark = std::find_if(path.begin(), path.end(), [](const ir::PathSegment& s) { return s.each; });
  return mark == path.end() ? ir::Path{} : ir::Path(std::next(mark), path.end());
}

bool hasMark(const ir::Path& path) {
  return std::any_of(path.begin(), path.end(), [](const ir::PathSegment& s) { return s.each; });
}

// The path of a field in its column, or with the column as its first segment.
ir::Path pathOf(const ir::FieldRef& field) {
  if (!field.physical) return ir::parsePath(field.name);
  return field.physical->access == ir::Access::column ? ir::parsePath(field.physical->name) : field.physical->path;
}

// As a step of a subquery.
std::string indented(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return out;
}

// The elements, or one null where there is none, so that no row is lost.
std::string elementsOf(const std::string& array) {
  return fmt::format("iff(array_length({0}) > 0, {0}, dynamic([null]))", array);
}

}  // namespace

// The array that a path goes through, as a dynamic value.
std::string Generator::arrayOf(const ir::FieldRef& field) const {
  if (!expressions_.elementOf.empty()) return expressions_.elementOf + member(upToMark(ir::parsePath(field.name)));
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

// mv-apply over the array; the count says whether an element met the condition. It works the same under not and or.
// Inside another one it is a step of that one's subquery, which asks each of its elements for the flag.
std::string Generator::hit(const ir::Pred& pred) {
  const int number = ++made_;
  const std::string item = fmt::format("q_item{}", number), flag = fmt::format("q_hit{}", number);
  const auto* element = std::get_if<ir::AnyElement>(&pred.node);
  const std::string items = arrayOf(element != nullptr ? element->array : std::get<ir::Test>(pred.node).field);
  std::vector<std::string> body;
  std::string count;
  bool negate = false;
  const std::string outer = std::exchange(expressions_.elementOf, item);
  auto* const above = std::exchange(subquery_, &body);
  if (element != nullptr) {
    count = fmt::format("countif({}) > 0", expressions_.condition(*element->condition, true));
  } else {
    count = countOfElements(std::get<ir::Test>(pred.node), pred.origin, body, negate);
  }
  expressions_.elementOf = outer;
  subquery_ = above;
  body.push_back(fmt::format("summarize {} = {}", flag, count));
  const std::string text =
      fmt::format("mv-apply {} = {} on (\n    {})", item, elementsOf(items), join(body, "\n    | "));
  if (subquery_ != nullptr) {
    subquery_->push_back(indented(text));
  } else {
    stage(text, pred.origin);
    helpers_.insert(flag);
  }
  return negate ? fmt::format("not({})", flag) : flag;
}

// Of the elements, or of theirs where the path goes on through arrays: those that meet the test.
std::string Generator::countOfElements(ir::Test test, const base::Origin& origin, std::vector<std::string>& body,
                                       bool& negate) {
  const std::string outermost = expressions_.elementOf;
  const bool every = test.quantifier == ir::Quantifier::all;
  test.quantifier = ir::Quantifier::any;
  if (test.op == ir::Op::null) {
    test.op = ir::Op::present;
    negate = true;
  }
  ir::Path within = behindMark(pathOf(test.field));
  while (hasMark(within)) {
    const std::string item = fmt::format("q_item{}", ++made_);
    body.push_back(
        fmt::format("mv-expand {} = {}", item, elementsOf(expressions_.elementOf + member(upToMark(within)))));
    expressions_.elementOf = item;
    within = behindMark(within);
  }
  const std::string element = expressions_.elementOf;
  test.field = {ir::FieldRef::Kind::event, ir::print(within), nullptr};
  expressions_.onlyMembers = false;  // what it is compared with is the event's
  const std::string condition = expressions_.condition({std::move(test), origin}, true);
  expressions_.onlyMembers = true;
  expressions_.elementOf = outermost;
  if (!every) return fmt::format("countif({}) > 0", condition);
  // An element that lacks what is tested has no say.
  const std::string there = fmt::format("isnotnull({}{})", element, member(within));
  return fmt::format("countif({0}) > 0 and countif({0} and not({1})) == 0", there, condition);
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
  if (!guards.empty()) stage("extend " + listed(guards, 9), origin_);
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
  std::string text = "summarize " + listed(measures, 14 + join(by, ", ").size());
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
    stage("project-away " + listed(columns, 15), origin_);
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
  stage("project " + listed(columns, 10), origin_);
  names_ = std::move(names);
}

void Generator::operator()(const ir::Sort& sort) {
  std::vector<std::string> keys;
  for (const ir::SortKey& key : sort.keys)
    keys.push_back(expressions_.read(key.field).text + (key.descending ? " desc" : " asc"));
  stage("sort by " + listed(keys, 10), origin_);
}

void Generator::operator()(const ir::Apply& apply) { refuse(apply, origin_, "KQL", report_); }

void Generator::operator()(const ir::Limit& limit) { stage(fmt::format("take {}", limit.rows), origin_); }

void Generator::dropHelpers() {
  if (helpers_.empty()) return;
  stage("project-away " + join({helpers_.begin(), helpers_.end()}, ", "), {});
}

}  // namespace quarry::target::kql
