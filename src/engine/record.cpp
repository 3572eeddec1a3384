#include "engine/record.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "engine/json.h"
#include "engine/path.h"
#include "engine/wide_numbers.h"

namespace quarry::engine {

namespace dom = simdjson::dom;

namespace {

// By value: the result that value_unsafe() refers into is gone when a range-for begins.
dom::object objectOf(const dom::element& element) { return element.get_object().value_unsafe(); }
dom::array arrayOf(const dom::element& element) { return element.get_array().value_unsafe(); }

}  // namespace

struct Record::Parsed {
  dom::parser parser;
  dom::element root;
  bool isElement = false;               // `root` belongs to another record's parser
  std::vector<dom::element> elements;   // what lists and objects of views are places in
  std::vector<std::vector<View>> many;  // by slot
  std::vector<std::uint16_t> readings;  // by slot: the rank of what fills it

  // `ordinal`: which of several values of the slot it is.
  View view(const dom::element& element, const Record& record, Slot slot, std::size_t ordinal = 0) {
    View made;
    made.record = &record;
    made.slot = slot;
    made.place = ordinal;
    switch (element.type()) {
      case dom::element_type::STRING:
        made.kind = View::Kind::text;
        made.text = element.get_string().value_unsafe();
        break;
      case dom::element_type::INT64:
        made.kind = View::Kind::number;
        made.whole = true;
        made.integer = element.get_int64().value_unsafe();
        made.number = static_cast<double>(made.integer);
        break;
      case dom::element_type::UINT64:
      case dom::element_type::DOUBLE:
        made.kind = View::Kind::number;
        made.number = element.get_double().value_unsafe();
        break;
      case dom::element_type::BOOL:
        made.kind = View::Kind::boolean;
        made.flag = element.get_bool().value_unsafe();
        break;
      case dom::element_type::NULL_VALUE:
        made.kind = View::Kind::null;
        break;
      case dom::element_type::ARRAY:
      case dom::element_type::OBJECT:
        made.kind = element.is_array() ? View::Kind::list : View::Kind::object;
        made.place = elements.size();
        elements.push_back(element);
        break;
    }
    return made;
  }
};

const View Record::kMissing{};

Record::Record() : parsed_(std::make_unique<Parsed>()) {}
Record::~Record() = default;

namespace {

// Walks an event along the tree of keys.
class Walk {
 public:
  Walk(const FieldTable& fields, FunctionRef<void(const FieldTable::End&, const dom::element&)> found)
      : fields_(fields), found_(found) {}

  void at(const FieldTable::Node& node, const dom::element& element) {
    for (const FieldTable::End& end : node.ends) found_(end, element);
    if (node.keys.size() != 0 && element.is_object()) {
      for (const dom::key_value_pair field : objectOf(element)) {
        const std::uint32_t next = node.keys.find(field.key);
        if (next != 0) at(fields_.node(next), field.value);
      }
    }
    if ((node.each != 0 || !node.index.empty()) && element.is_array()) {
      std::uint32_t i = 0;
      for (const dom::element item : arrayOf(element)) {
        if (node.each != 0) at(fields_.node(node.each), item);
        for (const auto& [index, next] : node.index)
          if (index == i) at(fields_.node(next), item);
        ++i;
      }
    }
  }

