#include "quarry/engine/events.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "engine/splitter.h"
#include "quarry/base/codes/run.h"
#include "quarry/base/limits.h"

namespace quarry::engine {

namespace {

constexpr std::uint64_t kShown = 5;             // skipped records of a file that are reported each
constexpr std::size_t kMostExcerpt = 4 * 1024;  // bytes of a broken record that are kept to be shown

// The parser's messages begin with a capital and end with a stop; ours do not.
std::string sentence(std::string_view reason) {
  if (reason.ends_with('.')) reason.remove_suffix(1);
  std::string text(reason);
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && (text[1] < 'A' || text[1] > 'Z'))
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::uint64_t sizeOf(const std::string& path) {
  struct stat status {};
  if (path == "-" || stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace

struct EventSource::State {
  base::Sources& sources;
  base::Report& report;
  std::vector<std::string> paths;
  Reading reading;
  std::optional<std::string> text;  // instead of files
  std::size_t nextPath = 0;
  std::optional<Splitter> splitter;
  std::string path;  // of the open file
  std::uint64_t skippedHere = 0, doneBytes = 0, total = 0;
  EventCounts counts;
  std::string broken{};  // the event that the file ends in
  std::uint32_t brokenLine = 0;

  base::Diagnostic& reportAt(const base::DiagnosticDef& def, std::string_view excerpt, std::uint32_t line,
                             std::string message) {
    std::string shown(excerpt.substr(0, kMostExcerpt));
    // Not in the middle of a character.
    if (excerpt.size() > kMostExcerpt)
      while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xC0) == 0x80) shown.pop_back();
    const auto length = static_cast<std::uint32_t>(std::min(shown.find('\n'), shown.size()));
    const base::FileId file = sources.addExcerpt(path, std::move(shown), line);
    return report.add(def, {file, 0, length}, std::move(message));
  }

  bool open() {
    if (text) {
      splitter.emplace(ByteStream::memory(std::move(*text)), reading.mostOfEvent);
      text.reset();
      return true;
    }
    if (nextPath == paths.size()) return false;
    path = paths[nextPath++];
    splitter.emplace(ByteStream::file(path, reading.chunk), reading.mostOfEvent);
    if (path == "-") path = "<stdin>";
    skippedHere = 0;
    broken.clear();
    return true;
  }

  void close() {
    const std::string& fault = splitter->fault();
    if (!fault.empty()) {
      counts.complete = false;
      const bool unread = counts.bytes == doneBytes && splitter->line() == 1 && splitter->stream().consumed() == 0;
      const bool cutOff = fault.starts_with("the ");
      if (unread || !cutOff)
        reportAt(codes::eventsUnreadable, "", 1, fmt::format("`{}` cannot be read: {}", path, fault));
      else
        reportAt(codes::eventsCutOff, broken, broken.empty() ? splitter->line() : brokenLine,
                 fmt::format("{}: the events before it were used", fault));
    }
    if (skippedHere > kShown)
      reportAt(codes::badEvent, "", splitter->line(),
               fmt::format("{} more records of `{}` are skipped", skippedHere - kShown, path));
    doneBytes += splitter->stream().consumed();
    counts.bytes = doneBytes;
    splitter.reset();
  }
};

EventSource::EventSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventSource::EventSource(EventSource&&) noexcept = default;
EventSource& EventSource::operator=(EventSource&&) noexcept = default;
EventSource::~EventSource() = default;

EventSource EventSource::files(std::vector<std::string> paths, base::Sources& sources, base::Report& report,
                               Reading reading) {
  auto state = std::make_unique<State>(State{sources, report, std::move(paths), reading, {}, 0, {}, {}, 0, 0, 0, {}});
  for (const std::string& path : state->paths) state->total += sizeOf(path);
  return EventSource(std::move(state));
}

EventSource EventSource::text(std::string name, std::string json, base::Sources& sources, base::Report& report) {
  const std::uint64_t size = json.size();
  return EventSource(
      std::make_unique<State>(State{sources, report, {}, {}, std::move(json), 0, {}, std::move(name), 0, 0, size, {}}));
}

bool EventSource::next(EventText& event) {
  State& state = *state_;
  Piece piece;
  for (;;) {
    if (!state.splitter && !state.open()) return false;
    if (!state.splitter->next(piece)) {
      state.close();
      continue;
    }
    ++state.counts.events;
    state.counts.bytes = state.doneBytes + state.splitter->stream().consumed();
    event = {piece.text, piece.line};
    if (!piece.tooLarge) return true;
    reject(event,
           fmt::format("it is larger than {}", base::shownLimit(state.reading.mostOfEvent, base::Limit::Unit::bytes)));
  }
}

void EventSource::reject(const EventText& event, std::string_view reason) {
  State& state = *state_;
  --state.counts.events;
  state.splitter->breakOff();
  // An event that the file breaks off in is said once, when the file is done.
  if (!state.splitter->fault().empty()) {
    state.broken = event.json.substr(0, kMostExcerpt);
    state.brokenLine = event.line;
    return;
  }
  ++state.counts.skipped;
  if (++state.skippedHere > kShown) return;
  state.reportAt(codes::badEvent, event.json, event.line, fmt::format("this record is skipped: {}", sentence(reason)));
}

const EventCounts& EventSource::counts() const { return state_->counts; }
std::uint64_t EventSource::totalBytes() const { return state_->total; }

}  // namespace quarry::engine
