// From a rule's fields and values to a platform's.
#include "quarry/schema/bind.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes.h"
#include "quarry/base/text.h"
#include "quarry/ir/passes.h"
#include "schema/fields.h"

namespace quarry::schema {

std::string_view name(Platform platform) {
  static constexpr std::string_view kNames[] = {"cql", "kql", "spl"};
  return kNames[static_cast<std::size_t>(platform)];
}

std::optional<Platform> platformByName(std::string_view text) {
  for (const Platform platform : {Platform::cql, Platform::kql, Platform::spl})
    if (name(platform) == text) return platform;
  return std::nullopt;
}

std::optional<std::string_view> Settings::find(const std::string& key) const {
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

namespace {

std::shared_ptr<const ir::PhysicalField> shared(ir::PhysicalField field) { return std::make_shared<const ir::PhysicalField>(std::move(field)); }

ir::Test equalTo(const ir::FieldRef& field, const std::vector<std::string>& values, const base::Origin& origin) {
  ir::Test test;
  test.field = field;
  test.fold = ir::Fold::unicode;
  for (const std::string& value : values) test.operands.push_back({ir::exactGlob(value), origin});
  return test;
}

class Binder {
 public:
  explicit Binder(FieldMap& fields) : fields_(fields) {}

  void steps(std::vector<ir::Step>& all) {
    for (ir::Step& step : all) {
      origin_ = step.origin;
      std::visit(*this, step.node);
    }
  }

  void operator()(ir::Filter& filter) { filter.where = pred(std::move(filter.where)); }
  void operator()(ir::Extend& extend) {
    for (ir::Assignment& column : extend.columns) value(column.value);
  }
  void operator()(ir::Expand& expand) { field(expand.path, origin_); }
  void operator()(ir::Branch& branch) {
    for (auto& arm : branch.arms) steps(arm);
  }
  void operator()(ir::Group& group) {
    for (ir::GroupKey& key : group.keys) value(key.value);
    for (ir::Measure& measure : group.measures) {
      for (ir::Val& argument : measure.arguments) value(argument);
      if (measure.condition) measure.condition = pred(std::move(*measure.condition));
    }
  }
  void operator()(ir::Project& project) {
    for (ir::FieldRef& column : project.columns) field(column, origin_);
  }
  void operator()(ir::Sort& sort) {
    for (ir::SortKey& key : sort.keys) field(key.field, key.origin);
  }
  void operator()(ir::Limit&) {}

 private:
  // Where an event field is; nothing for columns and the event's text.
  std::optional<FieldEntry> field(ir::FieldRef& ref, const base::Origin& origin) {
    if (ref.kind != ir::FieldRef::Kind::event || ref.physical) return std::nullopt;
    FieldEntry entry = fields_.find(ref.name, origin.empty() ? origin_ : origin);
    ref.physical = shared(entry.field);
    return entry;
  }

  // Names within an array's element are the record's own.
  static void elementFields(ir::Pred& pred) {
    std::visit(base::overloaded{
                   [](ir::Constant&) {},
                   [](ir::And& all) { for (ir::Pred& inner : all.of) elementFields(inner); },
                   [](ir::Or& any) { for (ir::Pred& inner : any.of) elementFields(inner); },
                   [](ir::Not& negated) { elementFields(*negated.of); },
                   [](ir::Test& test) {
                     ir::PhysicalField own;
                     own.name = test.field.name;
                     own.type = {ir::TypeKind::text, {}};
                     test.field.physical = shared(std::move(own));
                   },
                   [](ir::AnyElement& element) { elementFields(*element.condition); },
                   [](ir::IsTrue&) {},
               },
               pred.node);
  }

  ir::Pred pred(ir::Pred in) {
    const base::Origin origin = in.origin;
    return std::visit(base::overloaded{
                          [&](ir::Constant known) -> ir::Pred { return {known, origin}; },
                          [&](ir::And& all) -> ir::Pred {
                            for (ir::Pred& inner : all.of) inner = pred(std::move(inner));
                            return {std::move(all), origin};
                          },
                          [&](ir::Or& any) -> ir::Pred {
                            for (ir::Pred& inner : any.of) inner = pred(std::move(inner));
                            return {std::move(any), origin};
                          },
                          [&](ir::Not& negated) -> ir::Pred {
                            // "not present" reads best as what it is: absent, or a word for absent.
                            if (auto* inner = std::get_if<ir::Test>(&negated.of->node); inner != nullptr && inner->op == ir::Op::present) {
                              const auto entry = field(inner->field, origin);
                              if (entry && !entry->absent.empty() && entry->also.empty())
                                return ir::disjunction({ir::Pred{negated, origin}, ir::Pred{equalTo(inner->field, entry->absent, origin), origin}}, origin);
                              inner->field.physical = nullptr;
                            }
                            *negated.of = pred(std::move(*negated.of));
                            return {std::move(negated), origin};
                          },
                          [&](ir::Test& test) -> ir::Pred { return this->test(std::move(test), origin); },
                          [&](ir::AnyElement& element) -> ir::Pred {
                            field(element.array, origin);
                            elementFields(*element.condition);
                            return {std::move(element), origin};
                          },
                          [&](ir::IsTrue& isTrue) -> ir::Pred {
                            value(isTrue.value);
                            return {std::move(isTrue), origin};
                          },
                      },
                      in.node);
  }

  ir::Pred test(ir::Test test, const base::Origin& origin) {
    for (ir::Operand& operand : test.operands)
      if (auto* other = std::get_if<ir::OtherField>(&operand.value)) field(other->field, operand.origin);
    const auto entry = field(test.field, origin);
    if (!entry) return {std::move(test), origin};
    if (!entry->values.empty()) applyValues(test, *entry);
    if (test.field.physical->caseRule == ir::CaseRule::oneSpelling) exactWhereSpelled(test);
    ir::Pred bound = withAbsent(test, *entry, origin);
    if (entry->also.empty()) return bound;
    std::vector<ir::Pred> any = {std::move(bound)};
    for (const ir::PhysicalField& other : entry->also) {
      ir::Test same = test;
      same.field.physical = shared(other);
      any.push_back({std::move(same), origin});
    }
    // Absent everywhere is absent; there or equal anywhere is enough for the rest.
    return test.op == ir::Op::null ? ir::conjunction(std::move(any), origin) : ir::disjunction(std::move(any), origin);
  }

  static void applyValues(ir::Test& test, const FieldEntry& entry) {
    if (test.op != ir::Op::matches) return;
    std::vector<ir::Operand> mapped;
    for (ir::Operand& operand : test.operands) {
      const auto* glob = std::get_if<ir::Glob>(&operand.value);
      const auto found = glob != nullptr && shape(*glob) == ir::GlobShape::exact ? entry.values.find(base::asciiLower(literal(*glob))) : entry.values.end();
      if (found == entry.values.end()) {
        mapped.push_back(std::move(operand));
        continue;
      }
      for (const std::string& stored : found->second) mapped.push_back({ir::exactGlob(stored), operand.origin});
    }
    test.operands = std::move(mapped);
  }

  // The service writes each value one way, and API names are written in the rule as the service writes them: an exact
  // compare finds the same and is what indexes serve. A value in another spelling (all lower case) stays folded.
  static void exactWhereSpelled(ir::Test& test) {
    if (test.op != ir::Op::matches || test.fold == ir::Fold::exact) return;
    const bool spelled = std::all_of(test.operands.begin(), test.operands.end(), [](const ir::Operand& operand) {
      const auto* glob = std::get_if<ir::Glob>(&operand.value);
      if (glob == nullptr || shape(*glob) != ir::GlobShape::exact) return false;
      const std::string_view text = literal(*glob);
      const bool host = text.find('.') != std::string_view::npos && text == base::asciiLower(text);
      return host || (!text.empty() && text[0] >= 'A' && text[0] <= 'Z' &&
                      std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
    });
    if (spelled) test.fold = ir::Fold::exact;
  }

  // A platform may store "no value" as a word: present means present and none of those words.
  static ir::Pred withAbsent(const ir::Test& test, const FieldEntry& entry, const base::Origin& origin) {
    if (entry.absent.empty()) return {test, origin};
    ir::Test word = equalTo(test.field, entry.absent, origin);
    if (test.op == ir::Op::null) return ir::disjunction({ir::Pred{test, origin}, ir::Pred{std::move(word), origin}}, origin);
    // An equality with a value that is none of the words needs no guard.
    const bool mayBeWord = test.op != ir::Op::matches || std::any_of(test.operands.begin(), test.operands.end(), [&](const ir::Operand& operand) {
      const auto* glob = std::get_if<ir::Glob>(&operand.value);
      return glob == nullptr || shape(*glob) != ir::GlobShape::exact ||
             std::any_of(entry.absent.begin(), entry.absent.end(), [&](const std::string& w) { return base::equalsIgnoringCase(w, literal(*glob)); });
    });
    if (!mayBeWord) return {test, origin};
    return ir::conjunction({ir::Pred{test, origin}, ir::negation(ir::Pred{std::move(word), origin}, origin)}, origin);
  }

  void value(ir::Val& val) {
    std::visit(base::overloaded{
                   [](ir::Literal&) {},
                   [&](ir::FieldRef& ref) { readValue(val, ref); },
                   [&](ir::Call& call) {
                     for (ir::Val& argument : call.arguments) value(argument);
                   },
                   [&](ir::Case& cases) {
                     for (ir::Case::Branch& branch : cases.branches) {
                       *branch.when = pred(std::move(*branch.when));
                       value(*branch.then);
                     }
                     if (cases.otherwise) value(**cases.otherwise);
                   },
               },
               val.node);
  }

  void readValue(ir::Val& val, ir::FieldRef ref) {
    const auto entry = field(ref, val.origin);
    if (!entry) return;
    ir::Val read{ref, val.origin};
    if (!entry->absent.empty()) {
      ir::Case cases;
      ir::Pred word{equalTo(ref, entry->absent, val.origin), val.origin};
      cases.branches.push_back({ir::negation(std::move(word)), read});
      read = {std::move(cases), val.origin};
    }
    if (!entry->also.empty()) {
      ir::Call first{ir::Function::coalesce, {read}};
      for (const ir::PhysicalField& other : entry->also) {
        ir::FieldRef same = ref;
        same.physical = shared(other);
        first.arguments.push_back({std::move(same), val.origin});
      }
      read = {std::move(first), val.origin};
    }
    val = std::move(read);
  }

  FieldMap& fields_;
  base::Origin origin_;
};

void reportNoSource(const ir::Scan& scan, const base::Origin& origin, Platform platform, base::Report& report) {
  std::string wanted, known;
  for (const std::string& part : {scan.product, scan.category, scan.service})
    if (!part.empty()) wanted += (wanted.empty() ? "" : "/") + part;
  for (const Family& family : families())
    if (family.variants.contains(platform))
      for (const LogSourceKey& key : family.sources) {
        std::string text;
        for (const std::string& part : {key.product, key.category, key.service})
          if (!part.empty()) text += (text.empty() ? "" : "/") + part;
        known += (known.empty() ? "" : ", ") + text;
      }
  report.add(codes::noSource, origin.primary(), fmt::format("no source for `{}` on {}", wanted, name(platform))).note("known: " + known);
}

const Variant* choose(const Family& family, Platform platform, const Settings& settings, const base::Origin& origin, base::Report& report) {
  const auto& variants = family.variants.at(platform);
  const auto wanted = settings.find(fmt::format("{}.variant.{}", name(platform), family.name));
  if (!wanted) return &variants.front();
  std::string known;
  for (const Variant& variant : variants) {
    if (variant.name == *wanted) return &variant;
    known += (known.empty() ? "" : ", ") + variant.name;
  }
  report.add(codes::noVariant, origin.primary(), fmt::format("`{}` has no variant `{}` on {}", family.name, *wanted, name(platform))).note("there is " + known);
  return nullptr;
}

ir::Pred restrictionOf(const Variant& variant, const Settings& settings, const base::Origin& origin, std::vector<std::string>& assumptions) {
  std::vector<ir::Pred> all;
  for (const RestrictionEntry& entry : variant.restriction) {
    ir::PhysicalField field;
    field.name = entry.field;
    field.type = {ir::TypeKind::text, {}};
    field.caseRule = ir::CaseRule::oneSpelling;
    field.tag = entry.tag;
    field.alwaysPresent = true;
    std::vector<std::string> values = entry.values;
    if (const auto set = entry.setting.empty() ? std::nullopt : settings.find(entry.setting)) values = {std::string(*set)};
    else if (!entry.assumption.empty()) assumptions.push_back(entry.assumption);
    ir::FieldRef ref{ir::FieldRef::Kind::event, entry.field, shared(std::move(field))};
    ir::Test test;
    test.field = std::move(ref);
    // `*` stands for any value here, and nothing else is a wildcard.
    for (const std::string& value : values) test.operands.push_back({value == "*" ? ir::Glob{{ir::AnyRun{}}} : ir::exactGlob(value), origin});
    all.push_back({std::move(test), origin});
  }
  return ir::conjunction(std::move(all), origin);
}

}  // namespace

std::optional<Bound> bind(const ir::Plan& plan, Platform platform, const Settings& settings, base::Report& report) {
  const auto* scan = std::get_if<ir::Scan>(&plan.source);
  if (scan == nullptr) {
    report.add(codes::noSource, plan.sourceOrigin.primary(), "a union of sources is not bound yet");
    return std::nullopt;
  }
  const Family* family = familyFor(scan->product, scan->category, scan->service);
  if (family == nullptr || !family->variants.contains(platform)) {
    reportNoSource(*scan, plan.sourceOrigin, platform, report);
    return std::nullopt;
  }
  const std::size_t before = report.size();
  const Variant* variant = choose(*family, platform, settings, plan.sourceOrigin, report);
  if (variant == nullptr) return std::nullopt;
  Bound bound;
  bound.plan = plan;
  bound.platform = platform;
  bound.source = family->name;
  bound.table = variant->table;
  if (!variant->tableSetting.empty()) {
    if (const auto table = settings.find(variant->tableSetting)) bound.table = *table;
    else bound.assumptions.push_back(fmt::format("table {}: set {} if yours has another name", bound.table, variant->tableSetting));
  }
  bound.restriction = ir::normalised(restrictionOf(*variant, settings, plan.sourceOrigin, bound.assumptions));
  bound.time = {ir::FieldRef::Kind::event, std::string(ir::kTimeField), shared(variant->time.field)};
  FieldMap fields(*family, *variant, platform, settings, report);
  for (const std::string& column : variant->text) {
    ir::PhysicalField field;
    field.name = column;
    field.type = {ir::TypeKind::text, {}};
    bound.text.push_back({ir::FieldRef::Kind::event, column, shared(std::move(field))});
  }
  Binder(fields).steps(bound.plan.steps);
  if (report.hasErrorsSince(before)) return std::nullopt;
  ir::normalise(bound.plan);
  return bound;
}

std::string print(const Bound& bound) {
  std::string out = fmt::format("platform {}, source {}\n", name(bound.platform), bound.source);
  if (!bound.table.empty()) out += fmt::format("table {}\n", bound.table);
  out += fmt::format("restriction {}\n", ir::print(bound.restriction));
  for (const std::string& assumption : bound.assumptions) out += fmt::format("assumes {}\n", assumption);
  return out + ir::print(bound.plan);
}

}  // namespace quarry::schema
