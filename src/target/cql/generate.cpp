#include "target/cql/generate.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/base/numeral.h"
#include "quarry/base/regex_text.h"
#include "quarry/ir/functions.h"
#include "quarry/ir/presence.h"
#include "target/cql/quote.h"
#include "target/cql/values.h"
#include "target/factor.h"
#include "target/phrase.h"
#include "target/rank.h"
#include "target/refuse.h"
#include "target/rename.h"

namespace quarry::target::cql {

Generator::Generator(const schema::Bound& bound, base::Report& report)
    : bound_(bound), report_(report), conditions_(report) {
  ir::Plan plan = bound.plan;
  rankScores(plan);
  factorFilters(plan);
  steps_ = std::move(plan.steps);
}

Query Generator::run() {
  run(true);
  return std::move(writer_).take();
}

void Generator::run(bool whole) {
  origin_ = bound_.plan.sourceOrigin;
  if (const auto* threshold = std::get_if<ir::Threshold>(&bound_.plan.source))
    correlation(*threshold);
  else if (const auto* sequence = std::get_if<ir::Sequence>(&bound_.plan.source))
    correlation(*sequence);
  else if (!bare_)
    restriction(bound_.restriction);
  for (at_ = 0; at_ < steps_.size(); ++at_) {
    origin_ = steps_[at_].origin;
    std::visit(*this, steps_[at_].node);
    fields_ = ir::after(fields_, steps_[at_]);
  }
  if (whole && !helpers_.empty()) step("drop([" + join({helpers_.begin(), helpers_.end()}, ", ") + "])", {});
}

void Generator::step(std::string_view text, const base::Origin& origin) {
  if (writer_.size() > 0) writer_ << separator_;
  const auto scope = writer_.at(origin);
  writer_ << text;
}

void Generator::step(const Query& query) {
  if (writer_.size() > 0) writer_ << separator_;
  writer_.append(query);
}

// Tags first and exact: they decide which data is read at all (writing-queries best practice).
void Generator::restriction(const ir::Pred& restriction) {
  const auto* all = std::get_if<ir::And>(&restriction.node);
  const std::vector<ir::Pred> parts = all != nullptr ? all->of : std::vector<ir::Pred>{restriction};
  for (const ir::Pred& part : parts)
    if (!std::holds_alternative<ir::Constant>(part.node))
      for (const Query& query : conditions_.steps(part)) step(query);
}

std::string Generator::name(const ir::FieldRef& field) const {
  const auto renamed = field.kind == ir::FieldRef::Kind::column ? names_.find(field.name) : names_.end();
  return renamed != names_.end() ? renamed->second : readName(field);
}

ir::Val Generator::resolved(ir::Val value) const {
  renameFields(value, [&](ir::FieldRef& field) {
    if (field.kind == ir::FieldRef::Kind::column) field.name = name(field);
  });
  return value;
}

ir::Pred Generator::resolved(ir::Pred pred) const {
  renameFields(pred, [&](ir::FieldRef& field) {
    if (field.kind == ir::FieldRef::Kind::column) field.name = name(field);
  });
  return pred;
}

void Generator::operator()(const ir::Filter& filter) {
  if (const auto* known = std::get_if<ir::Constant>(&filter.where.node); known != nullptr && known->value) return;
  if (!checkRegexes(filter.where, report_)) return;
  for (const Query& query : conditions_.steps(resolved(filter.where))) step(query);
  for (std::string& helper : conditions_.takeHelpers()) helpers_.insert(std::move(helper));
}

void Generator::operator()(const ir::Extend& extend) {
  for (std::size_t i = 0; i < extend.columns.size(); ++i) {
    const ir::Assignment& column = extend.columns[i];
    if (column.name.starts_with("q_")) helpers_.insert(column.name);
    const auto* cases = std::get_if<ir::Case>(&column.value.node);
    if (cases == nullptr) {
      assign(column.name, column.value, column.origin);
      continue;
    }
    // A score and its rank ask the same conditions: one `case` sets both.
    std::vector<const ir::Assignment*> together = {&column};
    while (i + 1 < extend.columns.size()) {
      const auto* next = std::get_if<ir::Case>(&extend.columns[i + 1].value.node);
      if (next == nullptr || !askTheSame(*next, *cases)) break;
      together.push_back(&extend.columns[++i]);
    }
    // The labels a person wrote come before what the compiler added.
    std::stable_sort(together.begin(), together.end(), [](const auto* a, const auto* b) {
      return !a->name.starts_with("q_") && b->name.starts_with("q_");
    });
    for (const ir::Assignment* one : together)
      if (one->name.starts_with("q_")) helpers_.insert(one->name);
    caseColumns(together, column.origin);
  }
}

void Generator::caseColumns(const std::vector<const ir::Assignment*>& columns, const base::Origin& origin) {
  Writer writer;
  const auto scope = writer.at(origin);
  const auto value = [&](const ir::Val& val) { return valueExpression(resolved(val), report_).value_or("\"\""); };
  const auto assignments = [&](auto pick) {
    std::string out;
    for (const ir::Assignment* column : columns)
      if (const ir::Val* val = pick(std::get<ir::Case>(column->value.node)))
        out += fmt::format(" | {} := {}", fieldName(column->name), value(*val));
    return out;
  };
  const auto& first = std::get<ir::Case>(columns.front()->value.node);
  writer << "case {\n";
  for (std::size_t i = 0; i < first.branches.size(); ++i) {
    if (!checkRegexes(*first.branches[i].when, report_)) return;
    writer << "    ";
    {
      const auto inner = writer.at(first.branches[i].then->origin | first.branches[i].when->origin);
      writer.append(conditions_.inlineSteps(resolved(*first.branches[i].when)));
      writer << assignments([&](const ir::Case& cases) { return &*cases.branches[i].then; });
    }
    writer << ";\n";
  }
  // Rows that no clause lets through would be dropped: the last clause keeps them.
  writer << "    *" << assignments([](const ir::Case& cases) { return cases.otherwise ? &**cases.otherwise : nullptr; })
         << "\n  }";
  step(std::move(writer).take());
}

void Generator::assign(const std::string& column, const ir::Val& raw, const base::Origin& origin) {
  using ir::Function;
  const ir::Val value = resolved(raw);
  const std::string target = fieldName(column);
  const auto* call = std::get_if<ir::Call>(&value.node);
  if (std::holds_alternative<ir::Case>(value.node)) {
    ir::Assignment one{column, raw, {}, origin};
    caseColumns({&one}, origin);
    return;
  }
  if (call != nullptr) {
    switch (call->function) {
      case Function::json:
        // The members become fields "column.member": what reads below the column finds them (parseJson, prefix).
        step(fmt::format("parseJson({}, prefix={})", fieldFor(call->arguments[0], origin), quote(column + ".")),
             origin);
        return;
      case Function::concat: {
        std::vector<std::string> parts;
        for (const ir::Val& argument : call->arguments) parts.push_back(fieldFor(argument, origin));
        step(fmt::format("{} := concat([{}])", target, join(parts, ", ")), origin);
        return;
      }
      case Function::split:
      case Function::replace: {
        const auto* pattern = std::get_if<ir::Literal>(&call->arguments[1].node);
        const auto* text = pattern != nullptr ? std::get_if<std::string>(&pattern->value) : nullptr;
        if (text == nullptr) break;
        const std::string escaped = base::escapedForRegex(*text);  // both take regular expressions
        const std::string field = fieldFor(call->arguments[0], origin);
        if (call->function == Function::split) {
          step(fmt::format("splitString({}, by={}, as={})", field, quote(escaped), target), origin);
          return;
        }
        const auto* with = std::get_if<ir::Literal>(&call->arguments[2].node);
        const auto* replacement = with != nullptr ? std::get_if<std::string>(&with->value) : nullptr;
        if (replacement == nullptr || replacement->find('$') != std::string::npos) break;
        step(fmt::format("replace({}, with={}, field={}, as={})", quote(escaped), quote(*replacement), field, target),
             origin);
        return;
      }
      case Function::element: {
        const auto* index = std::get_if<ir::Literal>(&call->arguments[1].node);
        const auto* n = index != nullptr ? std::get_if<double>(&index->value) : nullptr;
        const auto* array = std::get_if<ir::FieldRef>(&call->arguments[0].node);
        if (n == nullptr || array == nullptr || *n < 0) break;
        step(fmt::format("{} := {}[{}]", target, fieldInExpression(readName(*array)), base::clamped<std::int64_t>(*n)),
             origin);
        return;
      }
      default:
        break;
    }
  }
  if (const auto expression = valueExpression(value, report_))
    step(fmt::format("{} := {}", target, *expression), origin);
}

std::string Generator::fieldFor(const ir::Val& raw, const base::Origin& origin) {
  const ir::Val value = resolved(raw);
  if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) return fieldName(readName(*field));
  const std::string helper = fmt::format("q_value{}", helpers_.size() + 1);
  helpers_.insert(helper);
  assign(helper, raw, origin);
  return helper;
}

