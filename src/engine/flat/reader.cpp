#include "engine/flat/reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "engine/byte_stream.h"
#include "engine/flat/run.h"
#include "engine/wide_numbers.h"
#include "quarry/engine/value.h"

namespace quarry::engine::flat {

namespace dom = simdjson::dom;

static_assert(ByteStream::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

// By value: the result that value_unsafe() refers into is gone when a range-for begins.
dom::object objectOf(const dom::element& element) { return element.get_object().value_unsafe(); }
dom::array arrayOf(const dom::element& element) { return element.get_array().value_unsafe(); }

// Fields of an event one after the other, written over those of the event before.
class Writer {
 public:
  explicit Writer(Row::Fields& fields) : fields_(fields) {}

  void add(std::string_view name, std::string_view value) {
    if (used_ == fields_.size()) {
      fields_.emplace_back(name, value);
    } else {
      auto& [oldName, oldValue] = fields_[used_];
      if (oldName != name) oldName.assign(name);
      oldValue.assign(value);
    }
    ++used_;
  }
  void finish() { fields_.resize(used_); }

 private:
  Row::Fields& fields_;
  std::size_t used_ = 0;
};

// Nested members as `a.b`, elements as `a[0]`; null is no value. False at a fraction: its text is not kept in what this
// parser makes.
bool flatten(const dom::element& value, std::string_view name, Writer& out) {
  switch (value.type()) {
    case dom::element_type::STRING:
      out.add(name, value.get_string().value_unsafe());
      return true;
    case dom::element_type::INT64:
      out.add(name, fmt::format_int(value.get_int64().value_unsafe()).c_str());
      return true;
    case dom::element_type::UINT64:
      out.add(name, fmt::format_int(value.get_uint64().value_unsafe()).c_str());
      return true;
    case dom::element_type::DOUBLE:
      return false;
    case dom::element_type::BOOL:
      out.add(name, value.get_bool().value_unsafe() ? "true" : "false");
      return true;
    case dom::element_type::NULL_VALUE:
      return true;
    case dom::element_type::ARRAY: {
      std::size_t i = 0;
      for (const dom::element item : arrayOf(value))
        if (!flatten(item, elementName(name, i++), out)) return false;
      return true;
    }
    case dom::element_type::OBJECT: {
      std::string path;
      for (const dom::key_value_pair field : objectOf(value)) {
        if (!name.empty()) path.assign(name).append(".").append(field.key);
        if (!flatten(field.value, name.empty() ? field.key : std::string_view(path), out)) return false;
      }
      return true;
    }
  }
  return true;
}

}  // namespace

struct Reader::Parser {
  dom::parser parser;
  std::string quoted;  // the event, with its widest numbers as texts
};

Reader::Reader() : parser_(std::make_unique<Parser>()) {}
Reader::~Reader() = default;

std::string_view Reader::read(std::string_view json, Row& row) {
  const auto result = parser_->parser.parse(json.data(), json.size(), false);
  if (result.error() != simdjson::SUCCESS) {
    auto quoted = quoteWideNumbers(json);
    if (!quoted) return simdjson::error_message(result.error());
    const std::size_t size = quoted->size();
    parser_->quoted = std::move(*quoted);
    parser_->quoted.append(simdjson::SIMDJSON_PADDING, ' ');
    return read(std::string_view(parser_->quoted).substr(0, size), row);
  }
  const dom::element event = result.value_unsafe();
  if (!event.is_object()) return "it is no JSON object";
  Writer out(row.fields());
  if (flatten(event, {}, out))
    out.finish();
  else
    row = flat::flatten(parseJson(json).value_or(Value()));
  return {};
}

}  // namespace quarry::engine::flat
