#include "engine/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <new>

#include "quarry/base/limits.h"

namespace quarry::engine {

namespace {

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  void operator()(pcre2_jit_stack* stack) const { pcre2_jit_stack_free(stack); }
};

// The library says by a null pointer that there is no memory.
template <typename Pointer>
Pointer needed(Pointer pointer) {
  if (pointer == nullptr) throw std::bad_alloc();
  return pointer;
}

// What compiled code works on: one for each thread, since a match has it to itself. Without one the code takes 32 KB of
// the thread's own stack (pcre2jit, "Controlling the JIT stack").
pcre2_jit_stack* threadStack(void* /*unused*/) {
  static constexpr std::size_t kFirst = 32 * 1024, kMost = 1024 * 1024;
  static thread_local const std::unique_ptr<pcre2_jit_stack, Free> stack(
      pcre2_jit_stack_create(kFirst, kMost, nullptr));
  return stack.get();
}

// The error of pcre2_compile() for want of memory (pcre2api, "Compiling a pattern", code 121).
constexpr int kNoMemory = 121;

std::unique_ptr<pcre2_code, Free> compile(const ir::Regex& regex, std::string& error) {
  // `$` is the end of the text alone, and only \n ends a line: as RE2 (KQL) has it, and as detections mean it.
  std::uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY;
  if (regex.ignoreCase) options |= PCRE2_CASELESS;
  if (regex.multiLine) options |= PCRE2_MULTILINE;
  if (regex.dotAll) options |= PCRE2_DOTALL;
  const std::unique_ptr<pcre2_compile_context, Free> context(needed(pcre2_compile_context_create(nullptr)));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int code = 0;
  PCRE2_SIZE at = 0;
  std::unique_ptr<pcre2_code, Free> compiled(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(regex.text.data()),
                                                           regex.text.size(), options, &code, &at, context.get()));
  if (compiled == nullptr) {
    if (code == kNoMemory) throw std::bad_alloc();
    std::array<PCRE2_UCHAR, 256> message{};
    pcre2_get_error_message(code, message.data(), message.size());
    error = reinterpret_cast<const char*>(message.data());
    error += " (at offset " + std::to_string(at) + ")";
  }
  return compiled;
}

}  // namespace

struct Regex::Compiled {
  std::unique_ptr<pcre2_code, Free> code;
  std::unique_ptr<pcre2_match_data, Free> data;
  std::unique_ptr<pcre2_match_context, Free> context;
};

std::string Regex::check(const ir::Regex& regex) {
  std::string error;
  compile(regex, error);
  return error;
}

Regex::Regex(const ir::Regex& regex) : compiled_(std::make_shared<Compiled>()), text_(regex.text) {
  std::string error;
  compiled_->code = compile(regex, error);
  if (compiled_->code == nullptr) return;
  pcre2_jit_compile(compiled_->code.get(), PCRE2_JIT_COMPLETE);  // without it the interpreter runs: slower, the same
  compiled_->data.reset(needed(pcre2_match_data_create_from_pattern(compiled_->code.get(), nullptr)));
  compiled_->context.reset(needed(pcre2_match_context_create(nullptr)));
  pcre2_set_match_limit(compiled_->context.get(), base::limit::kRegexSteps);
  pcre2_set_depth_limit(compiled_->context.get(), base::limit::kRegexSteps);
  pcre2_set_heap_limit(compiled_->context.get(), base::limit::kRegexHeapBytes / 1024);
  pcre2_jit_stack_assign(compiled_->context.get(), threadStack, nullptr);
}

Regex::Result Regex::find(std::string_view text) const { return findFrom(text, 0); }

Regex::Result Regex::findFrom(std::string_view text, std::size_t offset) const {
  if (compiled_->code == nullptr) return Result::no;
  const int count = pcre2_match(compiled_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), offset,
                                PCRE2_NO_UTF_CHECK, compiled_->data.get(), compiled_->context.get());
  if (count >= 0) return Result::yes;
  return count == PCRE2_ERROR_NOMATCH ? Result::no : Result::limit;
}

std::pair<std::size_t, std::size_t> Regex::group(std::size_t number) const {
  const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(compiled_->data.get());
  if (number >= pcre2_get_ovector_count(compiled_->data.get()) || offsets[2 * number] == PCRE2_UNSET)
    return {std::string_view::npos, std::string_view::npos};
  return {offsets[2 * number], offsets[2 * number + 1]};
}

std::size_t Regex::groups() const {
  std::uint32_t count = 0;
  if (compiled_->code != nullptr) pcre2_pattern_info(compiled_->code.get(), PCRE2_INFO_CAPTURECOUNT, &count);
  return count;
}

std::size_t Regex::groupNamed(const std::string& name) const {
  if (compiled_->code == nullptr) return 0;
  const int number =
      pcre2_substring_number_from_name(compiled_->code.get(), reinterpret_cast<PCRE2_SPTR>(name.c_str()));
  return number > 0 ? static_cast<std::size_t>(number) : 0;
}

}  // namespace quarry::engine
