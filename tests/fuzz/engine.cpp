// Any rules over any events: alone and in a batch they find the same events, and what explains a condition agrees.
#include <zlib.h>

#include <vector>

#include "folder.h"
#include "quarry/engine/explain.h"
#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "support.h"

using namespace quarry;

namespace {

// Events in memory, or as the text of a file, plain or compressed: which it is follows from the text, so that a finding
// comes again.
class Events {
 public:
  // Some are there many times, for windows and groups to have something to keep.
  explicit Events(const std::string& text) : text_(text) {
    if (text.size() % 7 == 0 && text.size() < 2000)
      for (int i = 0; i < 20; ++i) text_ += '\n' + text;
    if (text.size() % 4 != 0) return;
    path_ = fuzz::written("events.json", text_);
    if (text.size() % 8 != 0) return;
    const gzFile out = ::gzopen(path_.c_str(), "wb");
    ::gzwrite(out, text_.data(), static_cast<unsigned>(text_.size()));
    ::gzclose(out);
  }

  engine::EventSource read(base::Sources& sources, base::Report& report) const {
    return path_.empty() ? engine::EventSource::text("events", text_, sources, report)
                         : engine::EventSource::files({path_}, sources, report);
  }

 private:
  std::string text_, path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const auto [yaml, eventText] = fuzz::cut(text);
  const Events events(eventText);
  base::Sources sources;
  base::Report report;
  std::vector<ir::Plan> plans;
  const std::vector<rule::Document> documents = rule::read(sources.add("fuzz.yml", yaml), sources, report);
  const rule::FindDocument find = [&](const std::string& name) -> const rule::Document* {
    for (const rule::Document& document : documents) {
      const rule::Metadata& about = rule::about(document);
      if ((about.id && about.id->value == name) || (about.name && about.name->value == name)) return &document;
    }
    return nullptr;
  };
  for (const rule::Document& document : documents) {
    std::optional<ir::Plan> plan;
    if (const auto* rule = std::get_if<rule::Rule>(&document)) plan = rule::lower(*rule, sources, report);
    if (const auto* correlation = std::get_if<rule::Correlation>(&document))
      plan = rule::lower(*correlation, find, sources, report);
    if (!plan) continue;
    ir::normalise(*plan);
    if (ir::verify(*plan, report)) plans.push_back(std::move(*plan));
  }
  engine::Context context{sources, report};
  std::vector<std::string> alone(plans.size()), together(plans.size());
  std::vector<const ir::Plan*> all;
  bool complete = true;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    all.push_back(&plans[i]);
    engine::EventSource input = events.read(sources, report);
    const engine::Outcome outcome = engine::run(
        plans[i], input,
        [&](const engine::ResultRow& row) {
          row.writeJson(alone[i]);
          alone[i] += '\n';
          return true;
        },
        context);
    complete = complete && outcome.complete;
  }
  engine::EventSource input = events.read(sources, report);
  engine::runAll(
      all, input,
      [&](std::size_t plan, const engine::ResultRow& row) {
        row.writeJson(together[plan]);
        together[plan] += '\n';
      },
      context);
  if (complete)
    for (std::size_t i = 0; i < plans.size(); ++i)
      fuzz::require(alone[i] == together[i], "a batch finds what a rule alone finds", ir::print(plans[i]));

  // A plan that is one condition: what is explained as met comes out.
  for (std::size_t i = 0; i < plans.size() && complete; ++i) {
    if (plans[i].steps.size() != 1 || !std::holds_alternative<ir::Scan>(plans[i].source)) continue;
    const auto* filter = std::get_if<ir::Filter>(&plans[i].steps.front().node);
    if (filter == nullptr) continue;
    engine::Explainer explainer(filter->where, context);
    engine::EventSource again = events.read(sources, report);
    engine::EventText event;
    std::size_t met = 0, rows = 0;
    for (const char c : alone[i]) rows += c == '\n' ? 1 : 0;
    while (again.next(event))
      if (const auto explanation = explainer.explain(event.json)) met += explanation->holds ? 1 : 0;
    fuzz::require(met == rows, "what is explained as met comes out", ir::print(plans[i]));
  }
  fuzz::requirePlaces(report, sources);
  return 0;
}
