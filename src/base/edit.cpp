#include "quarry/base/edit.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>

namespace quarry::base {

namespace {

// Ranges of the text, in their order.
using Range = std::pair<std::uint32_t, std::uint32_t>;

bool overlap(const Range& a, const Range& b) {
  // Two insertions at one place would depend on their order.
  return a == b || (a.first < b.second && b.first < a.second);
}

// Those that are taken do not overlap, so that only the nearest can overlap another.
bool isFree(const std::set<Range>& taken, const Range& range) {
  auto at = taken.lower_bound({range.first, 0});
  if (at != taken.begin() && overlap(*std::prev(at), range)) return false;
  for (; at != taken.end() && at->first <= range.second; ++at)
    if (overlap(*at, range)) return false;
  return true;
}

}  // namespace

Applied applyFixes(std::string_view text, FileId file, const std::vector<const Fix*>& fixes) {
  Applied applied;
  std::vector<const Edit*> edits;
  std::set<Range> taken;
  for (const Fix* fix : fixes) {
    const bool fits = std::all_of(fix->edits.begin(), fix->edits.end(), [&](const Edit& edit) {
      return edit.span.file == file && edit.span.begin <= edit.span.end && edit.span.end <= text.size() &&
             isFree(taken, {edit.span.begin, edit.span.end});
    });
    if (!fits) {
      ++applied.conflicts;
      continue;
    }
    for (const Edit& edit : fix->edits) {
      edits.push_back(&edit);
      taken.emplace(edit.span.begin, edit.span.end);
    }
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
