#include "engine/flat/pattern.h"

#include <fmt/format.h>

#include "quarry/base/codes/query.h"
#include "quarry/base/codes/run.h"

namespace quarry::engine::flat {

namespace {

// Gives every named group a name that the library takes: `g1`, `g2`, … in order.
std::string renamed(const std::string& pattern, std::vector<std::pair<std::string, std::string>>& names) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view rest = std::string_view(pattern).substr(i);
    if (rest.starts_with("\\Q")) {
      const std::size_t end = pattern.find("\\E", i);
      const std::size_t stop = end == std::string::npos ? pattern.size() : end + 2;
      out.append(pattern, i, stop - i);
      i = stop - 1;
      continue;
    }
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out += pattern[i];
      out += pattern[++i];
      continue;
    }
    const std::size_t lead = rest.starts_with("(?<") ? 3 : rest.starts_with("(?P<") ? 4 : 0;
    if (lead == 0 || rest.size() <= lead || rest[lead] == '=' || rest[lead] == '!') {
      out += pattern[i];
      continue;
    }
    const std::size_t close = pattern.find('>', i);
    if (close == std::string::npos) {
      out += pattern[i];
      continue;
    }
    names.emplace_back(pattern.substr(i + lead, close - i - lead), fmt::format("g{}", names.size() + 1));
    out += "(?<" + names.back().second + ">";
    i = close;
  }
  return out;
}

}  // namespace

std::optional<Pattern> Pattern::compile(const ir::Regex& regex, const base::Origin& origin, base::Report& report) {
  std::vector<std::pair<std::string, std::string>> names;
  ir::Regex known = regex;
  known.text = renamed(regex.text, names);
  if (const std::string message = Regex::check(known); !message.empty()) {
    report.add(codes::badPattern, origin.primary(),
               fmt::format("the regular expression cannot be compiled: {}", message));
    return std::nullopt;
  }
  return Pattern(Regex(known), std::move(names), std::make_shared<Place>(Place{origin, &report}));
}

void Pattern::tell() const {
  if (std::exchange(place_->told, true)) return;
  place_->report
      ->add(codes::regexLimit, place_->origin.primary(),
            "the regular expression took too many steps on a value and was stopped")
      .note("the value counts as not matching");
}

std::vector<std::pair<std::string, std::string>> Pattern::captures(std::string_view text) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, known] : names_) {
    const auto [begin, end] = regex_.group(regex_.groupNamed(known));
    if (begin == std::string::npos) continue;
    out.emplace_back(name, std::string(text.substr(begin, end - begin)));
  }
  return out;
}

std::optional<std::string> Pattern::group(std::string_view text, std::size_t number) const {
  if (number > regex_.groups()) return std::nullopt;  // 0 is the whole match
  const auto [begin, end] = regex_.group(number);
  if (begin == std::string::npos) return std::nullopt;
  return std::string(text.substr(begin, end - begin));
}

ir::Regex withFlags(std::string pattern, std::string_view flags) {
  ir::Regex regex;
  regex.text = std::move(pattern);
  regex.ignoreCase = flags.find('i') != std::string_view::npos;
  regex.multiLine = flags.find('m') != std::string_view::npos;
  regex.dotAll = flags.find('d') != std::string_view::npos;
  return regex;
}

}  // namespace quarry::engine::flat
