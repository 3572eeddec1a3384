// A tag names a tactic that ATT&CK has retired.
#include <fmt/format.h>

#include <set>

#include "lint/attack.h"
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE260_retired_tactic;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.defense-evasion, attack.t1027]", "tags: [attack.stealth, attack.t1027]"},
    {"tags: [attack.defense-evasion, attack.t1553.004]", "tags: [attack.defense-impairment, attack.t1553.004]"},
};

// The tactics that the rule's techniques have instead.
std::set<std::string> successors(const rule::Metadata& about, const rule::Attack* known) {
  std::set<std::string> all;
  for (const Text& tag : about.tags)
    if (tag.value.starts_with("attack.t")) all.merge(attack::afterDefenseEvasion(tag.value.substr(7), known));
  return all;
}

// One tag becomes one or two, none of them twice.
void replace(base::Diagnostic& finding, const Text& tag, std::set<std::string> now, const rule::Metadata& about,
             const base::Sources& sources) {
  for (const Text& other : about.tags)
    if (other.value.starts_with("attack.")) now.erase(other.value.substr(7));
  if (now.empty()) {
    if (auto edits = withoutEntry(tag.span, sources); !edits.empty())
      finding.fix("take the tag out, as its successor is there", std::move(edits), base::Safety::review);
    return;
  }
  const base::Source& source = sources[tag.span.file];
  const std::uint32_t line = source.position(tag.span.begin).line;
  const std::string_view before = source.text().substr(source.lineStart(line), tag.span.begin - source.lineStart(line));
  const bool block = before.find_first_not_of(" -") == std::string_view::npos;
  std::string text;
  for (const std::string& tactic : now)
    text += (text.empty() ? "" : block ? "\n" + std::string(before) : ", ") + "attack." + tactic;
  finding.fix("write the tactics of ATT&CK 19", {{tag.span, text}}, base::Safety::review);
}

void check(const DocumentContext& context, base::Report& report) {
  const rule::Metadata& about = rule::about(context.document);
  for (const Text& tag : about.tags) {
    if (tag.value != "attack.defense-evasion" && tag.value != "attack.defense_evasion") continue;
    const std::set<std::string> now = successors(about, context.environment.attack.get());
    auto& finding = report.add(RULE260_retired_tactic.def, tag.span, "ATT&CK has no tactic `defense-evasion` any more");
    if (now.empty()) {
      finding.note(
          "it became `stealth` or `defense-impairment`, by technique; none of the rule's techniques says which");
      continue;
    }
    std::string list;
    for (const std::string& tactic : now) list += fmt::format("{}`{}`", list.empty() ? "" : " and ", tactic);
    finding.note(fmt::format("for the techniques of this rule it is {}", list));
    replace(finding, tag, now, about, context.sources);
  }
}

}  // namespace

const Rule RULE260_retired_tactic = {
    {"RULE260", "retired-tactic", base::Severity::info, base::Category::rule, base::FixKind::review,
     "a tag names a tactic that ATT&CK has retired",
     "ATT&CK 19 took `defense-evasion` apart: most of its techniques belong to `stealth` now, those that weaken a "
     "defence to `defense-impairment`, and some to neither. Coverage that is counted by tactic loses the rule."},
    check,
    kExamples};

}  // namespace quarry::lint
