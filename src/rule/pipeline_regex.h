// Regular expressions of pipelines: written for Python's `re`, run by PCRE2.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace quarry::rule {

class PipelineRegex {
 public:
  // None if it cannot be read; `fault` then says why.
  static std::optional<PipelineRegex> read(const std::string& pattern, std::string& fault);

  // As `re.match`: at the beginning of the text. False also where the match would take too many steps.
  bool matches(std::string_view text) const;
  // True if the pattern has the groups that a replacement names as `\1`, `\g<1>` or `\g<name>`.
  bool hasGroupsOf(std::string_view replacement) const;
  // As `re.sub`: every match. None if that takes too many steps.
  std::optional<std::string> replaced(std::string_view text, std::string_view replacement) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace quarry::rule
