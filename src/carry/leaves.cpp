#include "carry/leaves.h"

#include <algorithm>
#include <array>

namespace quarry::carry {

namespace {

using engine::Value;

struct Renamed {
  std::string_view from, to;  // an empty name: it says nothing that a rule could ask for
};

// The head of a Windows event. The process that wrote the event is no field of rules, and its name would be taken for
// one of the event's own.
constexpr std::array<Renamed, 18> kSystem = {{
    {"Provider.#attributes.Name", "Provider_Name"},
    {"Provider.Name", "Provider_Name"},
    {"Provider.@Name", "Provider_Name"},
    {"Provider.#attributes.Guid", ""},
    {"Provider.Guid", ""},
    {"EventID.#text", "EventID"},
    {"EventID.#attributes.Qualifiers", ""},
    {"Security.#attributes.UserID", "UserID"},
    {"Security.UserID", "UserID"},
    {"TimeCreated.#attributes.SystemTime", "@time"},
    {"TimeCreated.SystemTime", "@time"},
    {"Execution.#attributes.ProcessID", ""},
    {"Execution.#attributes.ThreadID", ""},
    {"Execution.ProcessID", ""},
    {"Execution.ThreadID", ""},
    {"Correlation.#attributes.ActivityID", ""},
    {"Correlation.ActivityID", ""},
    {"Version", ""},
}};

constexpr std::array<Renamed, 10> kWinlog = {{
    {"provider_name", "Provider_Name"},
    {"event_id", "EventID"},
    {"channel", "Channel"},
    {"computer_name", "Computer"},
    {"user.identifier", "UserID"},
    {"provider_guid", ""},
    {"record_id", ""},
    {"process.pid", ""},
    {"process.thread.id", ""},
    {"version", ""},
}};

constexpr std::array<std::string_view, 9> kTimes = {"@timestamp", "eventTime", "TimeGenerated", "time",     "Timestamp",
                                                    "timestamp",  "_time",     "UtcTime",       "EventTime"};

void walk(const Value& value, ir::Path& path, std::vector<Leaf>& out) {
  if (const engine::Object* object = value.object()) {
    for (const auto& [name, member] : *object) {
      // Text of an element that has attributes as well.
      const bool itself = name == "#text" && !path.empty();
      if (!itself) path.push_back({name, false, std::nullopt});
      walk(member, path, out);
      if (!itself) path.pop_back();
    }
    if (object->empty() && !path.empty()) out.push_back({path, value});
  } else if (const engine::List* list = value.list(); list != nullptr && !path.empty()) {
    // An array in an array: its elements have no name of their own.
    const bool nested = path.back().index.has_value();
    if (nested) path.push_back({"", false, std::nullopt});
    for (std::size_t i = 0; i < list->size(); ++i) {
      path.back().index = static_cast<std::uint32_t>(i);
      walk((*list)[i], path, out);
    }
    path.back().index.reset();
    if (list->empty()) out.push_back({path, value});
    if (nested) path.pop_back();
  } else if (!value.isNull() && !value.isMissing() && !path.empty()) {
    out.push_back({path, value});
  }
}

const Value* member(const Value& value, std::string_view name) {
  const engine::Object* object = value.object();
  if (object == nullptr) return nullptr;
  const auto found = std::find_if(object->begin(), object->end(), [&](const auto& one) { return one.first == name; });
  return found == object->end() ? nullptr : &found->second;
}

std::string keyOf(const ir::Path& path) {
  std::string out;
  for (const ir::PathSegment& segment : path) out += (out.empty() ? "" : ".") + segment.name;
  return out;
}

class Reading {
 public:
  explicit Reading(Leaves& into) : into_(into) {}

  void take(const Value& value) {
    ir::Path path;
    walk(value, path, into_.all);
  }
  template <std::size_t N>
  void takeHead(const Value& head, const std::array<Renamed, N>& names) {
    std::vector<Leaf> found;
    ir::Path path;
    walk(head, path, found);
    for (Leaf& leaf : found) {
      const std::string key = keyOf(leaf.path);
      const auto renamed =
          std::find_if(names.begin(), names.end(), [&](const Renamed& one) { return one.from == key; });
      if (renamed == names.end()) {
        if (leaf.path.size() == 1) add(std::move(leaf));
      } else if (renamed->to == ir::kTimeField) {
        if (const auto time = engine::instantOf(leaf.value)) into_.time = time;
      } else if (!renamed->to.empty()) {
        leaf.path = {{std::string(renamed->to), false, std::nullopt}};
        add(std::move(leaf));
      }
    }
  }

 private:
  void add(Leaf leaf) {
    if (into_.find(leaf.name()) == nullptr) into_.all.push_back(std::move(leaf));
  }

  Leaves& into_;
};

}  // namespace

std::string Leaf::name() const {
  ir::Path any = path;
  for (ir::PathSegment& segment : any) {
    segment.each = segment.each || segment.index.has_value();
    segment.index.reset();
  }
  return ir::print(any);
}

std::vector<std::uint32_t> Leaf::indices() const {
  std::vector<std::uint32_t> out;
  for (const ir::PathSegment& segment : path)
    if (segment.index) out.push_back(*segment.index);
  return out;
}

const Leaf* Leaves::find(std::string_view name) const {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Leaf& leaf) { return leaf.name() == name; });
  return found == all.end() ? nullptr : &*found;
}

Leaves leavesOf(const Value& event) {
  Leaves out;
  Reading reading(out);
  const Value* xml = member(event, "Event");
  const Value* system = xml == nullptr ? nullptr : member(*xml, "System");
  const Value* winlog = member(event, "winlog");
  if (system != nullptr) {
    if (const Value* data = member(*xml, "EventData")) reading.take(*data);
    // The data stand in an element whose name differs from event to event.
    if (const Value* user = member(*xml, "UserData"); user != nullptr && user->object() != nullptr)
      for (const auto& [name, data] : *user->object()) reading.take(data);
    reading.takeHead(*system, kSystem);
    std::erase_if(out.all, [](const Leaf& leaf) { return leaf.path.front().name == "#attributes"; });
  } else if (winlog != nullptr && member(*winlog, "event_data") != nullptr) {
    reading.take(*member(*winlog, "event_data"));
    reading.takeHead(*winlog, kWinlog);
  } else {
    reading.take(event);
  }
  for (const std::string_view name : kTimes) {
    if (out.time) break;
    if (const Leaf* leaf = out.find(name)) out.time = engine::instantOf(leaf->value);
    if (const Value* outer = member(event, name); outer != nullptr && !out.time) out.time = engine::instantOf(*outer);
  }
  return out;
}

}  // namespace quarry::carry
