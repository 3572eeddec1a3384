#include "quarry/base/edit.h"

#include <algorithm>

namespace quarry::base {

namespace {

bool overlap(const Edit& a, const Edit& b) {
  // Two insertions at one place would depend on their order.
  if (a.span.begin == b.span.begin && a.span.end == b.span.end) return true;
  return a.span.begin < b.span.end && b.span.begin < a.span.end;
}

}  // namespace

Applied applyFixes(std::string_view text, FileId file, const std::vector<const Fix*>& fixes) {
  Applied applied;
  std::vector<const Edit*> edits;
  for (const Fix* fix : fixes) {
    const bool fits = std::all_of(fix->edits.begin(), fix->edits.end(), [&](const Edit& edit) {
      return edit.span.file == file && edit.span.begin <= edit.span.end && edit.span.end <= text.size() &&
             std::none_of(edits.begin(), edits.end(), [&](const Edit* other) { return overlap(edit, *other); });
    });
    if (!fits) {
      ++applied.conflicts;
      continue;
    }
    for (const Edit& edit : fix->edits) edits.push_back(&edit);
    ++applied.fixes;
  }
  // What is put in before a text that another edit replaces comes first.
  std::sort(edits.begin(), edits.end(), [](const Edit* a, const Edit* b) {
    return a->span.begin != b->span.begin ? a->span.begin < b->span.begin : a->span.end < b->span.end;
  });
  std::size_t at = 0;
  for (const Edit* edit : edits) {
    applied.text += text.substr(at, edit->span.begin - at);
    applied.text += edit->replacement;
    at = edit->span.end;
  }
  applied.text += text.substr(at);
  return applied;
}

}  // namespace quarry::base
