#include "driver/lint_config.h"

#include <fmt/format.h>

#include "quarry/base/text.h"
#include "quarry/driver/codes.h"

namespace quarry::driver {

namespace {

using base::yaml::Node;
using Problem = std::function<void(base::Span, const std::string&)>;

class Reader {
 public:
  explicit Reader(const Problem& problem) : problem_(problem) {}

  LintSettings read(const Node& node) {
    if (!node.isMapping()) {
      problem_(node.span, "`lint` has to be a mapping with `ignore`, `severity`, `paths` or `baseline`");
      return {};
    }
    LintSettings settings;
    settings.blocks.emplace_back();
    for (const base::yaml::Entry& entry : node.entries) {
      if (blockKey(settings.blocks.front(), entry)) continue;
      if (entry.key.text == "paths")
        paths(settings, entry.value);
      else if (entry.key.text == "baseline")
        settings.baseline = entry.value.text;
      else
        unknown(entry.key, {"ignore", "severity", "paths", "baseline"});
    }
    return settings;
  }

 private:
  template <std::size_t N>
  void unknown(const Node& key, const std::string_view (&known)[N]) {
    const auto near = base::closest(key.text, known);
    problem_(key.span,
             fmt::format("unknown key `{}`{}", key.text, near ? fmt::format("; did you mean `{}`?", *near) : ""));
  }

  bool blockKey(LintSettings::Block& block, const base::yaml::Entry& entry) {
    if (entry.key.text == "ignore")
      ignore(block, entry.value);
    else if (entry.key.text == "severity")
      severity(block, entry.value);
    else
      return false;
    return true;
  }

  void code(const Node& node) {
    // A word that names nothing would silence nothing.
    if (!namesCodes(node.text))
      problem_(node.span, fmt::format("`{}` is no code; `quarry list codes` has them", node.text));
  }

  void ignore(LintSettings::Block& block, const Node& node) {
    if (!node.isSequence()) return problem_(node.span, "`ignore` has to be a list of codes");
    for (const Node& item : node.items) {
      code(item);
      block.ignore.push_back(item.text);
    }
  }

  void severity(LintSettings::Block& block, const Node& node) {
    if (!node.isMapping()) return problem_(node.span, "`severity` has to map codes to error, warning, info or off");
    for (const base::yaml::Entry& entry : node.entries) {
      code(entry.key);
      const std::string& word = entry.value.text;
      if (word == "error")
        block.severity[entry.key.text] = base::Severity::error;
      else if (word == "warning")
        block.severity[entry.key.text] = base::Severity::warning;
      else if (word == "info")
        block.severity[entry.key.text] = base::Severity::info;
      else if (word == "off")
        block.severity[entry.key.text] = std::nullopt;
      else
        problem_(entry.value.span, "a severity is error, warning, info or off");
    }
  }

  void use(LintSettings::Block& block, const Node& node) {
    block.use = lint::useNamed(node.text);
    if (!block.use)
      problem_(node.span,
               "`use` is filter-alert, aggregate-alert, legacy-alert, scheduled-search, correlation-rule, dashboard, "
               "saved-query or parser");
  }

  void paths(LintSettings& settings, const Node& node) {
    if (!node.isSequence()) return problem_(node.span, "`paths` has to be a list of mappings with `path`");
    for (const Node& item : node.items) {
      LintSettings::Block block;
      for (const base::yaml::Entry& entry : item.entries) {
        if (blockKey(block, entry)) continue;
        if (entry.key.text == "path")
          block.path = entry.value.text;
        else if (entry.key.text == "use")
          use(block, entry.value);
        else
          unknown(entry.key, {"path", "ignore", "severity", "use"});
      }
      if (block.path.empty())
        problem_(item.span, "each entry of `paths` needs a `path`, such as `queries/hunting/**`");
      else
        settings.blocks.push_back(std::move(block));
    }
  }

  const Problem& problem_;
};

}  // namespace

LintSettings readLintSettings(const Node& node, const Problem& problem) { return Reader(problem).read(node); }

}  // namespace quarry::driver
