// Any query: a fix makes no error that was not there, and fixes applied over and over come to an end.
#include <algorithm>
#include <vector>

#include "quarry/base/edit.h"
#include "quarry/base/limits.h"
#include "quarry/lint/rule.h"
#include "support.h"

namespace {

using namespace quarry;

struct Linted {
  Linted(std::string query, lint::Use use) : parsed(std::move(query)) {
    lint::Context context{parsed.tree, parsed.sources};
    context.use = use;
    if (use != lint::Use::unknown) context.installation = &lint::exampleInstallation();
    lint::run(context, parsed.report);
    parsed.report.sort(parsed.sources);
  }
  bool wrong() const { return parsed.report.hasErrors(); }
  // The errors that a fix is to blame for. Where something was wrong already, a fix lets more of the query be read, and
  // what is found there then was there before. So was a contradiction with the only clause of a `case`, which a
  // fix turns into steps; and one for review may write what the author meant, which contradicts another condition.
  std::size_t errors(bool wrongAlready, bool uncovers) const {
    if (wrongAlready) return 0;
    return static_cast<std::size_t>(std::count_if(
        parsed.report.findings().begin(), parsed.report.findings().end(), [&](const base::Diagnostic& finding) {
          return finding.severity == base::Severity::error && !(uncovers && finding.def->code == "CQL109");
        }));
  }
  // A round closes one bracket, and mends no more mistakes than are shown; there may be any number.
  bool mayTakeManyRounds() const {
    return std::any_of(parsed.report.findings().begin(), parsed.report.findings().end(),
                       [](const base::Diagnostic& finding) {
                         return finding.def->code == "CQL031" || finding.def->code == "CQL054";
                       });
  }
  // The first fix of each finding, as `--fix` takes them.
  std::vector<const base::Fix*> fixes(base::Safety level) const {
    std::vector<const base::Fix*> all;
    for (const base::Diagnostic& finding : parsed.report.findings())
      for (const base::Fix& fix : finding.fixes)
        if (level == base::Safety::review || fix.safety == base::Safety::safe) {
          all.push_back(&fix);
          break;
        }
    return all;
  }
  std::string with(const std::vector<const base::Fix*>& fixes) const {
    return base::applyFixes(parsed.tree.text, parsed.tree.file, fixes).text;
  }

  fuzz::Parsed parsed;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const auto use = static_cast<lint::Use>(text.size() % 9);
  const Linted before(text, use);
  fuzz::requirePlaces(before.parsed.report, before.parsed.sources);
  const bool wrong = before.wrong();
  const bool hasCase = text.find("case") != std::string::npos;
  for (const base::Safety level : {base::Safety::safe, base::Safety::review}) {
    std::string now = text;
    bool many = false;
    for (std::size_t round = 0;; ++round) {
      const Linted linted(now, use);
      fuzz::require(linted.errors(wrong, hasCase || level == base::Safety::review) == 0, "fixes make no error", now);
      const std::string next = linted.with(linted.fixes(level));
      if (next == now) break;
      fuzz::require(!base::invalidUtf8(next), "fixes leave UTF-8", next);
      many = many || linted.mayTakeManyRounds();
      if (round >= base::limit::kFixRounds) {
        fuzz::require(many, "fixes come to an end", next);
        break;
      }
      now = next;
    }
  }
  return 0;
}
