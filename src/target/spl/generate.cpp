#include "target/spl/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "quarry/ir/presence.h"
#include "target/factor.h"
#include "target/order.h"
#include "target/phrase.h"
#include "target/rank.h"
#include "target/refuse.h"
#include "target/regex.h"
#include "target/spl/quote.h"
#include "target/wrap.h"

namespace quarry::target::spl {

namespace {

// Splunk gives these to every event; a column of that name would hide or be hidden.
bool isReserved(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kNames = {"source",    "host",  "index",         "sourcetype",
                                                             "linecount", "punct", "splunk_server", "timestamp"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

Generator::Generator(const schema::Bound& bound, base::Report& report)
    : bound_(bound), report_(report), eval_(report, *this, [this](const ir::Pred& pred) { return hit(pred); }) {
  eval_.keep = [this](const std::string& expression) { return keep(expression); };
  eval_.isPresent = [this](const ir::FieldRef& field) { return ir::isPresent(steps_, at_, field); };
  ir::Plan plan = bound.plan;
  rankScores(plan);
  factorFilters(plan);
  steps_ = std::move(plan.steps);
}

Query Generator::run() {
  begin();
  if (!helpers_.empty()) stage("fields - " + join({helpers_.begin(), helpers_.end()}, ", "), {});
  return std::move(writer_).take();
}

// The source and the steps.
void Generator::begin() {
  origin_ = bound_.plan.sourceOrigin;
  at_ = 0;
  if (const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source)) {
    correlation(*threshold);
  } else if (const auto* sequence = std::get_if<ir::Sequence>(&bound_.plan.source)) {
    correlation(*sequence);
  } else {
    const auto* first = steps_.empty() ? nullptr : std::get_if<ir::Filter>(&steps_.front().node);
    firstSearch(first == nullptr ? nullptr : &first->where);
    at_ = first == nullptr ? 0 : 1;
  }
  for (; at_ < steps_.size(); ++at_) {
    origin_ = steps_[at_].origin;
    std::visit(*this, steps_[at_].node);
    eval_.fields = ir::after(eval_.fields, steps_[at_]);
  }
}

std::string Generator::of(const ir::FieldRef& field) const {
  if (field.kind == ir::FieldRef::Kind::column) {
    const auto renamed = names_.find(field.name);
    return renamed == names_.end() ? field.name : renamed->second;
  }
  return field.physical ? field.physical->name : field.name;
}

std::string Generator::safeName(const std::string& column) {
  names_.erase(column);
  if (!isReserved(column)) return column;
  return names_[column] = "q_" + column;
}

void Generator::stage(std::string_view text, const base::Origin& origin) {
  writer_ << "\n| ";
  const auto scope = writer_.at(origin);
  writer_ << text;
}

std::string Generator::keep(const std::string& expression) {
  const std::string column = fmt::format("q_value{}", ++made_);
  stage(fmt::format("eval {}={}", column, expression), origin_);
  helpers_.insert(column);
  return column;
}

// What the lookup finds tells whether the value is in the list. The lookup's definition says how it compares.
std::string Generator::listed(const ir::Test& test, const base::Origin& origin) {
  const auto& list = std::get<ir::Listed>(test.operands.front().value);
  const std::string column = commandField(list.column.empty() ? list.name : list.column);
  const std::string found = fmt::format("q_listed{}", ++made_);
  const std::string field = fieldFor({test.field, origin}, fmt::format("q_value{}", made_));
  if (field.starts_with("q_value")) helpers_.insert(field);
  stage(
      fmt::format("lookup {0} {1} AS {2} OUTPUT {1} AS {3}", commandField(list.places.at("spl")), column, field, found),
      origin);
  helpers_.insert(found);
  return found;
}

// Every element is looked at as JSON; the column holds a 1 for each that meets the condition, and nothing if none does.
std::string Generator::hit(const ir::Pred& pred) {
  if (const auto* test = std::get_if<ir::Test>(&pred.node)) return listed(*test, pred.origin);
  const auto& element = std::get<ir::AnyElement>(pred.node);
  if (readsArrays(*element.condition)) {
    report_.add(codes::cannotSay, pred.origin.primary(), "arrays inside arrays are not generated for SPL")
        .note("leaving the test out would widen the rule");
    return "q_hit";
  }
  const int number = ++made_;
  const std::string items = fmt::format("q_items{}", number), flag = fmt::format("q_hit{}", number);
  std::string path = fieldName(of(element.array));
  stage(fmt::format("spath path={} output={}", path.find('"') == std::string::npos ? path : quote(path), items),
        pred.origin);
  eval_.elementOf = items;
  const std::string condition = eval_.condition(*element.condition);
  eval_.elementOf.clear();
  stage(fmt::format("eval {}=mvmap({}, if({}, 1, null()))", flag, items, condition), pred.origin);
  helpers_.insert(items);
  helpers_.insert(flag);
  return flag;
}

void Generator::operator()(const ir::Extend& extend) {
  for (std::size_t i = 0; i < extend.columns.size(); ++i) {
    const ir::Assignment& column = extend.columns[i];
    if (column.name.starts_with("q_")) helpers_.insert(column.name);
    const auto* call = std::get_if<ir::Call>(&column.value.node);
    if (call != nullptr && call->function == ir::Function::json) {
      // Members are read out of the text where they are needed (json_extract).
      eval_.objects[column.name] = eval_.value(call->arguments.front());
      eval_.fields.columns.set(column.name, column.type);
      continue;
    }
    const auto* cases = std::get_if<ir::Case>(&column.value.node);
    const auto* previous = i > 0 ? std::get_if<ir::Case>(&extend.columns[i - 1].value.node) : nullptr;
    std::string text;
    if (cases != nullptr && previous != nullptr && extend.columns[i - 1].name.starts_with("q_") &&
        previous->otherwise && cases->otherwise && askTheSame(*previous, *cases)) {
      // The rank just made asks the same conditions: the labels follow from it.
      text = "case(";
      for (std::size_t k = 0; k < cases->branches.size(); ++k)
        text += fmt::format("{}={}, {}, ", extend.columns[i - 1].name, eval_.value(*previous->branches[k].then),
                            eval_.value(*cases->branches[k].then));
      text += "true(), " + eval_.value(**cases->otherwise) + ")";
    } else {
      text = eval_.value(column.value);
    }
    const bool boolean = column.type.kind == ir::TypeKind::boolean && cases == nullptr;
    // eval cannot store a bare truth value.
    if (boolean) text = fmt::format("if({}, \"true\", \"false\")", text);
    stage(fmt::format("eval {}={}", commandField(safeName(column.name)), text), column.origin);
  }
}

void Generator::operator()(const ir::Expand& expand) {
  const std::string column = commandField(safeName(expand.column));
  stage(fmt::format("eval {}={}", column, evalField(of(expand.path))), origin_);
  // mvexpand works on one field and keeps rows without it.
  stage("mvexpand " + column, origin_);
  stage(fmt::format("where isnotnull({})", evalField(of({ir::FieldRef::Kind::column, expand.column, nullptr}))),
        origin_);
}

void Generator::operator()(const ir::Branch&) {
  report_.add(codes::cannotSay, origin_.primary(), "branches are not generated");
}

std::string Generator::fieldFor(const ir::Val& value, const std::string& wanted) {
  if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) {
    const std::string text = eval_.read(*field);
    if (text.find('(') == std::string::npos) return commandField(of(*field));
  }
  stage(fmt::format("eval {}={}", commandField(wanted), eval_.value(value)), value.origin);
  return commandField(wanted);
}

std::string Generator::measure(const ir::Measure& measure) {
  using ir::Aggregate;
  const std::string as = " AS " + commandField(isReserved(measure.column) ? "q_" + measure.column : measure.column);
  const auto over = [&](std::string_view function) {
    return fmt::format("{}({}){}", function, fieldFor(measure.arguments.front(), "q_" + measure.column), as);
  };
  switch (measure.function) {
    case Aggregate::count:
      return "count" + as;
    case Aggregate::countIf:
      return fmt::format("count(eval({})){}", eval_.condition(*measure.condition), as);
    // first() would take the newest event, whether it has the field or not; earliest() goes by time and skips nulls.
    case Aggregate::anyValue:
      return over("earliest");
    case Aggregate::minimum:
      return over("min");
    case Aggregate::maximum:
      return over("max");
    case Aggregate::sum:
      return over("sum");
    case Aggregate::average:
      return over("avg");
    case Aggregate::values:
      return over("values");
    case Aggregate::distinct:
      return over("dc");
    case Aggregate::percentile: {
      report_.add(codes::estimate, measure.origin.primary(),
                  "Splunk estimates percentiles beyond 1,000 distinct values");
      return over("perc" + eval_.value(measure.arguments.back()));
    }
  }
  return {};
}

// A new session of a key begins where the time since its previous row is longer than the gap. `window=1` with BY needs
// global=f, else one window serves all groups.
void Generator::sessions(const ir::Group& group, const std::vector<std::string>& keys) {
  const double seconds = static_cast<double>(group.gap->milliseconds) / 1000.0;
  const std::string by = keys.empty() ? "" : " BY " + join(keys, " ");
  stage("sort 0 " + (keys.empty() ? "" : join(keys, ", ") + ", ") + "_time", origin_);
  stage(fmt::format("streamstats current=f window=1 global=f last(_time) AS q_previous{}", by), origin_);
  stage(fmt::format("eval q_new=if(isnull(q_previous) OR _time-q_previous>{}, 1, 0)", number(seconds)), origin_);
  stage(fmt::format("streamstats sum(q_new) AS q_session{}", by), origin_);
}

void Generator::operator()(const ir::Group& group) {
  std::vector<std::string> keys, missing;
  std::map<std::string, std::string> names;
  for (const ir::GroupKey& key : group.keys) {
    const auto* field = std::get_if<ir::FieldRef>(&key.value.node);
    const bool plain = field != nullptr && eval_.read(*field).find('(') == std::string::npos;
    std::string column;
    if (plain) {
      column = of(*field);
    } else {
      // A computed key must not overwrite the field it reads: stats would still see the new one, which is meant.
      column = isReserved(key.column) ? "q_" + key.column : key.column;
      stage(fmt::format("eval {}={}", commandField(column), eval_.value(key.value)), key.origin);
    }
    if (column != key.column) names[key.column] = column;
    keys.push_back(commandField(column));
    if (!plain || !ir::isPresent(steps_, at_, *field)) missing.push_back(commandField(column));
  }
  std::vector<std::string> measures;
  for (const ir::Measure& one : group.measures) measures.push_back(measure(one));
  // stats drops a row that lacks a key; it belongs to the group "-" on every platform.
  if (!missing.empty()) stage("fillnull value=\"-\" " + join(missing, " "), origin_);
  if (group.gap) sessions(group, keys);
  std::vector<std::string> by = keys;
  if (group.gap) by.emplace_back("q_session");
  if (measures.empty()) measures.emplace_back("count AS q_rows");
  const std::string tail = by.empty() ? "" : " BY " + join(by, " ");
  std::string text = "stats " + join(measures, " ") + tail;
  if (text.size() > kLineWidth)
    text = "stats " + join(measures, "\n    ") + (by.empty() ? "" : "\n    BY " + join(by, " "));
  stage(text, origin_);
  for (const ir::Measure& one : group.measures)
    if (isReserved(one.column)) names[one.column] = "q_" + one.column;
  names_ = std::move(names);
  eval_.objects.clear();
  helpers_.clear();
  if (group.gap) helpers_.insert("q_session");
  if (group.measures.empty()) helpers_.insert("q_rows");
}

void Generator::operator()(const ir::Project& project) {
  std::vector<std::string> columns, renames, times;
  const auto plainName = [](const std::string& name) { return commandField(name); };
  if (project.except) {
    for (const ir::FieldRef& column : project.columns) {
      columns.push_back(plainName(of(column)));
      helpers_.erase(column.name);
    }
    stage("fields - " + join(columns, ", "), origin_);
    return;
  }
  for (const ir::FieldRef& column : project.columns) {
    std::string name = of(column);
    if (eval_.read(column).find('(') != std::string::npos) {
      stage(fmt::format("eval {}={}", plainName(column.name), eval_.read(column)), origin_);
      name = column.name;
    }
    columns.push_back(plainName(name));
    if (name.starts_with("q_")) renames.push_back(fmt::format("{} AS {}", name, plainName(column.name)));
    if (eval_.fields.typeOf(column).value_or(ir::Type{}).kind == ir::TypeKind::time && name != "_time")
      times.push_back(name);
  }
  // A rank that a later sort needs survives the selection.
  bool sortsLater = false;
  for (std::size_t i = at_ + 1; i < steps_.size(); ++i)
    if (const auto* sort = std::get_if<ir::Sort>(&steps_[i].node)) {
      sortsLater = true;
      for (const ir::SortKey& key : sort->keys)
        if (helpers_.contains(key.field.name)) columns.push_back(key.field.name);
    }
  std::erase_if(helpers_, [&](const std::string& helper) {
    return std::find(columns.begin(), columns.end(), helper) == columns.end();
  });
  stage("table " + join(columns, " "), origin_);
  if (!renames.empty() && !sortsLater) stage("rename " + join(renames, ", "), origin_);
  // fieldformat shows a date and keeps the number; strftime in eval would freeze the search owner's zone into text.
  for (const std::string& time : times)
    stage(fmt::format("fieldformat {}=strftime({}, \"%F %T %Z\")", commandField(time), evalField(time)), origin_);
}

void Generator::operator()(const ir::Sort& sort) {
  std::vector<std::string> keys;
  for (const ir::SortKey& key : sort.keys) {
    const std::string field = commandField(of(key.field));
    const bool text = key.type.kind == ir::TypeKind::text || key.type.kind == ir::TypeKind::ip;
    keys.push_back((key.descending ? "-" : "+") + (text ? fmt::format("str({})", field) : field));
  }
  // sort keeps 10,000 rows unless told 0.
  stage("sort 0 " + join(keys, ", "), origin_);
}

void Generator::operator()(const ir::Apply& apply) { refuse(apply, origin_, "SPL", report_); }

void Generator::operator()(const ir::Limit& limit) { stage(fmt::format("head {}", limit.rows), origin_); }

}  // namespace quarry::target::spl