void Generator::operator()(const ir::Expand& expand) {
  const std::string path = readName(expand.path);
  const std::size_t mark = path.find("[]");
  const std::string array = path.substr(0, mark);
  const std::string rest = mark == std::string::npos ? "" : path.substr(mark + 2);
  // split() makes one event an element and leaves its members below the array's name (functions-split).
  step(fmt::format("split({})", quote(array)), origin_);
  step(fmt::format("{} := {}", fieldName(expand.column), fieldInExpression(array + rest)), origin_);
  step(fmt::format("{}=*", fieldName(expand.column)), origin_);
}

void Generator::operator()(const ir::Branch&) {
  report_.add(codes::cannotSay, origin_.primary(), "branches are not generated");
}

std::string Generator::measure(const ir::Measure& measure) {
  using ir::Aggregate;
  const std::string as = fieldName(measure.column);
  const auto argument = [&] { return fieldFor(measure.arguments.front(), measure.origin); };
  switch (measure.function) {
    case Aggregate::count:
      return fmt::format("count(as={})", as);
    case Aggregate::countIf: {
      // There is no conditional count: one or zero a row, and their sum.
      const std::string flag = fmt::format("q_{}", measure.column);
      if (!checkRegexes(*measure.condition, report_)) return {};
      Writer writer;
      const auto scope = writer.at(measure.origin);
      writer << "case {\n    ";
      writer.append(conditions_.inlineSteps(resolved(*measure.condition)));
      writer << fmt::format(" | {0} := 1;\n    * | {0} := 0\n  }}", flag);
      step(std::move(writer).take());
      return fmt::format("sum({}, as={})", flag, as);
    }
    case Aggregate::anyValue:
      // selectLast keeps the latest value present of each field, under the field's own name.
      assign(measure.column, measure.arguments.front(), measure.origin);
      return as;  // group() puts them into one call
    case Aggregate::minimum:
      return fmt::format("min({}, as={})", argument(), as);
    case Aggregate::maximum:
      return fmt::format("max({}, as={})", argument(), as);
    case Aggregate::sum:
      return fmt::format("sum({}, as={})", argument(), as);
    case Aggregate::average:
      return fmt::format("avg({}, as={})", argument(), as);
    case Aggregate::values:
      assign(measure.column, measure.arguments.front(), measure.origin);
      report_.add(codes::rowCap, measure.origin.primary(), "CQL's `collect` keeps at most 2,000 values a group");
      return fmt::format("collect([{}], limit=2000)", as);
    case Aggregate::distinct:
      report_.add(codes::estimate, measure.origin.primary(), "CQL estimates distinct counts, within about two percent");
      return fmt::format("count({}, distinct=true, as={})", argument(), as);
    case Aggregate::percentile: {
      const auto* literal = std::get_if<ir::Literal>(&measure.arguments.back().node);
      const auto* rank = literal != nullptr ? std::get_if<double>(&literal->value) : nullptr;
      if (rank == nullptr) {
        report_.add(codes::cannotSay, measure.origin.primary(), "the percentile has to be a number");
        return {};
      }
      report_.add(codes::estimate, measure.origin.primary(), "CQL estimates percentiles");
      names_[measure.column] = fmt::format("{}_{}", measure.column, number(*rank));
      return fmt::format("percentile({}, percentiles=[{}], as={})", argument(), number(*rank), as);
    }
  }
  return {};
}

