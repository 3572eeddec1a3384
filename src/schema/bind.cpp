#include "quarry/schema/bind.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/bind.h"
#include "quarry/ir/passes.h"
#include "schema/bind_source.h"
#include "schema/binder.h"
#include "schema/choose.h"

namespace quarry::schema {

namespace {

struct Read {
  const ir::Scan* scan;
  base::Origin origin;
};

void collect(const ir::Plan& plan, std::vector<Read>& reads) {
  if (const auto* scan = std::get_if<ir::Scan>(&plan.source)) reads.push_back({scan, plan.sourceOrigin});
  for (const ir::Plan* part : ir::partsOf(plan.source)) collect(*part, reads);
}

bool isCorrelation(const ir::Source& source) {
  return std::holds_alternative<ir::Threshold>(source) || std::holds_alternative<ir::Sequence>(source);
}

// A query has one place where it begins; parts that read different sources would need several.
bool oneSource(const std::vector<Read>& reads, base::Report& report) {
  for (const Read& read : reads) {
    if (*read.scan == *reads.front().scan) continue;
    report.add(codes::severalSources, read.origin.primary(), "this part reads another log source than the first one")
        .label(reads.front().origin.primary(), "the first one");
    return false;
  }
  return !reads.empty();
}

bool isTableName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// What one variant makes of the plan.
struct Attempt {
  const Variant* variant = nullptr;
  std::optional<Bound> bound;
  base::Report report;