 private:
  const FieldTable& fields_;
  FunctionRef<void(const FieldTable::End&, const dom::element&)> found_;
};

}  // namespace

void Record::fill(const FieldTable& fields) {
  ++epoch_;
  fields_ = &fields;
  parsed_->elements.clear();
  if (cells_.size() < fields.slots()) {
    cells_.resize(fields.slots());
    stamps_.resize(fields.slots(), 0);
    parsed_->many.resize(fields.slots());
    parsed_->readings.resize(fields.slots());
  }
  const auto put = [&](const FieldTable::End& end, const dom::element& element) {
    const bool taken = stamps_[end.slot] == epoch_;
    const std::uint16_t rank = parsed_->readings[end.slot];
    if (taken && rank < end.reading) return;
    if (!fields.isMany(end.slot)) {
      // A key that stands twice in an object: the first counts.
      if (taken && rank == end.reading) return;
      cells_[end.slot] = parsed_->view(element, *this, end.slot);
    } else {
      std::vector<View>& values = parsed_->many[end.slot];
      if (!taken || rank != end.reading) values.clear();
      if (element.is_array()) {
        for (const dom::element item : arrayOf(element))
          values.push_back(parsed_->view(item, *this, end.slot, values.size()));
      } else {
        values.push_back(parsed_->view(element, *this, end.slot, values.size()));
      }
      View& cell = cells_[end.slot];
      cell = {};
      cell.kind = View::Kind::many;
      cell.record = this;
      cell.slot = end.slot;
      cell.count = static_cast<std::uint32_t>(values.size());
    }
    stamps_[end.slot] = epoch_;
    parsed_->readings[end.slot] = end.reading;
  };
  Walk(fields, put).at(fields.root(), parsed_->root);
}

std::string_view Record::load(std::string_view json, const FieldTable& fields) {
  json_ = json;
  parsed_->isElement = false;
  auto result = parsed_->parser.parse(json.data(), json.size(), false);
  if (result.error() != simdjson::SUCCESS) {  // a number, or worse
    if (auto quoted = quoteWideNumbers(json)) {
      const std::size_t size = quoted->size();
      copy_ = std::move(*quoted);
      copy_.append(simdjson::SIMDJSON_PADDING, '\0');
      json_ = std::string_view(copy_).substr(0, size);
      result = parsed_->parser.parse(json_.data(), json_.size(), false);
    }
  }
  std::string_view fault;
  if (result.error() != simdjson::SUCCESS)
    fault = simdjson::error_message(result.error());
  else if (!result.value_unsafe().is_object())
    fault = "it is no JSON object";
  if (!fault.empty()) {
    ++epoch_;
    json_ = {};
    return fault;
  }
  parsed_->root = result.value_unsafe();
  fill(fields);
  return {};
}

std::string_view Record::loadCopy(std::string_view json, const FieldTable& fields) {
  copy_.assign(json);
  copy_.append(simdjson::SIMDJSON_PADDING, '\0');
  return load(std::string_view(copy_).substr(0, json.size()), fields);
}

void Record::loadElement(const View& element, const FieldTable& fields) {
  if (element.record != nullptr && element.value == nullptr &&
      (element.kind == View::Kind::object || element.kind == View::Kind::list)) {
    json_ = {};
    parsed_->isElement = true;
    parsed_->root = element.record->parsed_->elements[element.place];
    fill(fields);
    return;
  }
  // A scalar, or a value that a step computed: read from its text.
  const std::string text = toJson(valueOf(element));
  copy_.assign(text);
  copy_.append(simdjson::SIMDJSON_PADDING, '\0');
  parsed_->isElement = false;
  json_ = std::string_view(copy_).substr(0, text.size());
  const auto result = parsed_->parser.parse(json_.data(), json_.size(), false);
  if (result.error() != simdjson::SUCCESS) {
    ++epoch_;
    return;
  }
  parsed_->root = result.value_unsafe();
  fill(fields);
}

const Value& Record::tree() const {
  if (treeEpoch_ == epoch_) return tree_;
  treeEpoch_ = epoch_;
  // An element has no text of its own: its fractions are printed anew.
  if (parsed_->isElement) {
    tree_ = json::materialise(&parsed_->root);
    return tree_;
  }
  auto parsed = json_.empty() ? std::nullopt : parseJson(json_);
  tree_ = parsed ? std::move(*parsed) : Value();
  return tree_;
}

bool Record::forEachScalar(FunctionRef<bool(const View&)> use) const {
  const auto walk = [&](const auto& self, const dom::element& element) -> bool {
    if (element.is_object()) {
      for (const dom::key_value_pair field : objectOf(element))
        if (!self(self, field.value)) return false;
      return true;
    }
    if (element.is_array()) {
      for (const dom::element item : arrayOf(element))
        if (!self(self, item)) return false;
      return true;
    }
    View view = parsed_->view(element, *this, kNoSlot);
    return use(view);
  };
  if (json_.empty() && !parsed_->isElement) return true;
  return walk(walk, parsed_->root);
}

bool Record::forEachElement(const View& view, FunctionRef<bool(const View&)> use) const {
  if (view.kind == View::Kind::many) {
    const std::vector<View>& values = parsed_->many[view.slot];
    return std::all_of(values.begin(), values.end(), [&](const View& one) { return use(one); });
  }
  const dom::element list = parsed_->elements[view.place];
  std::size_t i = 0;
  for (const dom::element item : arrayOf(list))
    if (!use(parsed_->view(item, *this, view.slot, i++))) return false;
  return true;
}

// The value of a slot, numbers as written.
Value Record::exact(Slot slot) const { return readReading(tree(), fields_->readings(slot)[parsed_->readings[slot]]); }

Value Record::materialise(const View& view) const {
  const bool isCell = view.slot != kNoSlot && stamps_[view.slot] == epoch_ && cells_[view.slot].kind == view.kind &&
                      cells_[view.slot].place == view.place;
  if (isCell || view.kind == View::Kind::many) return exact(view.slot);
  return json::materialise(&parsed_->elements[view.place]);
}

std::string Record::exactText(const View& view) const {
  if (view.slot != kNoSlot) {
    const Value whole = exact(view.slot);
    const List* list = whole.list();
    const Value& one = list == nullptr ? whole : view.place < list->size() ? (*list)[view.place] : whole;
    const Number* number = one.number();
    if (number != nullptr && number->value == view.number && !number->text.empty()) return number->text;
  }
  return printNumber(view.number);
}

}  // namespace quarry::engine