void Generator::operator()(const ir::Group& group) {
  std::vector<std::string> keys, missing;
  std::map<std::string, std::string> names;
  for (const ir::GroupKey& key : group.keys) {
    const auto* field = std::get_if<ir::FieldRef>(&key.value.node);
    std::string column;
    if (field != nullptr) {
      column = name(*field);
      names[key.column] = column;
    } else {
      assign(key.column, key.value, key.origin);
      column = key.column;
    }
    keys.push_back(fieldName(column));
    if (field == nullptr || !ir::isPresent(steps_, at_, *field)) missing.push_back(fieldName(column));
  }
  std::vector<std::string> functions;
  names_.swap(names);  // names of keys hold after the group; measures below read the names before it
  const auto after = names_;
  names_ = names;
  std::vector<std::string> latest;
  for (const ir::Measure& one : group.measures)
    (one.function == ir::Aggregate::anyValue ? latest : functions).push_back(measure(one));
  if (!latest.empty()) functions.insert(functions.begin(), fmt::format("selectLast([{}])", join(latest, ", ")));
  for (const auto& [column, real] : names_)
    if (!names.contains(column)) names.insert({column, real});
  names_ = after;
  for (const ir::Measure& one : group.measures)
    if (one.function == ir::Aggregate::percentile && names.contains(one.column))
      names_[one.column] = names.at(one.column);
  // A row whose key is missing belongs to the group "-" on every platform.
  if (!missing.empty()) step(fmt::format("default(value=\"-\", field=[{}])", join(missing, ", ")), origin_);
  std::string function = functions.size() == 1 ? functions.front() : "[" + join(functions, ", ") + "]";
  if (group.gap) function = fmt::format("session({}, maxpause={})", function, ir::printSingle(*group.gap));
  if (keys.empty())
    step(functions.size() == 1 ? functions.front() : fmt::format("stats({})", function), origin_);
  else
    step(fmt::format("groupBy([{}], function={}, limit=max)", join(keys, ", "), function), origin_);
  helpers_.clear();
}

