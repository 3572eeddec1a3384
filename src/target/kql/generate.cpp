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

}  // namespace

std::string listed(const std::vector<std::string>& parts, std::size_t before) {
  const std::string line = join(parts, ", ");
  return line.size() + before <= kWidth ? line : join(parts, ",\n    ");
}

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
    if (!simple || hasOperator(text, " or ") || line.size() + text.size() + 13 > kWidth) flush();
    if (!line.empty()) line += " and ";
    line += text;
    origin |= part->origin;
    if (!simple || hasOperator(text, " or ")) flush();
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
    expressions_.fields.columns.set(column.name, column.type);
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
