#include "engine/flat/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/flat/compiler.h"
#include "engine/flat/reader.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/codes/run.h"
#include "quarry/engine/flat.h"

namespace quarry::engine::flat {

void fail(Run& run, const base::Origin& origin, std::string message) {
  if (!run.failed) run.context.report.add(codes::runFailed, origin.primary(), std::move(message));
  run.failed = true;
}

namespace {

void flattenInto(Row& row, const std::string& name, const Value& value) {
  if (const Object* object = value.object()) {
    for (const auto& [key, member] : *object)
      flattenInto(row, name.empty() ? key : fmt::format("{}.{}", name, key), member);
    return;
  }
  if (const List* list = value.list()) {
    for (std::size_t i = 0; i < list->size(); ++i) flattenInto(row, elementName(name, i), (*list)[i]);
    return;
  }
  if (value.isMissing() || value.isNull()) return;
  const Number* number = value.number();
  if (number != nullptr && number->text.empty())
    row.fields().emplace_back(name, fromNumber(number->value));
  else
    row.fields().emplace_back(name, textOf(value).value_or(std::string()));
}

// What plans in arguments are to be run over the events of the query itself.
bool readsEventsAgain(const std::vector<ir::Step>& steps);

bool readsEventsAgain(const ir::Argument& argument) {
  if (const auto* plan = std::get_if<std::shared_ptr<const ir::Plan>>(&argument.value))
    return std::holds_alternative<ir::Scan>((*plan)->source) || readsEventsAgain((*plan)->steps);
  if (const auto* list = std::get_if<ir::ArgumentList>(&argument.value))
    for (const ir::Argument& one : list->of)
      if (readsEventsAgain(one)) return true;
  return false;
}

bool readsEventsAgain(const std::vector<ir::Step>& steps) {
  for (const ir::Step& step : steps) {
    if (const auto* apply = std::get_if<ir::Apply>(&step.node))
      for (const ir::Argument& argument : apply->arguments)
        if (readsEventsAgain(argument)) return true;
    if (const auto* branch = std::get_if<ir::Branch>(&step.node))
      for (const auto& arm : branch->arms)
        if (readsEventsAgain(arm)) return true;
  }
  return false;
}

constexpr std::uint64_t kEventsBetweenProgress = 8192;

}  // namespace

Row flatten(const Value& event) {
  Row row;
  flattenInto(row, {}, event);
  return row;
}

void settleTimestamp(Row& row, const Context& context) {
  if (const std::string* known = row.find("@timestamp")) {
    if (toNumber(*known)) return;
    if (const auto instant = parseInstant(*known)) row.set("@timestamp", std::to_string(instant->milliseconds));
    return;
  }
  for (const std::string& name : context.timeFields) {
    const std::string* text = row.find(name);
    if (text == nullptr) continue;
    if (const auto instant = instantOf(Value(*text))) {
      row.set("@timestamp", std::to_string(instant->milliseconds));
      return;
    }
  }
  row.set("@timestamp", std::to_string(context.now.milliseconds));
}

namespace {

// Calls `use` with each event as a row, which is used again for the next one.
void forEachEvent(EventSource& events, Run& run, const std::function<void(const Row&)>& use) {
  Reader reader;
  Row row;
  EventText event;
  std::uint64_t count = 0;
  while (!run.failed && events.next(event)) {
    if (isStopped(run.context)) {
      run.stopped = true;
      return;
    }
    if (run.context.progress && ++count % kEventsBetweenProgress == 0)
      run.context.progress(events.counts().bytes, events.totalBytes());
    if (const std::string_view fault = reader.read(event.json, row); !fault.empty()) {
      events.reject(event, fault);
      continue;
    }
    settleTimestamp(row, run.context);
    if (run.readsRaw && !row.has("@rawstring")) row.set("@rawstring", std::string(event.json));
    use(row);
  }
}

// A row of its own, with what free text is to look at whatever the steps make of it.
Row eventOf(const Row& row, const Run& run) {
  Row event = row;
  if (run.keepsStart) event.event = std::make_shared<const Row>(row);
  return event;
}

// The filters that a plan begins with: most events go no further, and need not be copied.
std::size_t leadingFilters(const ir::Plan& plan) {
  std::size_t count = 0;
  while (count < plan.steps.size() && std::holds_alternative<ir::Filter>(plan.steps[count].node)) ++count;
  return count;
}

}  // namespace

std::function<Rows()> Compiler::query(const ir::Plan& plan, const Call& call) {
  const std::string view = call.text("view", call.text("repo"));
  const bool own = view.empty() || view.starts_with("Same") || view.starts_with("same") || view.starts_with("View") ||
                   view.starts_with("Repo");
  const auto bound = [&](std::string_view name) -> std::optional<std::optional<std::int64_t>> {
    const std::string text = call.text(name);
    const bool given = !text.empty() && !text.starts_with("Start_") && !text.starts_with("End_") &&
                       text.find("primary") == std::string::npos && text.find("main") == std::string::npos;
    if (!given) return std::optional<std::int64_t>();
    const auto at = time(text);
    if (!at) refuse(codes::badArgument, call.origin(), fmt::format("`{}` is no time", text));
    return at ? std::optional(at) : std::nullopt;
  };
  const auto start = bound("start"), end = bound("end");
  if (!start || !end) return nullptr;
  if (!own && !run_.context.views.contains(view)) {
    report()
        .add(codes::noTable, call.origin().primary(), fmt::format("there is no view `{}`", view))
        .note(fmt::format("name its events with `--view {}=PATH`", view));
    return nullptr;
  }
  return [steps = pipeline(plan), own, view, start = *start, end = *end, run = &run_] {
    Rows out;
    const Stage first = instantiate(steps, {[&](Row&& row) { out.push_back(std::move(row)); }, [] {}});
    const auto use = [&](const Row& row) {
      const auto time = row.number("@timestamp");
      const bool late = start ? time && *time < static_cast<double>(*start)
                              : run->startKnown && time && *time < static_cast<double>(run->start);
      const bool early = end ? time && *time >= static_cast<double>(*end)
                             : run->endKnown && time && *time >= static_cast<double>(run->end);
      if (!late && !early) first.push(eventOf(row, *run));
    };
    if (own) {
      for (const Row& row : run->events) use(row);
    } else {
      EventSource events = EventSource::files(run->context.views.at(view), run->context.sources, run->context.report);
      forEachEvent(events, *run, use);
    }
    first.finish();
    return out;
  };
}

}  // namespace quarry::engine::flat

