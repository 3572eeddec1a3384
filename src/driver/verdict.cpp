#include "quarry/driver/verdict.h"

#include <algorithm>

namespace quarry::driver {

namespace {

using engine::Explanation;

constexpr std::size_t kMostWords = 76, kMostValue = 60;  // characters

// At most so many characters; what is cut is shown as an ellipsis.
std::string cut(const std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (++characters > most) return text.substr(0, i) + "…";
  }
  return text;
}

std::string oneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

class Wording {
 public:
  Wording(const rule::Rule& rule, const base::Sources& sources) : rule_(rule), sources_(sources) {}

  Verdict verdict(const Explanation& part, const rule::Selection* around) const {
    const rule::Selection* selection = selectionOf(part);
    if (selection != nullptr && selection != around) {
      Verdict made{Verdict::Kind::selection, part.holds, selection->name.value, {}, {}};
      Verdict inner = verdict(part, selection);
      // The conjunction that a mapping is has nothing to say of its own.
      const bool plain = part.kind == Explanation::Kind::all && inner.value.empty();
      if (plain)
        made.of = std::move(inner.of);
      else
        made.of.push_back(std::move(inner));
      return made;
    }
    Verdict made{
        selection != nullptr ? Verdict::Kind::part : Verdict::Kind::condition, part.holds, words(part), {}, {}};
    // `exists: false` and `neq` are one line: the words are the same.
    const Explanation* decisive = &part;
    if (part.kind == Explanation::Kind::negated && !part.of.front().origin.empty() && !part.origin.empty() &&
        part.of.front().origin.primary() == part.origin.primary() && isLeaf(part.of.front()))
      decisive = &part.of.front();
    if (isLeaf(*decisive)) {
      made.kind = Verdict::Kind::test;
      made.value = value(*decisive);
    }
    if (decisive == &part)
      for (const Explanation& inner : part.of) made.of.push_back(verdict(inner, around));
    return made;
  }

 private:
  static bool isLeaf(const Explanation& part) {
    return part.kind == Explanation::Kind::test || part.kind == Explanation::Kind::value ||
           part.kind == Explanation::Kind::element || part.kind == Explanation::Kind::constant;
  }

  const rule::Selection* selectionOf(const Explanation& part) const {
    if (part.origin.empty()) return nullptr;
    const base::Span at = sources_.outermost(part.origin.primary());
    const auto found = std::find_if(rule_.selections.begin(), rule_.selections.end(), [&](const rule::Selection& s) {
      const base::Span span = sources_.outermost(s.detection.span);
      return span.file == at.file && span.begin <= at.begin && at.end <= span.end;
    });
    return found == rule_.selections.end() ? nullptr : &*found;
  }

  std::string words(const Explanation& part) const {
    std::string text;
    if (!part.origin.empty()) text = oneLine(sources_.text(sources_.outermost(part.origin.primary())));
    if (part.kind == Explanation::Kind::element) text = part.field + " has an element with";
    if (part.kind == Explanation::Kind::any && selectionOf(part) != nullptr && text.starts_with("-")) text = "one of";
    if (part.kind == Explanation::Kind::all && selectionOf(part) != nullptr) text = "all of";
    return cut(text, kMostWords);
  }

  static std::string value(const Explanation& part) {
    switch (part.kind) {
      case Explanation::Kind::constant:
        return part.holds ? "always" : "never";
      case Explanation::Kind::element:
        if (part.elements == 0) return "no elements";
        return "element " + std::to_string(part.element) + " of " + std::to_string(part.elements);
      default:
        if (part.field.empty() && part.kind == Explanation::Kind::test)
          return part.holds ? "in the event" : "nowhere in the event";
        return part.value.isMissing() ? "missing" : cut(engine::toJson(part.value), kMostValue);
    }
  }

  const rule::Rule& rule_;
  const base::Sources& sources_;
};

std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Values stand in one column, as far as the words allow.
std::size_t widest(const Verdict& verdict, std::size_t depth) {
  constexpr std::size_t kFarthest = 60;
  const std::size_t own = verdict.value.empty() ? 0 : 2 * depth + width(verdict.words);
  std::size_t most = own <= kFarthest ? own : 0;
  for (const Verdict& part : verdict.of) most = std::max(most, widest(part, depth + 1));
  return most;
}

void printInto(const Verdict& verdict, std::size_t indent, std::size_t depth, std::size_t column, bool colour,
               std::string& out) {
  const char* const mark = verdict.holds ? "✓" : "✗";
  out += std::string(indent + 2 * depth, ' ');
  out += colour ? (verdict.holds ? "\x1b[32m" : "\x1b[31m") + std::string(mark) + "\x1b[0m" : mark;
  out += " ";
  const bool strong = colour && verdict.kind == Verdict::Kind::selection;
  out += strong ? "\x1b[1m" + verdict.words + "\x1b[0m" : verdict.words;
  if (!verdict.value.empty()) {
    const std::size_t at = 2 * depth + width(verdict.words);
    out += std::string(at < column ? column - at + 3 : 3, ' ');
    out += colour ? "\x1b[2m" + verdict.value + "\x1b[0m" : verdict.value;
  }
  out += '\n';
  for (const Verdict& part : verdict.of) printInto(part, indent, depth + 1, column, colour, out);
}

}  // namespace

engine::Context ruleContext(base::Sources& sources, base::Report& report) {
  engine::Context context{sources, report};
  // Windows events as exporters write them (the event's XML as JSON; Elastic's winlogbeat).
  context.envelopes = {"Event.EventData", "Event.System", "Event.UserData", "winlog.event_data", "winlog"};
  // Data of a provider's own stand in an element that the provider names.
  for (const char* element : {"EventXML", "EventData", "RuleAndFileData", "DocumentPrinted", "CertNotificationData",
                              "Operation_ClientFailure", "Operation_EssStarted", "Operation_TemporaryEssStarted",
                              "Operation_ESStoConsumerBinding", "Operation_StartedOperational",
                              "UMDFHostDeviceArrivalBegin", "UMDFHostDeviceRequest"})
    context.envelopes.push_back(std::string("Event.UserData.") + element);
  context.timeFields.emplace_back("Event.System.TimeCreated.#attributes.SystemTime");
  // Google Cloud: Sigma names the fields as the add-on for Splunk does, below `data`; Google itself writes none.
  context.envelopes.emplace_back("-data");
  context.timeFields.emplace_back("data.timestamp");
  return context;
}

Judge::Judge(const rule::Rule& rule, const ir::Plan& plan, engine::Context& context)
    : rule_(rule), sources_(context.sources) {
  const auto* filter = plan.steps.empty() ? nullptr : std::get_if<ir::Filter>(&plan.steps.front().node);
  if (filter != nullptr) explainer_.emplace(filter->where, context);
}

std::optional<Verdict> Judge::judge(std::string_view event) {
  const auto explanation = explainer_ ? explainer_->explain(event) : std::nullopt;
  if (!explanation) return std::nullopt;
  return Wording(rule_, sources_).verdict(*explanation, nullptr);
}

std::string print(const Verdict& verdict, std::size_t indent, bool colour) {
  std::string out;
  printInto(verdict, indent, 0, widest(verdict, 0), colour, out);
  return out;
}

}  // namespace quarry::driver
