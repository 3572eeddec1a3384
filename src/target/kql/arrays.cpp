// Conditions over the elements of arrays: subqueries of mv-apply.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "target/kql/generate.h"
#include "target/kql/quote.h"
#include "target/phrase.h"

namespace quarry::target::kql {

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

}  // namespace quarry::target::kql
