// session and series: rows cut where they pause.
#include <algorithm>
#include <cmath>

#include "engine/flat/compiler.h"
#include "quarry/base/codes/query.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::optional<double> pauseOf(const Call& call, std::string_view name, Compiler& compiler, double fallback) {
  if (!call.has(name)) return fallback;
  const auto duration = durationOf(call.text(name));
  if (!duration) {
    compiler.refuse(codes::badArgument, call.origin(), "`" + call.text(name) + "` is no length of time");
    return std::nullopt;
  }
  return static_cast<double>(*duration);
}

void byTime(Rows& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.number("@timestamp").value_or(0) < b.number("@timestamp").value_or(0);
  });
}

AccumulatorMaker session(const Call& call, Compiler& compiler) {
  const AccumulatorMaker make = compiler.aggregates(call);
  const auto pause = pauseOf(call, "maxpause", compiler, 15 * 60e3);
  if (!make || !pause) return nullptr;
  return [make, pause = *pause] {
    return gathered([make, pause](Rows& rows) {
      byTime(rows);
      Rows out;
      for (std::size_t i = 0; i < rows.size();) {
        const Accumulator one = make();
        double last = rows[i].number("@timestamp").value_or(0);
        for (; i < rows.size(); ++i) {
          const double time = rows[i].number("@timestamp").value_or(0);
          if (time - last > pause) break;
          one.add(rows[i]);
          last = time;
        }
        for (Row& row : one.rows()) out.push_back(std::move(row));
      }
      return out;
    });
  };
}

// The values of fields in the order of time, joined, with their duplicates; a new series begins where the old one
// pauses or gets too long, at a row that startmatch takes and behind one that endmatch takes.
AccumulatorMaker series(const Call& call, Compiler& compiler) {
  const auto pause = pauseOf(call, "maxpause", compiler, INFINITY),
             length = pauseOf(call, "maxduration", compiler, INFINITY);
  if (!pause || !length) return nullptr;
  std::string separator = call.text("separator", "\n");
  if (separator == "\\n") separator = "\n";
  const ir::Plan *start = call.plan("startmatch"), *end = call.plan("endmatch");
  const Condition begins = start != nullptr ? compiler.passes(*start) : Condition();
  const Condition ends = end != nullptr ? compiler.passes(*end) : Condition();
  return [fields = call.list("collect"), pause = *pause, length = *length, separator, begins, ends] {
    return gathered([=](Rows& rows) {
      byTime(rows);
      Rows out;
      std::vector<const Row*> current;
      const auto timeOf = [](const Row& row) { return row.number("@timestamp").value_or(0); };
      const auto close = [&] {
        if (current.empty()) return;
        Row row;
        row.setIf("@timestamp", current.front()->get("@timestamp"));
        for (const std::string& field : fields) {
          std::string text;
          bool any = false;
          for (const Row* one : current)
            if (const std::string* value = one->find(field)) {
              if (any) text += separator;
              text += *value;
              any = true;
            }
          if (any && field != "@timestamp") row.set(field, text);
        }
        row.set("_duration", timeOf(*current.back()) - timeOf(*current.front()));
        out.push_back(std::move(row));
        current.clear();
      };
      bool open = !begins;
      for (const Row& row : rows) {
        const double time = timeOf(row);
        if (!current.empty() && (time - timeOf(*current.back()) > pause || time - timeOf(*current.front()) > length)) {
          close();
          open = !begins;
        }
        if (begins && begins(row)) {
          close();
          open = true;
        }
        if (!open) continue;
        current.push_back(&row);
        if (ends && ends(row)) {
          close();
          open = !begins;
        }
      }
      close();
      return out;
    });
  };
}

}  // namespace

void addSessions(Registry& r) {
  r.aggregate(Operation::session, session);
  r.aggregate(Operation::series, series);
}

}  // namespace quarry::engine::flat
