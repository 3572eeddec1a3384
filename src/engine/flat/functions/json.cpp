// parseJson, writeJson, json:prettyPrint.
#include <fmt/format.h>

#include <algorithm>

#include "engine/flat/compiler.h"
#include "quarry/engine/value.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

struct Options {
  std::string prefix;
  std::vector<std::string> include, exclude, removePrefixes;
  bool excludeEmpty = false;
  std::string handleNull;
};

// A name is below a path if it is the path, or goes on behind it with `.` or `[`.
bool below(const std::string& name, const std::string& path) {
  if (path.ends_with('*')) return name.starts_with(path.substr(0, path.size() - 1));
  return name.starts_with(path) &&
         (name.size() == path.size() || path.ends_with('.') || name[path.size()] == '.' || name[path.size()] == '[');
}

// The longest path that covers the name decides; what is named nowhere is wanted unless only `include` was given.
bool wanted(const std::string& name, const Options& options) {
  std::size_t in = 0, out = 0;
  bool included = false, excluded = false;
  for (const std::string& path : options.include)
    if (below(name, path)) {
      included = true;
      in = std::max(in, path.size());
    }
  for (const std::string& path : options.exclude)
    if (below(name, path)) {
      excluded = true;
      out = std::max(out, path.size());
    }
  if (included && excluded) return in >= out;
  if (excluded) return false;
  return included || options.include.empty();
}

void write(Row& row, const std::string& name, const Value& value, const Options& options) {
  if (const Object* object = value.object()) {
    for (const auto& [key, member] : *object)
      write(row, fmt::format("{}{}{}", name, name.empty() || name == options.prefix ? "" : ".", key), member, options);
    return;
  }
  if (const List* list = value.list()) {
    for (std::size_t i = 0; i < list->size(); ++i) write(row, elementName(name, i), (*list)[i], options);
    return;
  }
  std::string text;
  if (value.isNull()) {
    if (options.handleNull == "discard") return;
    text = options.handleNull == "empty" ? "" : "null";
  } else {
    const Number* number = value.number();
    text =
        number != nullptr && number->text.empty() ? fromNumber(number->value) : textOf(value).value_or(std::string());
  }
  if (options.excludeEmpty && text.empty()) return;
  if (!wanted(name, options)) return;
  std::string field = name;
  for (const std::string& prefix : options.removePrefixes)
    if (field.starts_with(prefix)) {
      field.erase(0, prefix.size());
      break;
    }
  if (!field.empty()) row.set(field, std::move(text));
}

RowFunction parse(const Call& call, Compiler&) {
  Options options{call.text("prefix"),         call.list("include"),      call.list("exclude"),
                  call.list("removePrefixes"), call.flag("excludeEmpty"), call.text("handleNull", "keep")};
  return [options, field = call.text("field", "@rawstring")](Row& row) {
    const Maybe text = row.get(field);
    if (!text) return true;
    const auto value = engine::parseJson(*text);
    if (value && (value->object() != nullptr || value->list() != nullptr)) write(row, options.prefix, *value, options);
    return true;
  };
}

// ---- writing

struct Node {
  struct Member;

  std::string text;
  bool leaf = false, array = false;
  std::vector<Member> members;

  Node& member(const std::string& key);
};

struct Node::Member {
  std::string name;
  Node node;
};

Node& Node::member(const std::string& key) {
  for (Member& one : members)
    if (one.name == key) return one.node;
  return members.emplace_back(Member{key, {}}).node;
}

void insert(Node& root, const std::string& name, const std::string& value) {
  Node* at = &root;
  for (const ir::PathSegment& segment : ir::parsePath(name)) {
    at = &at->member(segment.name);
    if (segment.index) {
      at->array = true;
      at = &at->member(std::to_string(*segment.index));
    }
  }
  at->leaf = true;
  at->text = value;
}

void print(const Node& node, std::string& out) {
  if (node.members.empty()) {
    const auto number = toNumber(node.text);
    const bool plain =
        node.text == "true" || node.text == "false" || node.text == "null" ||
        (number && node.text.find_first_not_of("-0123456789.eE+") == std::string::npos && engine::parseJson(node.text));
    if (plain)
      out += node.text;
    else
      writeJsonText(node.text, out);
    return;
  }
  out += node.array ? '[' : '{';
  for (std::size_t i = 0; i < node.members.size(); ++i) {
    if (i > 0) out += ',';
    if (!node.array) {
      writeJsonText(node.members[i].name, out);
      out += ':';
    }
    print(node.members[i].node, out);
  }
  out += node.array ? ']' : '}';
}

RowFunction writeJson(const Call& call, Compiler&) {
  return [fields = call.list("field"), as = call.as("_json")](Row& row) {
    Node root;
    for (const auto& [name, value] : row.fields()) {
      const bool named = std::any_of(fields.begin(), fields.end(), [&, n = name](const std::string& field) {
        return field == "*" ? !n.starts_with('@') && !n.starts_with('#') : below(n, arrayBase(field));
      });
      if (named) insert(root, name, value);
    }
    std::string out;
    if (root.members.empty())
      out = "{}";
    else
      print(root, out);
    row.set(as, std::move(out));
    return true;
  };
}

void pretty(const Value& value, std::size_t step, std::size_t depth, std::string& out) {
  const std::string inner((depth + 1) * step, ' '), outer(depth * step, ' ');
  if (const Object* object = value.object(); object != nullptr && !object->empty()) {
    out += "{\n";
    for (std::size_t i = 0; i < object->size(); ++i) {
      out += inner;
      writeJsonText((*object)[i].first, out);
      out += ": ";
      pretty((*object)[i].second, step, depth + 1, out);
      out += i + 1 < object->size() ? ",\n" : "\n";
    }
    out += outer + "}";
  } else if (const List* list = value.list(); list != nullptr && !list->empty()) {
    out += "[\n";
    for (std::size_t i = 0; i < list->size(); ++i) {
      out += inner;
      pretty((*list)[i], step, depth + 1, out);
      out += i + 1 < list->size() ? ",\n" : "\n";
    }
    out += outer + "]";
  } else {
    engine::writeJson(value, out);
  }
}

RowFunction prettyPrint(const Call& call, Compiler&) {
  const std::string field = call.text("field", "@rawstring");
  return [field, as = call.as(field), step = static_cast<std::size_t>(std::clamp(call.number("step", 2), 0.0, 100.0)),
          strict = call.flag("strict")](Row& row) {
    const Maybe text = row.get(field);
    if (!text) return true;
    if (const auto value = engine::parseJson(*text)) {
      std::string out;
      pretty(*value, step, 0, out);
      row.set(as, std::move(out));
    } else if (!strict) {
      row.set(as, *text);
    }
    return true;
  };
}

}  // namespace

void addJson(Registry& r) {
  r.row(Operation::parseJson, parse);
  r.row(Operation::writeJson, writeJson);
  r.row(Operation::jsonPrettyPrint, prettyPrint);
}

}  // namespace quarry::engine::flat
