#include "engine/view.h"

#include <algorithm>

#include "engine/record.h"
#include "quarry/base/box.h"

namespace quarry::engine {

View viewOf(const Value& value) {
  View view;
  view.value = &value;
  std::visit(base::overloaded{
                 [](Missing) {},
                 [&](Null) { view.kind = View::Kind::null; },
                 [&](bool flag) {
                   view.kind = View::Kind::boolean;
                   view.flag = flag;
                 },
                 [&](const Number& number) {
                   view.kind = View::Kind::number;
                   view.number = number.value;
                   view.text = number.text;
                 },
                 [&](const std::string& text) {
                   view.kind = View::Kind::text;
                   view.text = text;
                 },
                 [&](Instant instant) {
                   view.kind = View::Kind::instant;
                   view.integer = instant.milliseconds;
                   view.number = static_cast<double>(instant.milliseconds);
                 },
                 [&](ir::Duration duration) {
                   view.kind = View::Kind::duration;
                   view.integer = duration.milliseconds;
                   view.number = static_cast<double>(duration.milliseconds);
                 },
                 [&](const std::shared_ptr<const List>&) { view.kind = View::Kind::list; },
                 [&](const std::shared_ptr<const Object>&) { view.kind = View::Kind::object; },
             },
             value.node());
  return view;
}

namespace {

// A fraction, or a whole number beyond 64 bits: its text is in the event only.
bool isInexact(const View& view) {
  return view.kind == View::Kind::number && view.value == nullptr && !view.whole && view.record != nullptr;
}

}  // namespace

Value valueOf(const View& view) {
  if (view.value != nullptr) return *view.value;
  switch (view.kind) {
    case View::Kind::missing:
      return {};
    case View::Kind::null:
      return Null{};
    case View::Kind::boolean:
      return view.flag;
    case View::Kind::number:
      if (view.whole) return Number{view.number, std::to_string(view.integer)};
      return Number{view.number, isInexact(view) ? view.record->exactText(view) : std::string(view.text)};
    case View::Kind::text:
      return view.text;
    case View::Kind::instant:
      return Instant{view.integer};
    case View::Kind::duration:
      return ir::Duration{view.integer};
    case View::Kind::many:
    case View::Kind::list:
    case View::Kind::object:
      return view.record->materialise(view);
  }
  return {};
}

bool forEach(const View& view, FunctionRef<bool(const View&)> use) {
  if (view.kind == View::Kind::missing) return true;
  if (view.kind != View::Kind::list && view.kind != View::Kind::many) return use(view);
  if (view.value == nullptr) return view.record->forEachElement(view, use);
  const List& list = *view.value->list();
  return std::all_of(list.begin(), list.end(), [&](const Value& one) { return use(viewOf(one)); });
}

std::string_view textOf(const View& view, std::string& buffer) {
  switch (view.kind) {
    case View::Kind::text:
      return view.text;
    case View::Kind::boolean:
      return view.flag ? "true" : "false";
    case View::Kind::number:
      if (!view.text.empty()) return view.text;
      buffer = view.whole        ? std::to_string(view.integer)
               : isInexact(view) ? view.record->exactText(view)
                                 : printNumber(view.number);
      return buffer;
    case View::Kind::instant:
      buffer = print(Instant{view.integer});
      return buffer;
    case View::Kind::duration:
      buffer = std::to_string(view.integer);
      return buffer;
    case View::Kind::missing:
    case View::Kind::null:
    case View::Kind::list:
    case View::Kind::object:
    case View::Kind::many:
      return {};
  }
  return {};
}

bool numberOf(const View& view, double& number) {
  switch (view.kind) {
    case View::Kind::number:
    case View::Kind::instant:
    case View::Kind::duration:
      number = view.number;
      return true;
    case View::Kind::text: {
      const auto parsed = parseNumber(view.text);
      if (parsed) number = *parsed;
      return parsed.has_value();
    }
    default:
      return false;
  }
}

bool isPresent(const View& view) {
  if (view.kind != View::Kind::list && view.kind != View::Kind::many)
    return view.kind != View::Kind::missing && view.kind != View::Kind::null;
  return !forEach(view, [](const View& one) { return !isPresent(one); });
}

}  // namespace quarry::engine