namespace quarry::engine {

std::string_view FlatRow::get(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

void FlatRow::writeJson(std::string& out) const {
  out += '{';
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    writeJsonText(fields[i].first, out);
    out += ':';
    // What prints as it reads is a number of JSON; everything else is a text.
    const auto number = flat::toNumber(fields[i].second);
    if (number && flat::fromNumber(*number) == fields[i].second &&
        fields[i].second.find_first_not_of("-0123456789.") == std::string::npos)
      out += fields[i].second;
    else
      writeJsonText(fields[i].second, out);
  }
  out += '}';
}

bool isFlat(const ir::Plan& plan) {
  const auto* scan = std::get_if<ir::Scan>(&plan.source);
  return scan != nullptr && scan->flat;
}

Outcome runFlat(const ir::Plan& plan, EventSource& events, const FlatSink& sink, Context& context) {
  Outcome outcome;
  flat::Run run(context);
  run.now = context.now.milliseconds;
  run.startKnown = context.start.has_value();
  run.endKnown = context.end.has_value();
  run.start = context.start ? context.start->milliseconds : 0;
  run.end = context.end ? context.end->milliseconds : run.now;
  const std::size_t before = context.report.size();
  flat::Compiler compiler(run);
  const std::size_t filters = flat::leadingFilters(plan);
  std::vector<flat::Condition> conditions;
  for (std::size_t i = 0; i < filters; ++i)
    conditions.push_back(compiler.condition(std::get<ir::Filter>(plan.steps[i].node).where));
  run.keepsStart = false;  // so far the row is the event
  const flat::Pipeline pipeline =
      compiler.pipeline({plan.steps.begin() + static_cast<std::ptrdiff_t>(filters), plan.steps.end()});
  if (context.report.hasErrorsSince(before)) return {{}, 0, false};

  const auto pump = [&](const flat::Stage& first) {
    const bool bounded = run.startKnown || run.endKnown;
    const auto inside = [&](const flat::Row& row) {
      const auto time = row.number("@timestamp");
      return !bounded || !time ||
             ((!run.startKnown || *time >= static_cast<double>(run.start)) &&
              (!run.endKnown || *time < static_cast<double>(run.end)));
    };
    const auto take = [&](const flat::Row& row) {
      if (!inside(row)) return;
      for (const flat::Condition& condition : conditions)
        if (!condition(row)) return;
      first.push(flat::eventOf(row, run));
    };
    if (flat::readsEventsAgain(plan.steps)) {
      // Subqueries look at the same events, in an interval of their own, before the query does.
      flat::forEachEvent(events, run, [&](const flat::Row& row) { run.events.push_back(row); });
      for (const flat::Row& row : run.events)
        if (!run.failed) take(row);
    } else {
      flat::forEachEvent(events, run, take);
    }
    if (!run.failed) first.finish();
  };
  std::vector<FlatRow> out;
  bool wanted = true;
  const flat::Stage last{[&](flat::Row&& row) {
                           if (run.failed || !wanted) return;
                           ++outcome.rows;
                           wanted = sink(FlatRow{std::move(row.fields())});
                         },
                         [] {}};
  pump(flat::instantiate(pipeline, last));
  outcome.input = events.counts();
  const auto& findings = context.report.findings();
  const bool limited = std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(),
                                   [](const base::Diagnostic& one) { return one.def->code == codes::regexLimit.code; });
  outcome.complete = outcome.input.complete && !run.failed && !run.stopped && !limited;
  return outcome;
}

}  // namespace quarry::engine