  // 0: says it all; 1: something is passed through or left out; 2: cannot say it.
  int rank() const;
};

// A finding that another variant might not give.
bool isGap(const base::Diagnostic& finding) {
  const std::string_view code = finding.def->code;
  return finding.severity == base::Severity::error || code == codes::unmappedField.code ||
         code == codes::unavailableField.code;
}

// Why a field is not available is the first of the notes.
std::string withReason(const base::Diagnostic& gap) {
  const bool hasReason = gap.def->code == std::string_view(codes::unavailableField.code) && !gap.notes.empty();
  return hasReason ? gap.message + ": " + gap.notes.front() : gap.message;
}

int Attempt::rank() const {
  if (!bound) return 2;
  const auto& findings = report.findings();
  return std::any_of(findings.begin(), findings.end(), isGap) ? 1 : 0;
}

Attempt attempt(const Family& family, const Serves& serves, const Variant& variant, const ir::Plan& plan,
                Platform platform, const Settings& settings) {
  Attempt result;
  result.variant = &variant;
  result.bound = bindTo(family, serves, variant, plan, platform, settings, result.report);
  return result;
}

bool isIndex(const ir::Test& test) { return test.field.physical != nullptr && test.field.physical->name == "index"; }

// A rule that names its indexes itself (a pipeline added that) needs no `index=*` beside them.
void dropDefaultIndex(Bound& bound) {
  const auto* filter = bound.plan.steps.empty() ? nullptr : std::get_if<ir::Filter>(&bound.plan.steps.front().node);
  if (bound.platform != Platform::spl || filter == nullptr) return;
  const auto namesIndex = [](const ir::Pred& pred) {
    const auto* test = std::get_if<ir::Test>(&pred.node);
    return test != nullptr && isIndex(*test);
  };
  const auto* all = std::get_if<ir::And>(&filter->where.node);
  const bool named =
      namesIndex(filter->where) || (all != nullptr && std::any_of(all->of.begin(), all->of.end(), namesIndex));
  auto* parts = std::get_if<ir::And>(&bound.restriction.node);
  if (!named || parts == nullptr) return;
  const std::size_t dropped = std::erase_if(parts->of, [](const ir::Pred& pred) {
    const auto* test = std::get_if<ir::Test>(&pred.node);
    return test != nullptr && test->op == ir::Op::present && isIndex(*test);
  });
  if (dropped == 0) return;
  bound.restriction = ir::normalised(std::move(bound.restriction));
  std::erase_if(bound.assumptions, [](const std::string& text) { return text.starts_with("index=*"); });
}

// The setting that chooses the first and not the other.
std::map<std::string, std::string>::const_iterator distinguishing(const Variant& one, const Variant& other) {
  for (auto at = one.when.begin(); at != one.when.end(); ++at) {
    const auto there = other.when.find(at->first);
    if (there == other.when.end() || there->second != at->second) return at;
  }
  return one.when.begin();
}

}  // namespace

std::optional<Bound> bindTo(const Family& family, const Serves& serves, const Variant& variant, const ir::Plan& plan,
                            Platform platform, const Settings& settings, base::Report& report) {
  const std::size_t before = report.size();
  Bound bound;
  bound.plan = plan;
  bound.platform = platform;
  bound.source = family.id;
  bound.variant = variant.name;
  bound.table = valueOf(variant.table, "table", settings, bound.assumptions);
  if (!variant.table.setting.empty() && !isTableName(bound.table))
    report
        .add(codes::noVariant, plan.sourceOrigin.primary(),
             fmt::format("the setting `{}` cannot be `{}`", variant.table.setting, bound.table))
        .note("it is the name of a table: letters, digits and underscores");
  bound.restriction = ir::normalised(restrictionOf(variant, serves, platform, settings, bound.assumptions));
  bound.assumptions.insert(bound.assumptions.end(), variant.assume.begin(), variant.assume.end());
  bound.time = sourceField(variant, platform, variant.time, ir::TypeKind::time);
  bound.time.name = std::string(ir::kTimeField);
  if (!variant.ingest.empty()) bound.ingest = sourceField(variant, platform, variant.ingest, ir::TypeKind::time);
  for (const std::string& column : variant.keywords) bound.text.push_back(textField(variant, column));
  if (variant.confidence == Confidence::low && variant.assume.empty())
    bound.assumptions.push_back(
        fmt::format("{} is kept as {} describes it, which no record has confirmed", family.id, variant.title));
  Binder(family, variant, platform, settings, report, bound).bind(bound.plan);
  if (report.hasErrorsSince(before)) return std::nullopt;
  ir::normalise(bound.plan);
  dropDefaultIndex(bound);
  return bound;
}

namespace {

// Each part is bound for itself: it may read another source than the next. What follows reads columns only.
std::optional<Bound> bindParts(const ir::Plan& plan, Platform platform, const Settings& settings,
                               base::Report& report) {
  Bound bound;
  bound.plan = plan;
  bound.platform = platform;
  bool good = true;
  for (ir::Plan* part : ir::partsOf(bound.plan.source)) {
    auto made = bind(*part, platform, settings, report);
    good = good && made.has_value();
    if (!made) continue;
    *part = made->plan;
    for (const std::string& assumption : made->assumptions)
      if (std::find(bound.assumptions.begin(), bound.assumptions.end(), assumption) == bound.assumptions.end())
        bound.assumptions.push_back(assumption);
    bound.parts.push_back(std::move(*made));
  }
  if (!good) return std::nullopt;
  bound.time = bound.parts.front().time;
  bound.restriction = {ir::Constant{true}, {}};
  return bound;
}

}  // namespace

std::optional<Bound> bind(const ir::Plan& plan, Platform platform, const Settings& settings, base::Report& report) {
  if (isCorrelation(plan.source)) return bindParts(plan, platform, settings, report);
  std::vector<Read> reads;
  collect(plan, reads);
  if (!oneSource(reads, report)) return std::nullopt;
  const base::Origin& origin = reads.front().origin;
  const auto chosen = chooseFamily(*reads.front().scan, origin, platform, report);
  if (!chosen) return std::nullopt;
  const Family& family = *chosen->family;
  const std::vector<const Variant*> variants = candidates(family, platform, origin, settings, report);
  if (variants.empty()) return std::nullopt;

  // The first that can say the whole rule; failing that, the first that can say it with warnings.
  Attempt first = attempt(family, *chosen->serves, *variants.front(), plan, platform, settings);
  std::optional<Attempt> better;
  int least = first.rank();
  for (std::size_t i = 1; i < variants.size() && least > 0; ++i) {
    Attempt next = attempt(family, *chosen->serves, *variants[i], plan, platform, settings);
    if (next.rank() >= least) continue;
    least = next.rank();
    better = std::move(next);
  }
  if (better) {
    auto& finding = report.add(
        codes::otherVariant, origin.primary(),
        fmt::format("`{}` is compiled for {}, not for {}", family.id, better->variant->title, first.variant->title));
    for (const base::Diagnostic& problem : first.report.findings()) {
      if (!isGap(problem)) continue;
      std::string gap = fmt::format("{}: {}", first.variant->name, withReason(problem));
      if (std::find(finding.notes.begin(), finding.notes.end(), gap) == finding.notes.end())
        finding.note(std::move(gap));
    }
    if (!variants.front()->when.empty()) {
      const auto& [setting, value] = *distinguishing(*first.variant, *better->variant);
      finding.note(fmt::format("`--set {}={}` keeps to the first and says what it cannot find", setting, value));
    }
  }
  Attempt& best = better ? *better : first;
  report.merge(std::move(best.report));
  return std::move(best.bound);
}

}  // namespace quarry::schema
