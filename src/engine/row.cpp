#include "engine/row.h"

#include <algorithm>

#include "engine/path.h"

namespace quarry::engine {

namespace {

// The columns a path may read into, the longest name first.
std::vector<Access::Below> columnsOn(const ir::Path& path, Names& names) {
  std::vector<Access::Below> all;
  std::string head;
  for (std::size_t i = 0; i < path.size(); ++i) {
    head += (i == 0 ? "" : ".") + path[i].name;
    const bool intoArray = path[i].each || path[i].index;
    if (i + 1 == path.size() && !intoArray) break;  // the column itself
    ir::Path rest(path.begin() + static_cast<std::ptrdiff_t>(i), path.end());
    rest.front().name = head;
    const ir::Path tail(path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.end());
    Access::Below below{names.id(head), head, {}};
    for (ir::Path reading : tail.empty() ? std::vector<ir::Path>{{}} : readings(tail)) {
      reading.insert(reading.begin(), rest.front());
      below.rest.push_back(std::move(reading));
    }
    all.insert(all.begin(), std::move(below));
    if (intoArray) break;
  }
  return all;
}

Value readBelow(const Value& column, const Access::Below& below) {
  return readPath(Value(Object{{below.key, column}}), below.rest);
}

}  // namespace

Access accessTo(const ir::FieldRef& field, Names& names, FieldTable& fields,
                const std::vector<std::string>& timeFields) {
  Access access;
  access.spelling = field.name;
  access.name = names.id(field.name);
  access.below = columnsOn(ir::parsePath(field.name), names);
  if (field.name == ir::kTimeField) {
    access.isTime = true;
    for (const std::string& path : timeFields) access.timeSlots.push_back(fields.slot(path));
  } else {
    access.slot = fields.slot(field.name);
  }
  return access;
}

const Value* Row::column(NameId name) const {
  for (const auto& [id, value] : columns_)
    if (id == name) return &value;
  return nullptr;
}

void Row::set(NameId name, Value value) {
  for (auto& [id, old] : columns_)
    if (id == name) {
      old = std::move(value);
      return;
    }
  columns_.emplace_back(name, std::move(value));
}

void Row::with(const Access& access, FunctionRef<void(const View&)> use) const {
  if (!columns_.empty()) {
    if (const Value* value = column(access.name)) {
      if (!value->isMissing()) use(viewOf(*value));
      return;
    }
    for (const Access::Below& below : access.below)
      if (const Value* root = column(below.column)) {
        const Value value = readBelow(*root, below);
        if (!value.isMissing()) use(viewOf(value));
        return;
      }
  }
  if (!open_ || record_ == nullptr) return;
  if (access.isTime) {
    for (const Slot slot : access.timeSlots) {
      const View& view = (*record_)[slot];
      if (view.kind == View::Kind::missing || view.kind == View::Kind::null) continue;
      if (const auto instant = instantOf(valueOf(view))) {
        const Value value(*instant);
        use(viewOf(value));
        return;
      }
    }
    return;
  }
  if (access.slot == kNoSlot) return;
  const View& view = (*record_)[access.slot];
  if (view.kind != View::Kind::missing) use(view);
}

Value Row::get(const Access& access) const {
  Value value;
  with(access, [&](const View& view) { value = valueOf(view); });
  return value;
}

Value Row::get(std::string_view name) const {
  if (const auto id = names_->find(name))
    if (const Value* value = column(*id)) return *value;
  const ir::Path path = ir::parsePath(name);
  for (const Access::Below& below : columnsOn(path, *names_))
    if (const Value* root = column(below.column)) return readBelow(*root, below);
  if (!open_ || record_ == nullptr) return {};
  return readPath(record_->tree(), readings(path));
}

void Row::keep() {
  if (record_ == nullptr) return;
  if (!kept_) kept_ = std::make_shared<const std::string>(record_->json());
  record_ = nullptr;
}

void Row::revive(Record& scratch) {
  if (!kept_ || record_ != nullptr) return;
  scratch.loadCopy(*kept_, *fields_);
  record_ = &scratch;
}

Object Row::object() const {
  Object all;
  std::vector<bool> placed(columns_.size(), false);
  if (open_ && record_ != nullptr)
    if (const Object* event = record_->tree().object())
      for (const auto& [name, value] : *event) {
        const auto hiding = std::find_if(columns_.begin(), columns_.end(),
                                         [this, &key = name](const auto& c) { return names_->name(c.first) == key; });
        if (hiding == columns_.end()) {
          all.emplace_back(name, value);
          continue;
        }
        placed[static_cast<std::size_t>(hiding - columns_.begin())] = true;
        if (!hiding->second.isMissing()) all.emplace_back(name, hiding->second);
      }
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!placed[i] && !columns_[i].second.isMissing())
      all.emplace_back(names_->name(columns_[i].first), columns_[i].second);
  return all;
}

void Row::writeJson(std::string& out) const {
  // The event as it was written, unless it stands on several lines.
  if (isBare() && record_ != nullptr && record_->json().find('\n') == std::string_view::npos) {
    out += record_->json();
    return;
  }
  engine::writeJson(Value(object()), out);
}

}  // namespace quarry::engine
