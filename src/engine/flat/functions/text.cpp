// Letters, joining and splitting.
#include <algorithm>

#include "engine/flat/functions/simple.h"
#include "engine/flat/functions/unicode.h"
#include "engine/flat/pattern.h"
#include "engine/letters.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

RowFunction lower(const Call& call, Compiler&) { return textFunction(call, "_lower", letters::lower); }
RowFunction upper(const Call& call, Compiler&) { return textFunction(call, "_upper", letters::upper); }

// Changes fields in place; `include` says whether names, values or both.
RowFunction lowercase(const Call& call, Compiler&) {
  const auto fields = call.list("field");
  const std::string include = call.text("include", "values");
  return [fields, include](Row& row) {
    for (auto& [name, value] : row.fields()) {
      const bool named = std::any_of(fields.begin(), fields.end(),
                                     [&, n = &name](const std::string& f) { return f == "*" || f == *n; });
      if (!named) continue;
      if (include != "fields") value = letters::lower(value);
      if (include != "values") name = letters::lower(name);
    }
    return true;
  };
}

RowFunction length(const Call& call, Compiler&) {
  return textFunction(call, "_length",
                      [](const std::string& text) { return Maybe(std::to_string(utf16Length(text))); });
}

RowFunction concat(const Call& call, Compiler&) {
  return [fields = call.list("field"), as = call.as("_concat")](Row& row) {
    std::string out;
    bool any = false;
    for (const std::string& field : fields)
      if (const std::string* value = row.find(field)) {
        out += *value;
        any = true;
      }
    if (any) row.set(as, std::move(out));
    return true;
  };
}

RowFunction concatArray(const Call& call, Compiler&) {
  const std::string base = arrayBase(call.text("field"));
  // An element's own member: `a[].name` joins `a[0].name`, `a[1].name`, ...
  const std::size_t mark = base.find("[]");
  const std::string head = base.substr(0, mark);
  const std::string tail = mark == std::string::npos ? std::string() : base.substr(mark + 2);
  const std::string suffix = call.text("suffix");
  const auto from = base::clamped<std::size_t>(std::max(0.0, call.number("from", 0)));
  const double to = call.number("to", -1);
  return [head, tail, suffix, from, to, prefix = call.text("prefix"), separator = call.text("separator"),
          as = call.as("_concatArray")](Row& row) {
    std::string out;
    bool any = false;
    for (std::size_t i = from; to < 0 || i <= base::clamped<std::size_t>(to); ++i) {
      const std::string* value = row.find(elementName(head, i) + tail);
      if (value == nullptr) break;
      if (any) out += separator;
      out += *value;
      any = true;
    }
    if (any) row.set(as, prefix + out + suffix);
    return true;
  };
}

RowFunction splitString(const Call& call, Compiler& compiler) {
  auto pattern = Pattern::compile(withFlags(call.text("by"), ""), call.origin(), compiler.report());
  if (!pattern) return nullptr;
  const std::string field = call.text("field", "@rawstring"), as = call.as("_splitstring");
  const auto index = call.maybe("index");
  return [pattern = *pattern, field, as, index](Row& row) {
    const std::string* found = row.find(field);
    if (found == nullptr) return true;
    const std::string text = *found;
    std::vector<std::string> parts;
    std::size_t begin = 0, at = 0;
    while (at <= text.size() && pattern.matchesFrom(text, at)) {
      const auto [from, to] = pattern.whole();
      if (to == from && from >= text.size()) break;
      if (to == from && from == begin) {  // an empty match at the beginning splits nothing
        at = from + 1;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
        if (from != 0) parts.emplace_back();
        begin = from;
        continue;
      }
      parts.push_back(text.substr(begin, from - begin));
      begin = to;
      at = to == from ? to + 1 : to;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    }
    parts.push_back(text.substr(begin));
    if (!index) {
      for (std::size_t i = 0; i < parts.size(); ++i) row.set(elementName(as, i), parts[i]);
      return true;
    }
    auto n = base::clamped<long>(toNumber(*index).value_or(0));
    if (n < 0) n += static_cast<long>(parts.size());
    if (n >= 0 && n < static_cast<long>(parts.size())) row.set(as, parts[static_cast<std::size_t>(n)]);
    return true;
  };
}

// ESC [ … letter and the two-character forms.
std::string withoutAnsi(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1b') {
      out += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '[') {
      i += 2;
      while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
    } else {
      ++i;
    }
  }
  return out;
}

RowFunction stripAnsiCodes(const Call& call, Compiler&) {
  return textFunction(call, {}, [](const std::string& text) { return Maybe(withoutAnsi(text)); });
}

}  // namespace

void addText(Registry& r) {
  r.row(Operation::lower, lower);
  r.row(Operation::upper, upper);
  r.row(Operation::lowercase, lowercase);
  r.row(Operation::length, length);
  r.row(Operation::concat, concat);
  r.row(Operation::concatArray, concatArray);
  r.row(Operation::splitString, splitString);
  r.row(Operation::stripAnsiCodes, stripAnsiCodes);
}

}  // namespace quarry::engine::flat
