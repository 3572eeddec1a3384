#include "rule/pipeline_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>
#include <vector>

#include "quarry/base/limits.h"
#include "quarry/base/numeral.h"

namespace quarry::rule {

namespace {

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

PCRE2_SPTR bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

// A replacement as PCRE2 writes it (groups `${1}`, a dollar twice), and the groups it names.
struct Replacement {
  std::string text;
  std::vector<std::string> groups;
};
Replacement replacementOf(std::string_view python) {
  Replacement out;
  const auto group = [&](std::string_view name) {
    out.groups.emplace_back(name);
    out.text += fmt::format("${{{}}}", name);
  };
  for (std::size_t i = 0; i < python.size(); ++i) {
    const std::string_view rest = python.substr(i);
    const std::size_t close = rest.find('>');
    if (python[i] == '$') {
      out.text += "$$";
    } else if (rest.size() > 1 && rest[0] == '\\' && rest[1] >= '0' && rest[1] <= '9') {
      std::size_t end = 2;  // at most two digits, as in Python
      if (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') ++end;
      group(rest.substr(1, end - 1));
      i += end - 1;
    } else if (rest.starts_with("\\g<") && close != std::string_view::npos) {
      group(rest.substr(3, close - 3));
      i += close;
    } else if (rest.starts_with("\\\\")) {
      out.text += '\\';
      ++i;
    } else {
      out.text += python[i];
    }
  }
  return out;
}

bool hasGroup(const pcre2_code* code, const std::string& name) {
  if (name.find_first_not_of("0123456789") != std::string::npos)
    return pcre2_substring_number_from_name(code, reinterpret_cast<PCRE2_SPTR>(name.c_str())) > 0;
  std::uint32_t count = 0;
  pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &count);
  const auto wanted = base::wholeNumeral<std::uint32_t>(name);
  return wanted && *wanted <= count;
}

}  // namespace

struct PipelineRegex::Compiled {
  std::unique_ptr<pcre2_code, Free> code;
  std::unique_ptr<pcre2_match_data, Free> data;
  std::unique_ptr<pcre2_match_context, Free> context;
};

std::optional<PipelineRegex> PipelineRegex::read(const std::string& pattern, std::string& fault) {
  // `\Z` is the very end of the text in Python and `\z` in PCRE2.
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    text += pattern[i];
    if (pattern[i] != '\\' || i + 1 == pattern.size()) continue;
    ++i;
    text += pattern[i] == 'Z' ? 'z' : pattern[i];
  }
  int code = 0;
  PCRE2_SIZE at = 0;
  auto compiled = std::make_shared<Compiled>();
  compiled->code.reset(pcre2_compile(bytes(text), text.size(), PCRE2_UTF, &code, &at, nullptr));
  if (compiled->code == nullptr) {
    std::array<PCRE2_UCHAR, 256> message{};
    pcre2_get_error_message(code, message.data(), message.size());
    fault = reinterpret_cast<const char*>(message.data());
    return std::nullopt;
  }
  compiled->data.reset(pcre2_match_data_create_from_pattern(compiled->code.get(), nullptr));
  compiled->context.reset(pcre2_match_context_create(nullptr));
  if (compiled->data == nullptr || compiled->context == nullptr) throw std::bad_alloc();
  pcre2_set_match_limit(compiled->context.get(), base::limit::kRegexSteps);
  PipelineRegex regex;
  regex.compiled_ = std::move(compiled);
  return regex;
}

bool PipelineRegex::matches(std::string_view text) const {
  return pcre2_match(compiled_->code.get(), bytes(text), text.size(), 0, PCRE2_ANCHORED, compiled_->data.get(),
                     compiled_->context.get()) >= 0;
}

bool PipelineRegex::hasGroupsOf(std::string_view replacement) const {
  const std::vector<std::string> groups = replacementOf(replacement).groups;
  return std::all_of(groups.begin(), groups.end(),
                     [&](const std::string& name) { return hasGroup(compiled_->code.get(), name); });
}

std::optional<std::string> PipelineRegex::replaced(std::string_view text, std::string_view replacement) const {
  const std::string with = replacementOf(replacement).text;
  std::string out(text.size() + with.size() + 64, '\0');
  for (;;) {
    PCRE2_SIZE size = out.size();
    const int result =
        pcre2_substitute(compiled_->code.get(), bytes(text), text.size(), 0,
                         PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNSET_EMPTY | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH,
                         compiled_->data.get(), compiled_->context.get(), bytes(with), with.size(),
                         reinterpret_cast<PCRE2_UCHAR*>(out.data()), &size);
    if (result == PCRE2_ERROR_NOMEMORY && size > out.size()) {
      out.resize(size);
      continue;
    }
    if (result < 0) return std::nullopt;
    out.resize(size);
    return out;
  }
}

}  // namespace quarry::rule
