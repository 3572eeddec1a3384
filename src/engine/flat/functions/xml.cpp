// parseXml and xml:prettyPrint.
#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "engine/flat/compiler.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

// Elements that repeat below one parent are numbered; attributes are fields below their element.
void write(Row& row, const pugi::xml_node& node, const std::string& path) {
  for (const pugi::xml_attribute& attribute : node.attributes())
    row.set(path + "." + attribute.name(), std::string(attribute.value()));
  std::map<std::string, int> count, seen;
  std::string text;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element) ++count[child.name()];
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    std::string name = path.empty() ? child.name() : path + "." + child.name();
    if (count[child.name()] > 1) name = elementName(name, static_cast<std::size_t>(seen[child.name()]++));
    write(row, child, name);
  }
  if (count.empty() && !path.empty() && (!text.empty() || !node.first_attribute()))
    row.set(path, text);
  else if (!count.empty() && text.find_first_not_of(" \t\r\n") != std::string::npos)
    row.set(path, text);
}

RowFunction parse(const Call& call, Compiler&) {
  return
      [field = call.text("field", "@rawstring"), prefix = call.text("prefix"), strict = call.flag("strict")](Row& row) {
        const Maybe text = row.get(field);
        if (!text) return true;
        std::string_view body = *text;
        if (!strict) {  // text before the first tag is no fault
          const std::size_t begin = body.find('<');
          if (begin == std::string_view::npos) return true;
          body = body.substr(begin);
        }
        pugi::xml_document document;
        const auto result = document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_utf8);
        if (!result && strict) return true;
        Row found;
        for (const pugi::xml_node& root : document.children())
          if (root.type() == pugi::node_element) write(found, root, root.name());
        for (auto& [name, value] : found.fields()) row.set(prefix + name, std::move(value));
        return true;
      };
}

RowFunction prettyPrint(const Call& call, Compiler&) {
  const std::string field = call.text("field", "@rawstring");
  const auto step = static_cast<std::size_t>(std::clamp(call.number("step", 2), 0.0, 100.0));
  return [field, as = call.as(field), indent = std::string(step, ' '), strict = call.flag("strict")](Row& row) {
    const Maybe text = row.get(field);
    if (!text) return true;
    pugi::xml_document document;
    if (!document.load_buffer(text->data(), text->size(),
                              pugi::parse_default | pugi::parse_declaration | pugi::parse_comments,
                              pugi::encoding_utf8)) {
      if (!strict) row.set(as, *text);
      return true;
    }
    std::ostringstream out;
    document.save(out, indent.c_str(), pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
    std::string shown = out.str();
    while (!shown.empty() && shown.back() == '\n') shown.pop_back();
    row.set(as, std::move(shown));
    return true;
  };
}

}  // namespace

void addXml(Registry& r) {
  r.row(Operation::parseXml, parse);
  r.row(Operation::xmlPrettyPrint, prettyPrint);
}

}  // namespace quarry::engine::flat
