// CrowdStrike's query language: LogScale, Falcon NG-SIEM.
#include "quarry/target/correlate.h"

#include "target/cql/generate.h"
#include "target/cql/layout.h"
#include "target/phrase.h"

namespace quarry::target::cql {

namespace {

class Cql final : public Target {
 public:
  schema::Platform platform() const override { return schema::Platform::cql; }

  std::optional<Query> generate(const schema::Bound& bound, base::Report& report) const override {
    const std::size_t before = report.size();
    Query query = Generator(bound, report).run();
    if (report.hasErrorsSince(before)) return std::nullopt;
    return laidOut(std::move(query));
  }

  std::string comment(std::span<const std::string> lines) const override { return lineComments(lines, "// "); }
};

}  // namespace

std::optional<Query> withCorrelate(const schema::Bound& bound, base::Report& report) {
  const std::size_t before = report.size();
  Generator generator(bound, report);
  generator.preferCorrelate();
  Query query = generator.run();
  if (report.hasErrorsSince(before)) return std::nullopt;
  return laidOut(std::move(query));
}

const Target& instance() {
  static const Cql target;
  return target;
}

}  // namespace quarry::target::cql

std::optional<quarry::target::Query> quarry::target::withCorrelate(const schema::Bound& bound, base::Report& report) {
  return cql::withCorrelate(bound, report);
}
