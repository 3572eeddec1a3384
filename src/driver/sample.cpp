#include "driver/sample.h"

#include "quarry/engine/value.h"

namespace quarry::driver {

namespace {

// JSON's own spelling of numbers: no plus, no leading zero, digits on both sides of the point.
bool isJsonNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || text[0] < '0' || text[0] > '9') return false;
  if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') return false;
  return engine::parseNumber(text).has_value();
}

void write(const base::yaml::Node& node, std::string& out) {
  switch (node.kind) {
    case base::yaml::Kind::null:
      out += "null";
      return;
    case base::yaml::Kind::scalar:
      if (const auto flag = node.asBool())
        out += *flag ? "true" : "false";
      else if (const auto number = node.asNumber())
        out += isJsonNumber(node.text) ? node.text : engine::printNumber(*number);
      else
        engine::writeJsonText(node.text, out);
      return;
    case base::yaml::Kind::sequence:
      out += '[';
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (i > 0) out += ',';
        write(node.items[i], out);
      }
      out += ']';
      return;
    case base::yaml::Kind::mapping:
      out += '{';
      for (std::size_t i = 0; i < node.entries.size(); ++i) {
        if (i > 0) out += ',';
        engine::writeJsonText(node.entries[i].key.text, out);
        out += ':';
        write(node.entries[i].value, out);
      }
      out += '}';
      return;
  }
}

}  // namespace

std::string jsonOf(const base::yaml::Node& node) {
  std::string out;
  write(node, out);
  return out;
}

}  // namespace quarry::driver
