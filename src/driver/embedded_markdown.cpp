// Fences of Markdown (CommonMark 4.5) whose info string says `cql` or `logscale`.
#include <algorithm>

#include "driver/embedded.h"
#include "quarry/base/text.h"

namespace quarry::driver {

namespace {

struct Line {
  std::uint32_t begin = 0, end = 0, next = 0;  // without and with the line break
};

struct Fence {
  std::size_t indent = 0, length = 0;
  char mark = '`';
  std::string info;
};

std::optional<Fence> fenceIn(std::string_view line) {
  Fence fence;
  fence.indent = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(fence.indent);
  if (line.empty() || (line.front() != '`' && line.front() != '~')) return std::nullopt;
  fence.mark = line.front();
  fence.length = std::min(line.find_first_not_of(fence.mark), line.size());
  if (fence.length < 3) return std::nullopt;
  line.remove_prefix(fence.length);
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  fence.info = line.substr(begin, line.find_first_of(" \t{,", begin) - begin);
  return fence;
}

class Reader {
 public:
  Reader(base::FileId file, base::Sources& sources) : file_(file), sources_(sources), text_(sources[file].text()) {}

  std::vector<EmbeddedQuery> run() {
    for (Line line = lineAt(0); line.begin < text_.size(); line = lineAt(line.next)) {
      const auto fence = fenceIn(textOf(line));
      if (!fence) continue;
      const std::uint32_t begin = line.next;
      Line last = line;
      Line inner = lineAt(line.next);
      for (; inner.begin < text_.size() && !closes(inner, *fence); inner = lineAt(inner.next)) last = inner;
      const std::string info = base::asciiLower(fence->info);
      if ((info == "cql" || info == "logscale") && begin < last.end) add(begin, last.end, fence->indent);
      line = inner;
    }
    return std::move(found_);
  }

 private:
  Line lineAt(std::uint32_t at) const {
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    const bool carriage = end > at && text_[end - 1] == '\r';
    return {at, static_cast<std::uint32_t>(end - (carriage ? 1 : 0)),
            static_cast<std::uint32_t>(std::min(end + 1, text_.size()))};
  }
  std::string_view textOf(const Line& line) const { return text_.substr(line.begin, line.end - line.begin); }

  bool closes(const Line& line, const Fence& fence) const {
    const auto other = fenceIn(textOf(line));
    return other && other->mark == fence.mark && other->length >= fence.length && other->info.empty();
  }

  void add(std::uint32_t begin, std::uint32_t end, std::size_t indent) {
    std::string inner;
    std::vector<base::Piece> pieces;
    bool exact = true;
    for (Line line = lineAt(begin); line.begin < end; line = lineAt(line.next)) {
      const std::string_view text = textOf(line);
      const std::size_t blanks = std::min({indent, std::min(text.find_first_not_of(' '), text.size())});
      exact = exact && (blanks == indent || text.empty());
      const auto from = line.begin + static_cast<std::uint32_t>(blanks);
      const bool broken = line.end < end;
      pieces.push_back({static_cast<std::uint32_t>(inner.size()), from, line.end - from + (broken ? 1 : 0)});
      inner += text.substr(blanks);
      if (broken) inner += '\n';
    }
    if (inner.find_first_not_of(" \t\n") == std::string::npos) return;
    EmbeddedQuery query;
    query.place = {file_, begin, end};
    query.key = "cql";
    const bool carriages = text_.substr(begin, end - begin).find("\r\n") != std::string_view::npos;
    if (exact) query.lines = EmbeddedQuery::Lines{begin, end, std::string(indent, ' '), carriages ? "\r\n" : "\n"};
    query.id = sources_.embed(file_, std::move(inner), std::move(pieces));
    found_.push_back(std::move(query));
  }

  base::FileId file_;
  base::Sources& sources_;
  std::string_view text_;
  std::vector<EmbeddedQuery> found_;
};

}  // namespace

std::vector<EmbeddedQuery> queriesInMarkdown(base::FileId file, base::Sources& sources) {
  return Reader(file, sources).run();
}

}  // namespace quarry::driver
