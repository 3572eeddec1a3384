#include "quarry/ir/field_set.h"

#include "quarry/ir/functions.h"

namespace quarry::ir {

namespace {

// A group key, or a column read by path, is text unless more is known: platforms group and compare by it as such.
Type typeOfField(const FieldRef& field, const FieldSet& fields) {
  if (field.kind == FieldRef::Kind::event) {
    if (field.name == kTimeField) return {TypeKind::time, {}};
    return field.physical ? field.physical->type : Type{};
  }
  if (field.kind == FieldRef::Kind::raw) return {TypeKind::text, {}};
  const Type* found = fields.columns.find(field.name);
  return found == nullptr ? Type{} : *found;
}

}  // namespace

std::optional<FieldRef> FieldSet::resolve(std::string_view name) const {
  const std::string whole(name);
  if (columns.contains(whole)) return FieldRef{FieldRef::Kind::column, whole, nullptr};
  // "body.properties.x" reads into the column `body`.
  const std::string root = parsePath(name).front().name;
  if (columns.contains(root)) return FieldRef{FieldRef::Kind::column, whole, nullptr};
  if (open) return FieldRef{FieldRef::Kind::event, whole, nullptr};
  return std::nullopt;
}

std::optional<Type> FieldSet::typeOf(const FieldRef& field) const { return typeOfField(field, *this); }

Type typeOf(const Val& value, const FieldSet& fields) {
  return std::visit(base::overloaded{
                        [](const Literal& literal) {
                          return std::visit(base::overloaded{[](const std::string&) {
                                                               return Type{TypeKind::text, {}};
                                                             },
                                                             [](double) {
                                                               return Type{TypeKind::number, {}};
                                                             },
                                                             [](bool) {
                                                               return Type{TypeKind::boolean, {}};
                                                             },
                                                             [](Duration) {
                                                               return Type{TypeKind::duration, {}};
                                                             }},
                                            literal.value);
                        },
                        [&](const FieldRef& field) { return typeOfField(field, fields); },
                        [&](const Call& call) {
                          const TypeKind result = info(call.function).result;
                          if (result != TypeKind::any || call.arguments.empty()) return Type{result, {}};
                          return typeOf(call.arguments.front(), fields);
                        },
                        [&](const Case& cases) {
                          if (!cases.branches.empty()) return typeOf(*cases.branches.front().then, fields);
                          return cases.otherwise ? typeOf(**cases.otherwise, fields) : Type{};
                        },
                        [](const Apply&) { return Type{}; },
                    },
                    value.node);
}

FieldSet initialFields() { return {}; }

namespace {

// The keys, as the first part has them: the others hold the same.
void addKeys(const std::vector<std::string>& keys, const Part& part, FieldSet& fields) {
  for (const std::string& key : keys)
    for (const Assignment& column : columnsOf(part))
      if (column.name == key) fields.columns.set(key, column.type);
}

FieldSet rowsOf(const base::Origin& origin) {
  FieldSet fields;
  fields.open = false;
  fields.closedBy = origin;
  for (const std::string_view time : {kFirstColumn, kLastColumn}) fields.columns.set(time, {TypeKind::time, {}});
  return fields;
}

}  // namespace

FieldSet fieldsOf(const Source& source, const base::Origin& origin) {
  if (const auto* threshold = std::get_if<Threshold>(&source)) {
    FieldSet fields = rowsOf(origin);
    if (!threshold->of.empty()) addKeys(threshold->keys, threshold->of.front(), fields);
    fields.columns.set(threshold->result, {TypeKind::number, {}});
    return fields;
  }
  if (const auto* sequence = std::get_if<Sequence>(&source)) {
    FieldSet fields = rowsOf(origin);
    if (!sequence->stages.empty()) addKeys(sequence->keys, sequence->stages.front(), fields);
    for (const std::string& kept : sequence->kept)
      for (const Part& stage : sequence->stages)
        for (const Assignment& column : columnsOf(stage))
          if (column.name == kept) fields.columns.set(kept, column.type);
    return fields;
  }
  return initialFields();
}

FieldSet after(const FieldSet& before, const Step& step) {
  FieldSet fields = before;
  std::visit(base::overloaded{
                 [](const Filter&) {},
                 [&](const Extend& extend) {
                   for (const Assignment& column : extend.columns) fields.columns.set(column.name, column.type);
                 },
                 [&](const Expand& expand) { fields.columns.set(expand.column, {}); },
                 [](const Branch&) {},
                 [&](const Group& group) {
                   fields.open = false;
                   fields.closedBy = step.origin;
                   fields.columns.clear();
                   for (const GroupKey& key : group.keys) fields.columns.set(key.column, typeOf(key.value, before));
                   for (const Measure& measure : group.measures) fields.columns.set(measure.column, measure.type);
                 },
                 [&](const Project& project) {
                   if (project.except) {
                     for (const FieldRef& column : project.columns) fields.columns.erase(column.name);
                     return;
                   }
                   fields.open = false;
                   fields.closedBy = step.origin;
                   fields.columns.clear();
                   for (const FieldRef& column : project.columns)
                     fields.columns.set(column.name, typeOfField(column, before));
                 },
                 [](const Sort&) {},
                 [](const Limit&) {},
                 [&](const Apply& apply) {
                   const OperationKind kind = info(apply.operation).kind;
                   if (kind == OperationKind::aggregate || kind == OperationKind::source) {
                     fields.open = false;
                     fields.closedBy = step.origin;
                     fields.columns.clear();
                   }
                   for (const std::string& name : outputs(apply)) fields.columns.set(name, {});
                 },
             },
             step.node);
  return fields;
}

}  // namespace quarry::ir
