// Any rules over any events: alone and in a batch they find the same events, and what explains a condition agrees.
#include <zlib.h>

#include <algorithm>
#include <string>
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
  Events(const std::string& text, bool numbers) : text_(text) {
    if (text.size() % 7 == 0 && text.size() < 2000)
      for (int i = 0; i < 20; ++i) text_ += '\n' + text;
    // More than the engine keeps of the numbers of a percentile, each for itself.
    if (numbers && text.size() % 3 == 0 && text.size() < 500)
      while (text_.size() < 12'000 * (text.size() / (1 + std::count(text.begin(), text.end(), '\n'))))
        text_ += '\n' + text;
    if (text.size() % 4 != 0) return;
    path_ = fuzz::written("events.json", text_);
    if (text.size() % 8 != 0) return;
    const gzFile out = ::gzopen(path_.c_str(), "wb");
    ::gzwrite(out, text_.data(), static_cast<unsigned>(text_.size()));
    ::gzclose(out);
  }

  engine::EventSource read(base::Sources& sources, base::Report& report, engine::Reading reading = {}) const {
    return path_.empty() ? engine::EventSource::text("events", text_, sources, report)
                         : engine::EventSource::files({path_}, sources, report, reading);
  }
  bool areInFile() const { return !path_.empty(); }
  // What form the file has is told by its first line, unless that is too large for an event.
  bool firstLineIsWithin(std::size_t most) const {
    const std::size_t begin = std::min(text_.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), text_.size());
    return std::min(text_.find('\n', begin), text_.size()) - begin <= most;
  }
  // Few bytes at a time, as many as follow from the text.
  engine::Reading inPieces() const { return {1 + text_.size() % 61}; }

 private:
  std::string text_, path_;
};

// The texts of all events, as the reading gives them.
std::vector<std::string> textsOf(const Events& events, engine::Reading reading) {
  base::Sources sources;
  base::Report report;
  engine::EventSource source = events.read(sources, report, reading);
  std::vector<std::string> texts;
  for (engine::EventText event; source.next(event);) texts.emplace_back(event.json);
  return texts;
}

// A file gives the same events in whatever pieces it is read, but for those that are too large.
void readInPieces(const Events& events) {
  const std::vector<std::string> all = textsOf(events, {});
  engine::Reading reading = events.inPieces();
  fuzz::require(textsOf(events, reading) == all, "pieces of any size give the same events");
  reading.mostOfEvent = 100;
  if (!events.firstLineIsWithin(reading.mostOfEvent)) return;
  std::vector<std::string> small;
  for (const std::string& one : all)
    if (one.size() <= reading.mostOfEvent) small.push_back(one);
  fuzz::require(textsOf(events, reading) == small, "events that are too large are passed over, and no others");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::asText(data, size);
  if (!fuzz::isText(text)) return 0;
  const auto [yaml, eventText] = fuzz::cut(text);
  const bool percentiles = yaml.find("percentile") != std::string::npos || yaml.find("median") != std::string::npos;
  const Events events(eventText, percentiles);
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
  if (events.areInFile()) readInPieces(events);
  engine::EventSource input = events.read(sources, report, events.inPieces());
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
