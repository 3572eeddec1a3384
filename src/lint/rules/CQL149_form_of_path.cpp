// `ImageFileName=cmd.exe`: fields of Falcon's sensor that hold whole paths, or names alone.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>
#include <string_view>

#include "lint/compared.h"
#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/base/regex_text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#event_simpleName=ProcessRollup2 | ImageFileName=cmd.exe",
     "#event_simpleName=ProcessRollup2 | ImageFileName=/[\\\\\\/]cmd\\.exe$/i"},
    {"#event_simpleName=ProcessRollup2 | ImageFileName=\"C:\\\\Windows\\\\*\"",
     "#event_simpleName=ProcessRollup2 | ImageFileName=\"*\\\\Windows\\\\*\""},
    {"#event_simpleName=ProcessRollup2 | ParentBaseFileName=\"*\\\\winword.exe\"",
     "#event_simpleName=ProcessRollup2 | ParentBaseFileName=\"winword.exe\""},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL149_form_of_path;
const Rule CQL149_form_of_path = {
    {"CQL149", "form-of-path", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a path is compared with a name, or a name with a path",
     "`ImageFileName` and `TargetFileName` of Falcon's sensor hold whole paths, on Windows of the form "
     "`\\Device\\HarddiskVolume3\\Windows\\System32\\cmd.exe`, without a drive letter. `FileName`, "
     "`ParentBaseFileName` and "
     "`ContextBaseFileName` hold the name alone."},
    check,
    kExamples};

namespace {

// As the sensor writes them: CrowdStrike, Falcon Data Replicator, events by name.
struct PathField {
  std::string_view path, name;  // the field with the last part of it, if there is one
  bool elsewhere = false;       // other products have a field of that name, of any form
};
constexpr PathField kPaths[] = {{"ImageFileName", "FileName"},
                                {"ParentImageFileName", "ParentBaseFileName"},
                                {"ContextImageFileName", "ContextBaseFileName"},
                                {"GrandparentImageFileName", "GrandParentBaseFileName"},
                                {"TargetImageFileName", ""},
                                {"TargetFileName", "", true},
                                {"SourceFileName", "", true}};
constexpr std::string_view kNames[] = {"ParentBaseFileName", "ContextBaseFileName", "GrandParentBaseFileName"};

bool asksForSensor(const Context& context) {
  const auto& comparisons = context.index->of(NodeKind::comparison);
  return std::any_of(comparisons.begin(), comparisons.end(), [&](NodeId node) {
    const auto comparison = cql::asComparison(context.tree, node);
    const std::string field = comparison ? cql::textOf(context.tree, comparison->field) : std::string();
    return field == "#event_simpleName" || field == "event_simpleName" || field == "event_platform";
  });
}

bool hasDrive(std::string_view path) {
  return path.size() > 2 && std::isalpha(static_cast<unsigned char>(path[0])) != 0 && path[1] == ':' &&
         (path[2] == '\\' || path[2] == '/');
}

class Forms {
 public:
  Forms(const Context& context, base::Report& report)
      : tree_(context.tree), report_(report), sensor_(asksForSensor(context)) {}

  void text(const ComparedText& compared) {
    const std::string& text = compared.text;
    const std::size_t separator = text.find_last_of("\\/");
    const PathField* path = pathField(compared.field);
    if (path != nullptr && hasDrive(text)) {
      tell(compared.field, compared.value, "holds paths of devices, without a drive letter")
          .fix("look for it on any device", {quoted(compared.value, "*" + text.substr(2))}, base::Safety::review);
    } else if (path != nullptr && separator == std::string::npos && !text.empty() && text.front() != '*') {
      auto& finding = tell(compared.field, compared.value, "holds a whole path");
      const bool plain = text.find('*') == std::string::npos && !compared.inList;
      auto edit = plain ? putRegex(tree_, tree_.span(compared.value), "",
                                   "/[\\\\\\/]" + base::escapedForRegex(text, "/") + "$/i")
                        : std::nullopt;
      if (edit)
        finding.fix("look for it at the end", {std::move(*edit)}, base::Safety::review);
      else if (path->name.empty())
        finding.note("a name at the end is found with `*` before it");
      else
        finding.note(fmt::format("the name alone is in `{}`", path->name));
    } else if (isName(compared.field) && separator != std::string::npos) {
      auto& finding = tell(compared.field, compared.value, "holds a name without its folder");
      const std::string name = text.substr(separator + 1);
      if (!name.empty() && name != "*" && text.substr(0, separator).find_first_not_of('*') == std::string::npos)
        finding.fix("take the name alone", {quoted(compared.value, name)}, base::Safety::review);
      else
        finding.note("whole paths are in fields such as `ImageFileName`");
    }
  }

  void regex(const std::string& field, NodeId value) {
    std::string_view pattern = cql::regexLiteral(tree_.nodeText(value)).pattern;
    if (pathField(field) == nullptr) return;
    if (pattern.starts_with('^')) pattern.remove_prefix(1);
    if (hasDrive(pattern))
      tell(field, value, "holds paths of devices, without a drive letter")
          .note("a path of the sensor begins with `\\Device\\HarddiskVolume3`, with any number");
  }

 private:
  const PathField* pathField(std::string_view name) const {
    const auto* found = std::find_if(std::begin(kPaths), std::end(kPaths), [&](const PathField& one) {
      return one.path == name && (sensor_ || !one.elsewhere);
    });
    return found == std::end(kPaths) ? nullptr : found;
  }
  // Microsoft 365 and others have a FileName as well.
  bool isName(const std::string& field) const {
    return std::find(std::begin(kNames), std::end(kNames), field) != std::end(kNames) ||
           (sensor_ && field == "FileName");
  }

  base::Diagnostic& tell(const std::string& field, NodeId value, std::string_view holds) {
    return report_.add(CQL149_form_of_path.def, tree_.span(value), fmt::format("`{}` {}", field, holds));
  }

  base::Edit quoted(NodeId value, const std::string& text) const { return {tree_.span(value), cql::quoteString(text)}; }

  const Tree& tree_;
  base::Report& report_;
  bool sensor_;
};

void check(const Context& context, base::Report& report) {
  Forms forms(context, report);
  forEachComparedText(context, [&](const ComparedText& compared) { forms.text(compared); });
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(context.tree, node);
    if (comparison && cql::tokenKindOf(context.tree, comparison->value) == cql::TokenKind::regex)
      forms.regex(cql::textOf(context.tree, comparison->field), comparison->value);
  }
}

}  // namespace

}  // namespace quarry::lint
