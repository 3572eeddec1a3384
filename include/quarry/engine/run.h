// Runs plans over events. docs/semantics.md says what comes out; this is that page in code.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/engine/context.h"
#include "quarry/engine/events.h"
#include "quarry/engine/value.h"
#include "quarry/ir/plan.h"

namespace quarry::engine {

class Row;

// A result row while the sink looks at it.
class ResultRow {
 public:
  explicit ResultRow(const Row& row) : row_(row) {}
  // The value of a column, or of a field of the event by its path. Missing if there is none.
  Value get(std::string_view name) const;
  // All that the row holds, in order: the columns of a closed row, else the event with the columns laid over it.
  Object object() const;
  void writeJson(std::string& out) const;  // one line, no line break

 private:
  const Row& row_;
};

// False: no more rows are wanted.
using Sink = std::function<bool(const ResultRow&)>;

struct Outcome {
  EventCounts input;
  std::uint64_t rows = 0;
  bool complete = true;  // false: the input broke off, or a limit stopped an evaluation; what came out is not all
};

// A plan made ready to run: every field has a place, every pattern is compiled. Can be run any number of times.
class Program {
 public:
  // None if an error was reported: the plan needs something that the engine does not have.
  static std::optional<Program> compile(const ir::Plan& plan, Context& context);

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  Outcome run(EventSource& events, const Sink& sink, Context& context) const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Program(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Compiles and runs; nothing comes out and the outcome is incomplete if the plan cannot be compiled.
Outcome run(const ir::Plan& plan, EventSource& events, const Sink& sink, Context& context);

// Many plans over one pass of the events: each field is read once, and a plan is asked only for events that hold a text
// or number that its condition needs.
using BatchSink = std::function<void(std::size_t plan, const ResultRow&)>;
Outcome runAll(const std::vector<const ir::Plan*>& plans, EventSource& events, const BatchSink& sink, Context& context);

}  // namespace quarry::engine
