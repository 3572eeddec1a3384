#include "engine/json.h"

#include <simdjson.h>

#include <charconv>

#include "engine/wide_numbers.h"

namespace quarry::engine {

namespace dom = simdjson::dom;
namespace ondemand = simdjson::ondemand;

namespace {

// By value: the result that value_unsafe() refers into is gone when a range-for begins.
dom::object objectOf(const dom::element& element) { return element.get_object().value_unsafe(); }
dom::array arrayOf(const dom::element& element) { return element.get_array().value_unsafe(); }

std::string decimal(std::int64_t number) { return std::to_string(number); }

Value ofElement(const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::STRING:
      return std::string(element.get_string().value_unsafe());
    case dom::element_type::INT64: {
      const std::int64_t number = element.get_int64().value_unsafe();
      return Number{static_cast<double>(number), decimal(number)};
    }
    case dom::element_type::UINT64: {
      const std::uint64_t number = element.get_uint64().value_unsafe();
      return Number{static_cast<double>(number), std::to_string(number)};
    }
    case dom::element_type::DOUBLE:
      return Number{element.get_double().value_unsafe(), {}};
    case dom::element_type::BOOL:
      return element.get_bool().value_unsafe();
    case dom::element_type::NULL_VALUE:
      return Null{};
    case dom::element_type::ARRAY: {
      List list;
      for (const dom::element item : arrayOf(element)) list.push_back(ofElement(item));
      return list;
    }
    case dom::element_type::OBJECT: {
      Object object;
      for (const dom::key_value_pair field : objectOf(element)) object.emplace_back(field.key, ofElement(field.value));
      return object;
    }
  }
  return {};
}

// The on-demand parser keeps the text of numbers.
template <class T>
Value ofOnDemand(T&& value) {
  switch (value.type()) {
    case ondemand::json_type::string:
      return std::string(std::string_view(value.get_string()));
    case ondemand::json_type::number: {
      std::string_view text = value.raw_json_token();
      const std::size_t end = text.find_last_not_of(" \t\r\n");
      text = text.substr(0, end + 1);
      const double number = value.get_double();
      return Number{number, std::string(text)};
    }
    case ondemand::json_type::boolean:
      return bool(value.get_bool());
    case ondemand::json_type::null:
      return Null{};
    case ondemand::json_type::array: {
      List list;
      ondemand::array items = value.get_array();
      for (auto item : items) list.push_back(ofOnDemand(item.value()));
      return list;
    }
    case ondemand::json_type::object: {
      Object object;
      ondemand::object fields = value.get_object();
      for (auto field : fields) {
        std::string key(std::string_view(field.unescaped_key()));
        object.emplace_back(std::move(key), ofOnDemand(field.value().value()));
      }
      return object;
    }
  }
  return {};
}

}  // namespace

Value json::materialise(const void* element) { return ofElement(*static_cast<const dom::element*>(element)); }

std::optional<Value> parseJson(std::string_view json) {
  // Checked as a whole first: the on-demand parser looks only at what it is asked for.
  thread_local dom::parser checker;
  thread_local ondemand::parser reader;
  const simdjson::padded_string text(json);
  const auto checked = checker.parse(text);
  if (checked.error() != simdjson::SUCCESS) {
    const auto quoted = quoteWideNumbers(json);
    return quoted ? parseJson(*quoted) : std::nullopt;
  }
  const dom::element root = checked.value_unsafe();
  if (!root.is_array() && !root.is_object()) {
    // A scalar as a document of its own: its text is all there is.
    if (!root.is_number()) return ofElement(root);
    std::string_view number = json;
    number.remove_prefix(std::min(number.find_first_not_of(" \t\r\n"), number.size()));
    number = number.substr(0, number.find_last_not_of(" \t\r\n") + 1);
    return Value(Number{root.get_double().value_unsafe(), std::string(number)});
  }
  try {
    ondemand::document document = reader.iterate(text);
    return ofOnDemand(document);
  } catch (const simdjson::simdjson_error&) {
    return ofElement(root);
  }
}

void writeJsonText(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, from, i - from);
    from = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4U];
        out += kHex[c & 15U];
    }
  }
  out.append(text, from, text.size() - from);
  out += '"';
}

void writeJson(const Value& value, std::string& out) {
  if (const auto* list = value.list()) {
    out += '[';
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ',';
      writeJson((*list)[i], out);
    }
    out += ']';
  } else if (const auto* object = value.object()) {
    out += '{';
    for (std::size_t i = 0; i < object->size(); ++i) {
      if (i > 0) out += ',';
      writeJsonText((*object)[i].first, out);
      out += ':';
      writeJson((*object)[i].second, out);
    }
    out += '}';
  } else if (value.isMissing() || value.isNull()) {
    out += "null";
  } else if (value.flag() != nullptr || value.number() != nullptr) {
    out += *textOf(value);
  } else if (const auto* duration = std::get_if<ir::Duration>(&value.node())) {
    out += decimal(duration->milliseconds);
  } else {
    writeJsonText(*textOf(value), out);
  }
}

std::string toJson(const Value& value) {
  std::string out;
  writeJson(value, out);
  return out;
}

}  // namespace quarry::engine
