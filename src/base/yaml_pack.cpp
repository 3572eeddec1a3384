#include <stdexcept>

#include "quarry/base/pack.h"
#include "quarry/base/yaml.h"

namespace quarry::base::yaml {

namespace {

void pack(Packer& out, const Node& node) {
  out.number(static_cast<std::uint64_t>(node.kind));
  out.number(node.span.begin);
  out.number(node.span.end);
  switch (node.kind) {
    case Kind::null:
      return;
    case Kind::scalar:
      out.number(static_cast<std::uint64_t>(node.style));
      out.text(node.text);
      return;
    case Kind::sequence:
      out.number(node.items.size());
      for (const Node& item : node.items) pack(out, item);
      return;
    case Kind::mapping:
      out.number(node.entries.size());
      for (const Entry& entry : node.entries) {
        pack(out, entry.key);
        pack(out, entry.value);
      }
      return;
  }
}

Node unpack(Unpacker& in, FileId file) {
  Node node;
  const std::uint64_t kind = in.number();
  if (kind > static_cast<std::uint64_t>(Kind::mapping)) throw std::runtime_error("a packed tree is damaged");
  node.kind = static_cast<Kind>(kind);
  const auto begin = static_cast<std::uint32_t>(in.number());
  node.span = {file, begin, static_cast<std::uint32_t>(in.number())};
  switch (node.kind) {
    case Kind::null:
      break;
    case Kind::scalar:
      node.style = static_cast<Style>(in.number());
      node.text = in.text();
      break;
    case Kind::sequence:
      node.items.resize(in.count());
      for (Node& item : node.items) item = unpack(in, file);
      break;
    case Kind::mapping:
      node.entries.resize(in.count());
      for (Entry& entry : node.entries) {
        entry.key = unpack(in, file);
        entry.value = unpack(in, file);
      }
      break;
  }
  return node;
}

}  // namespace

std::string pack(const Node& node) {
  Packer out;
  pack(out, node);
  return out.take();
}

Node unpack(std::string_view bytes, FileId file) {
  Unpacker in(bytes);
  Node node = unpack(in, file);
  if (!in.atEnd()) throw std::runtime_error("a packed tree has bytes left");
  return node;
}

}  // namespace quarry::base::yaml