// An epoch in milliseconds is for machines; the last step before the result turns it into a date.
void Generator::formatTimes(const std::vector<ir::FieldRef>& columns) {
  for (const ir::FieldRef& column : columns) {
    if (column.kind != ir::FieldRef::Kind::column ||
        fields_.typeOf(column).value_or(ir::Type{}).kind != ir::TypeKind::time)
      continue;
    const std::string field = fieldName(name(column));
    step(fmt::format("{0} := formatTime(\"%F %T\", field={0}, timezone=\"UTC\")", field), origin_);
  }
}

void Generator::operator()(const ir::Project& project) {
  std::vector<std::string> columns;
  for (const ir::FieldRef& column : project.columns) columns.push_back(fieldName(name(column)));
  if (project.except) {
    for (const ir::FieldRef& column : project.columns) helpers_.erase(column.name);
    step(fmt::format("drop([{}])", join(columns, ", ")), origin_);
    return;
  }
  const bool last =
      std::none_of(steps_.begin() + static_cast<std::ptrdiff_t>(at_) + 1, steps_.end(), [](const ir::Step& s) {
        return !std::holds_alternative<ir::Limit>(s.node) && !std::holds_alternative<ir::Project>(s.node);
      });
  if (last) formatTimes(project.columns);
  // A rank that a later sort needs survives the selection.
  for (std::size_t i = at_ + 1; i < steps_.size(); ++i)
    if (const auto* sort = std::get_if<ir::Sort>(&steps_[i].node))
      for (const ir::SortKey& key : sort->keys)
        if (helpers_.contains(key.field.name)) columns.push_back(key.field.name);
  std::erase_if(helpers_, [&](const std::string& helper) {
    return std::find(columns.begin(), columns.end(), helper) == columns.end();
  });
  step(fmt::format("select([{}])", join(columns, ", ")), origin_);
}

void Generator::operator()(const ir::Sort& sort) {
  std::vector<std::string> keys, order, type;
  for (const ir::SortKey& key : sort.keys) {
    keys.push_back(fieldName(name(key.field)));
    order.emplace_back(key.descending ? "desc" : "asc");
    const bool text =
        key.type.kind == ir::TypeKind::text || key.type.kind == ir::TypeKind::ip || key.type.kind == ir::TypeKind::any;
    type.emplace_back(text ? "string" : "number");
  }
  // sort() keeps 200 rows unless told otherwise, and at most 200,000 (functions-sort).
  std::uint64_t most = 200000;
  const auto* limit = at_ + 1 < steps_.size() ? std::get_if<ir::Limit>(&steps_[at_ + 1].node) : nullptr;
  if (limit != nullptr) most = std::min(most, limit->rows);
  if (limit == nullptr || limit->rows > most)
    report_.add(codes::rowCap, origin_.primary(), "CQL's `sort` keeps at most 200,000 rows");
  const auto bracketed = [](const std::vector<std::string>& parts) {
    return parts.size() == 1 ? parts.front() : "[" + join(parts, ", ") + "]";
  };
  step(fmt::format("sort({}, order={}, type={}, limit={})", bracketed(keys), bracketed(order), bracketed(type), most),
       origin_);
}

void Generator::operator()(const ir::Apply& apply) { refuse(apply, origin_, "CQL", report_); }

void Generator::operator()(const ir::Limit& limit) {
  const bool sorted = at_ > 0 && std::holds_alternative<ir::Sort>(steps_[at_ - 1].node);
  if (sorted && limit.rows <= 200000) return;  // part of the sort
  step(fmt::format("head({})", limit.rows), origin_);
}

}  // namespace quarry::target::cql
