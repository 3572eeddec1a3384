// Microsoft's query language: Sentinel and Defender XDR.
#include "quarry/target/target.h"

#include "target/kql/generate.h"
#include "target/phrase.h"

namespace quarry::target::kql {

namespace {

class Kql final : public Target {
 public:
  schema::Platform platform() const override { return schema::Platform::kql; }

  std::optional<Query> generate(const schema::Bound& bound, base::Report& report) const override {
    const std::size_t before = report.size();
    Query query = Generator(bound, report).run();
    if (report.hasErrorsSince(before)) return std::nullopt;
    return query;
  }

  std::string comment(std::span<const std::string> lines) const override { return lineComments(lines, "// "); }
};

}  // namespace

const Target& instance() {
  static const Kql target;
  return target;
}

}  // namespace quarry::target::kql
