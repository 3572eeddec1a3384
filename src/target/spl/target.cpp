// Splunk's search language.
#include "quarry/target/target.h"

#include "target/spl/generate.h"

namespace quarry::target::spl {

namespace {

class Spl final : public Target {
 public:
  schema::Platform platform() const override { return schema::Platform::spl; }

  std::optional<Query> generate(const schema::Bound& bound, base::Report& report) const override {
    const std::size_t before = report.size();
    Query query = Generator(bound, report).run();
    if (report.hasErrorsSince(before)) return std::nullopt;
    return query;
  }

  // Triple backticks delimit a comment; a backtick inside would end it or start a macro.
  std::string comment(std::span<const std::string> lines) const override {
    std::string out;
    for (std::string line : lines) {
      for (char& c : line)
        if (c == '`') c = '\'';
      out += "```" + line + "```\n";
    }
    return out;
  }
};

}  // namespace

const Target& instance() {
  static const Spl target;
  return target;
}

}  // namespace quarry::target::spl
