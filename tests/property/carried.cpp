#include "carried.h"

#include <algorithm>

#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/verdict.h"
#include "quarry/engine/flat.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "quarry/target/target.h"

namespace quarry::test {

namespace {

// Marks each event with its number, so that one run tells which were found.
constexpr const char* kMark = "q_event";

std::string marked(const engine::Object& record, std::size_t number) {
  engine::Object out = record;
  out.emplace_back(kMark, static_cast<double>(number));
  return engine::toJson(engine::Value(std::move(out))) + "\n";
}

void note(const std::optional<double>& number, std::vector<bool>& found) {
  if (number && *number >= 0 && static_cast<std::size_t>(*number) < found.size())
    found[static_cast<std::size_t>(*number)] = true;
}

}  // namespace

std::vector<std::string> documentsOf(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t next = text.find("\n---", at);
    out.push_back(text.substr(at, next == std::string::npos ? next : next - at));
    at = next == std::string::npos ? next : next + 4;
  }
  return out;
}

RuleUnderTest::RuleUnderTest(const std::string& yaml) {
  const std::size_t before = report_.size();
  for (rule::Document& document : rule::read(sources_.add("rule.yml", yaml), sources_, report_)) {
    auto* one = std::get_if<rule::Rule>(&document);
    if (one == nullptr) continue;
    rule_ = std::move(*one);
    break;
  }
  if (rule_) plan_ = rule::lower(*rule_, sources_, report_);
  if (plan_ && !std::holds_alternative<ir::Scan>(plan_->source)) plan_.reset();
  if (plan_)
    ir::normalise(*plan_);
  else
    why_ = reasonSince(before);
}

std::string RuleUnderTest::reasonSince(std::size_t before) const {
  for (std::size_t i = before; i < report_.size(); ++i)
    if (const base::Diagnostic& finding = report_.findings()[i]; finding.severity == base::Severity::error)
      return std::string(finding.def->code) + " " + finding.message;
  return "no reason was given";
}

const Compiled* RuleUnderTest::on(schema::Platform platform) {
  if (!plan_) return nullptr;
  auto& made = compiled_[platform];
  if (made == nullptr && !reasons_.contains(platform)) {
    made = std::make_unique<Compiled>();
    if (!compile(platform, *made)) {
      made.reset();
      reasons_[platform] = why_;
    }
  }
  if (made == nullptr) why_ = reasons_[platform];
  return made.get();
}

bool RuleUnderTest::compile(schema::Platform platform, Compiled& into) {
  const std::size_t before = report_.size();
  auto bound = schema::bind(*plan_, platform, {}, report_);
  if (!bound) return why_ = reasonSince(before), false;
  const auto query = target::target(platform).generate(*bound, report_);
  if (!query) return why_ = reasonSince(before), false;
  into.query = query->text;
  if (platform == schema::Platform::cql) {
    const cql::Tree tree = cql::parse(sources_.add("emitted.cql", query->text), sources_, report_);
    auto lowered = report_.hasErrorsSince(before) ? std::nullopt : cql::lower(tree, {}, report_);
    if (!lowered) return why_ = "emitted CQL: " + reasonSince(before), false;
    into.plan = std::move(*lowered);
  } else {
    auto physical = physicalPlan(*bound, into.readings);
    if (!physical) return why_ = "more than a filter, or a form that only the platform itself can run", false;
    into.plan = std::move(*physical);
  }
  into.bound = std::move(*bound);
  return true;
}

std::optional<carry::Carried> RuleUnderTest::carry(schema::Platform platform, const engine::Value& event) {
  const Compiled* compiled = on(platform);
  if (compiled == nullptr) return std::nullopt;
  const auto carrier = carry::Carrier::to(scan(), platform, {}, compiled->bound.variant, plan_->sourceOrigin, report_);
  auto carried = carrier->carry(event);
  if (auto* record = std::get_if<carry::Carried>(&carried)) return std::move(*record);
  why_ = std::get<std::string>(carried);
  return std::nullopt;
}

std::vector<bool> RuleUnderTest::finds(const std::vector<engine::Value>& events) {
  std::string text;
  for (std::size_t i = 0; i < events.size(); ++i) text += marked(*events[i].object(), i);
  engine::Context context = driver::ruleContext(sources_, report_);
  engine::EventSource source = engine::EventSource::text("events", std::move(text), sources_, report_);
  std::vector<bool> found(events.size(), false);
  engine::run(
      *plan_, source,
      [&](const engine::ResultRow& row) {
        note(engine::numberOf(row.get(kMark)), found);
        return true;
      },
      context);
  return found;
}

std::vector<bool> RuleUnderTest::finds(schema::Platform platform,
                                       const std::vector<std::optional<carry::Carried>>& events) {
  std::vector<bool> found(events.size(), false);
  const Compiled* compiled = on(platform);
  if (compiled == nullptr) return found;
  std::string text;
  for (std::size_t i = 0; i < events.size(); ++i) {
    // A query reads one table.
    if (!events[i] || events[i]->table != compiled->bound.table) continue;
    text += marked(readable(*events[i], compiled->readings), i);
  }
  engine::Context context{.sources = sources_, .report = report_};
  context.now = {1800000000000};
  engine::EventSource source = engine::EventSource::text("events", std::move(text), sources_, report_);
  if (platform == schema::Platform::cql)
    engine::runFlat(
        compiled->plan, source,
        [&](engine::FlatRow&& row) {
          note(engine::parseNumber(row.get(kMark)), found);
          return true;
        },
        context);
  else
    engine::run(
        compiled->plan, source,
        [&](const engine::ResultRow& row) {
          note(engine::numberOf(row.get(kMark)), found);
          return true;
        },
        context);
  return found;
}

}  // namespace quarry::test
