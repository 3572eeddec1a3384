#include "quarry/schema/bind.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes.h"
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
  std::visit(base::overloaded{[&](const ir::Scan& scan) {
                                reads.push_back({&scan, plan.sourceOrigin});
                              },
                              [&](const ir::Union& all) {
                                for (const ir::Plan& inner : all.of) collect(inner, reads);
                              },
                              [](const ir::Incoming&) {}},
             plan.source);
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

}  // namespace

std::optional<Bound> bindTo(const Family& family, const Variant& variant, const ir::Plan& plan, Platform platform,
                            const Settings& settings, base::Report& report) {
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
  bound.restriction = ir::normalised(restrictionOf(variant, platform, settings, bound.assumptions));
  bound.assumptions.insert(bound.assumptions.end(), variant.assume.begin(), variant.assume.end());
  bound.time = sourceField(variant, platform, variant.time, ir::TypeKind::time);
  bound.time.name = std::string(ir::kTimeField);
  if (!variant.ingest.empty()) bound.ingest = sourceField(variant, platform, variant.ingest, ir::TypeKind::time);
  for (const std::string& column : variant.keywords) bound.text.push_back(textField(variant, column));
  Binder(family, variant, platform, settings, report, bound.assumptions).bind(bound.plan);
  if (report.hasErrorsSince(before)) return std::nullopt;
  ir::normalise(bound.plan);
  return bound;
}

std::optional<Bound> bind(const ir::Plan& plan, Platform platform, const Settings& settings, base::Report& report) {
  std::vector<Read> reads;
  collect(plan, reads);
  if (!oneSource(reads, report)) return std::nullopt;
  const Family* family = chooseFamily(*reads.front().scan, reads.front().origin, platform, report);
  if (family == nullptr) return std::nullopt;
  const Variant* variant = chooseVariant(*family, platform, reads.front().origin, settings, report);
  if (variant == nullptr) return std::nullopt;
  return bindTo(*family, *variant, plan, platform, settings, report);
}

}  // namespace quarry::schema
