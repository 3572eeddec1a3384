// A unified diff of two texts.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/limits.h"
#include "quarry/driver/check.h"

namespace quarry::driver {

namespace {

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

struct Line {
  char mark;  // ' ', '-', '+'
  std::string_view text;
};

// Common lines by the longest common subsequence of what lies between the common beginning and end. Fixes touch few
// lines; a middle too large for the table is shown as replaced.
std::vector<Line> compare(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  std::size_t head = 0, tail = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const std::size_t n = a.size() - head - tail, m = b.size() - head - tail;
  std::vector<Line> out;
  for (std::size_t i = 0; i < head; ++i) out.push_back({' ', a[i]});
  if (n * m <= base::limit::kDiffPairs) {
    std::vector<std::vector<std::uint32_t>> longest(n + 1, std::vector<std::uint32_t>(m + 1));
    for (std::size_t i = n; i-- > 0;)
      for (std::size_t k = m; k-- > 0;)
        longest[i][k] =
            a[head + i] == b[head + k] ? longest[i + 1][k + 1] + 1 : std::max(longest[i + 1][k], longest[i][k + 1]);
    std::size_t i = 0, k = 0;
    while (i < n || k < m) {
      if (i < n && k < m && a[head + i] == b[head + k]) {
        out.push_back({' ', a[head + i]});
        ++i;
        ++k;
      } else if (k == m || (i < n && longest[i + 1][k] >= longest[i][k + 1])) {
        out.push_back({'-', a[head + i++]});
      } else {
        out.push_back({'+', b[head + k++]});
      }
    }
  } else {
    for (std::size_t i = 0; i < n; ++i) out.push_back({'-', a[head + i]});
    for (std::size_t k = 0; k < m; ++k) out.push_back({'+', b[head + k]});
  }
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) out.push_back({' ', a[i]});
  return out;
}

}  // namespace

std::string unifiedDiff(const std::string& path, const std::string& before, const std::string& after) {
  if (before == after) return {};
  constexpr std::size_t kContext = 3;
  const auto a = lines(before), b = lines(after);
  const std::vector<Line> all = compare(a, b);
  std::string out = fmt::format("--- {}\n+++ {}\n", path, path);
  std::size_t at = 0, oldLine = 1, newLine = 1;
  const auto advance = [&](const Line& line) {
    if (line.mark != '+') ++oldLine;
    if (line.mark != '-') ++newLine;
  };
  while (at < all.size()) {
    std::size_t change = at;
    while (change < all.size() && all[change].mark == ' ') ++change;
    if (change == all.size()) break;
    const std::size_t begin = std::max(at, change > kContext ? change - kContext : 0);
    for (; at < begin; ++at) advance(all[at]);
    // The hunk goes on while the next change is within twice the context.
    std::size_t end = change;
    for (std::size_t i = change; i < all.size() && i <= end + 2 * kContext; ++i)
      if (all[i].mark != ' ') end = i;
    end = std::min(all.size(), end + 1 + kContext);
    std::string body;
    const std::size_t oldStart = oldLine, newStart = newLine;
    for (; at < end; ++at) {
      body += fmt::format("{}{}\n", all[at].mark, all[at].text);
      advance(all[at]);
    }
    out += fmt::format("@@ -{},{} +{},{} @@\n{}", oldStart, oldLine - oldStart, newStart, newLine - newStart, body);
  }
  return out;
}

}  // namespace quarry::driver
