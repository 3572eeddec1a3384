// regex() and regular expressions with named groups; replace().
#include "engine/flat/functions/simple.h"
#include "engine/flat/pattern.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::size_t after(const std::string& text, std::size_t begin, std::size_t end) {
  if (end > begin) return end;
  ++end;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end;
}

// A filter that binds its named groups. Without a field: the raw text of the event, else any of its fields.
StageMaker regex(const Call& call, Compiler& compiler) {
  auto compiled = Pattern::compile(withFlags(call.text("regex"), call.text("flags")), call.origin(), compiler.report());
  if (!compiled) return nullptr;
  const std::string field = call.text("field", "@rawstring");
  const bool strict = call.flag("strict", true), repeat = call.flag("repeat"), negated = call.apply().negated;
  const auto limit = base::clamped<std::size_t>(call.number("limit", 100));
  if (field.empty()) compiler.run().keepsStart = true;
  return [pattern = *compiled, field, strict, repeat, negated, limit](Stage next) {
    const auto bindIn = [pattern](Row& row, const std::string& text) {
      if (!pattern.matches(text)) return false;
      for (auto& [name, value] : pattern.captures(text)) row.set(name, std::move(value));
      return true;
    };
    const auto once = [bindIn, pattern, field](Row& row) {
      if (!field.empty()) {
        const std::string* value = row.find(field);
        return value != nullptr && bindIn(row, std::string(*value));
      }
      const Row event = row.event ? *row.event : row;
      if (const std::string* raw = event.find("@rawstring"); raw != nullptr && bindIn(row, *raw)) return true;
      for (const auto& [name, value] : event.fields())
        if (name != "@id" && name != "@timestamp" && name != "@ingesttimestamp" && !name.starts_with('#') &&
            bindIn(row, value))
          return true;
      return false;
    };
    return Stage{[=, push = std::move(next.push)](Row&& row) {
                   if (negated) {
                     Row copy = row;
                     if (!once(copy)) push(std::move(row));
                     return;
                   }
                   if (!repeat) {
                     if (once(row) || !strict) push(std::move(row));
                     return;
                   }
                   const std::string name = field.empty() ? "@rawstring" : field;
                   const Maybe text = row.get(name);
                   std::size_t count = 0;
                   for (std::size_t at = 0;
                        text && at <= text->size() && count < limit && pattern.matchesFrom(*text, at); ++count) {
                     Row one = row;
                     for (auto& [group, value] : pattern.captures(*text)) one.set(group, std::move(value));
                     const auto [begin, end] = pattern.whole();
                     at = after(*text, begin, end);
                     push(std::move(one));
                   }
                   if (count == 0 && !strict) push(std::move(row));
                 },
                 std::move(next.finish)};
  };
}

// `$1` and `${1}` are groups, `\$` and `$$` a dollar.
std::string expanded(const Pattern& pattern, const std::string& text, const std::string& with) {
  std::string out;
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (with[i] == '\\' && i + 1 < with.size() && (with[i + 1] == '$' || with[i + 1] == '\\')) {
      out += with[++i];
      continue;
    }
    if (with[i] != '$' || i + 1 >= with.size()) {
      out += with[i];
      continue;
    }
    const bool braces = with[i + 1] == '{';
    std::size_t at = i + (braces ? 2 : 1), number = 0;
    const std::size_t begin = at;
    while (at < with.size() && with[at] >= '0' && with[at] <= '9' && at < begin + 2)
      number = number * 10 + static_cast<std::size_t>(with[at++] - '0');
    if (at == begin || (braces && (at >= with.size() || with[at] != '}'))) {
      out += '$';
      continue;
    }
    out += pattern.group(text, number).value_or(std::string());
    i = braces ? at : at - 1;
  }
  return out;
}

RowFunction replace(const Call& call, Compiler& compiler) {
  auto pattern = Pattern::compile(withFlags(call.text("regex"), call.text("flags")), call.origin(), compiler.report());
  if (!pattern) return nullptr;
  return textFunction(call, {}, [pattern = *pattern, with = call.text("with")](const std::string& text) {
    std::string out;
    std::size_t at = 0, kept = 0;
    while (at <= text.size() && pattern.matchesFrom(text, at)) {
      const auto [begin, end] = pattern.whole();
      out.append(text, kept, begin - kept);
      out += expanded(pattern, text, with);
      kept = end;
      at = after(text, begin, end);
    }
    if (kept < text.size()) out.append(text, kept, std::string::npos);
    return Maybe(std::move(out));
  });
}

}  // namespace

void addRegexes(Registry& r) {
  r.stage(Operation::regex, regex);
  r.row(Operation::replace, replace);
}

}  // namespace quarry::engine::flat
