// Collections: several rules in one file that share what an `action: global` document says.
#include <fmt/format.h>

#include "quarry/base/codes/rule.h"
#include "rule/documents.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

void reportConflict(const Entry& own, const Entry& shared, base::Report& report) {
  report
      .add(codes::collectionConflict, own.key.span,
           fmt::format("`{}` is said here and in the shared document: here wins", own.key.text))
      .label(shared.key.span, "the shared one")
      .note("other tools let the shared one win: say it in one place only");
}

// What two scalars or lists say the same.
bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() || a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i)
    if (a.entries[i].key.text != b.entries[i].key.text || !same(a.entries[i].value, b.entries[i].value)) return false;
  return true;
}

// Adds what `shared` says and `own` does not; mappings are merged key by key.
void merge(Node& own, const Node& shared, bool isDetection, base::Report& report) {
  for (const Entry& entry : shared.entries) {
    auto found = own.entries.begin();
    while (found != own.entries.end() && found->key.text != entry.key.text) ++found;
    if (found == own.entries.end())
      own.entries.push_back(entry);
    else if (found->value.isMapping() && entry.value.isMapping())
      merge(found->value, entry.value, isDetection || entry.key.text == "detection" || entry.key.text == "logsource",
            report);
    else if (isDetection && !same(found->value, entry.value))
      reportConflict(*found, entry, report);
  }
}

Node without(Node document, std::string_view key) {
  std::erase_if(document.entries, [&](const Entry& entry) { return entry.key.text == key; });
  return document;
}

Node emptyMapping() {
  Node node;
  node.kind = base::yaml::Kind::mapping;
  return node;
}

// `document` over what came before it: the later one wins, as in a repetition.
Node over(Node document, const Node& earlier) {
  base::Report quiet;  // to say something anew is what a repetition is for
  merge(document, earlier, false, quiet);
  return document;
}

}  // namespace

std::vector<Node> gathered(std::vector<Node> documents, base::Report& report) {
  std::vector<Node> whole;
  Node global = emptyMapping();
  std::optional<std::size_t> previous;  // the last rule, among the whole ones
  std::optional<base::Span> unused;     // a shared document that no rule has followed yet
  for (Node& document : documents) {
    const Entry* action = document.isMapping() ? document.findEntry("action") : nullptr;
    if (action == nullptr &&
        (!document.isMapping() || document.find("correlation") != nullptr || document.find("filter") != nullptr)) {
      whole.push_back(std::move(document));
      continue;
    }
    const std::string what = action == nullptr ? "" : action->value.text;
    if (action != nullptr && what == "global") {
      // Several add up; what the later one says wins.
      unused = action->key.span;
      global = over(without(std::move(document), "action"), global);
    } else if (what == "reset") {
      global = emptyMapping();
      unused.reset();
    } else if (what == "repeat") {
      unused.reset();
      if (!previous) {
        report.add(codes::badAction, action->value.span, "there is no rule before this one to repeat");
        continue;
      }
      Node repeated = over(without(std::move(document), "action"), whole[*previous]);
      previous = whole.size();
      whole.push_back(std::move(repeated));
    } else if (action != nullptr) {
      report.add(codes::badAction, action->value.span, fmt::format("there is no action `{}`", what))
          .note(
              "`global` shares what it says with the rules that follow, `reset` ends that, `repeat` takes the rule "
              "before once more");
    } else {
      unused.reset();
      merge(document, global, false, report);
      previous = whole.size();
      whole.push_back(std::move(document));
    }
  }
  if (unused)
    report.add(codes::badAction, *unused, "no rule follows that could take what this document shares")
        .note("it is no rule by itself; without `action` it would be one");
  return whole;
}

}  // namespace quarry::rule
