// Events from files, as a stream: JSON arrays, one object a line, or objects one after the other; plain or gzip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/limits.h"
#include "quarry/base/report.h"

namespace quarry::engine {

struct EventCounts {
  std::uint64_t events = 0;
  std::uint64_t skipped = 0;  // records that are no JSON objects; each of the first few is reported
  std::uint64_t bytes = 0;    // read so far, as stored (compressed, if the file is)
  bool complete = true;       // false: a file ended early or could not be read to its end
};

// The text of one event, padded as the parser needs it; valid until the next is asked for.
struct EventText {
  std::string_view json;
  std::uint32_t line = 0;  // 1-based, of the file the event stands in
};

// How files are read, in bytes. The events are the same whatever the size of the pieces.
struct Reading {
  std::size_t chunk = std::size_t{1024} * 1024;  // at a time
  std::size_t mostOfEvent = base::limit::kEventBytes;
};

class EventSource {
 public:
  // Paths of files, or "-" for standard input. Findings about their content go to the report.
  static EventSource files(std::vector<std::string> paths, base::Sources& sources, base::Report& report,
                           Reading reading = {});
  // Events held in memory, as the text of a file would be.
  static EventSource text(std::string name, std::string json, base::Sources& sources, base::Report& report);

  EventSource(EventSource&&) noexcept;
  EventSource& operator=(EventSource&&) noexcept;
  ~EventSource();

  // False at the end of the last file.
  bool next(EventText& event);
  // The text could not be parsed as an object: counts it as skipped and reports it at its place.
  void reject(const EventText& event, std::string_view reason);

  const EventCounts& counts() const;
  // All bytes of the files, 0 if that is not known (a pipe): for a progress bar.
  std::uint64_t totalBytes() const;

 private:
  struct State;
  explicit EventSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace quarry::engine
