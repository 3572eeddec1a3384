// Builds the tree out of yaml-cpp's events.
#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <sstream>

#include "base/yaml_scalar.h"
#include "quarry/base/codes/file.h"
#include "quarry/base/limits.h"
#include "quarry/base/yaml.h"

namespace quarry::base::yaml {

namespace {

// Tags that say no more than what YAML 1.2 reads out of the value anyway, and `!!str`.
bool isCoreTag(std::string_view tag) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  if (tag.empty() || tag == "?" || tag == "!") return true;
  if (!tag.starts_with(kCore)) return false;
  tag.remove_prefix(kCore.size());
  return tag == "str" || tag == "int" || tag == "float" || tag == "bool" || tag == "null";
}

std::string shortTag(std::string_view tag) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  return tag.starts_with(kCore) ? fmt::format("!!{}", tag.substr(kCore.size())) : std::string(tag);
}
constexpr std::uint32_t kShorter = 2;  // bytes that \U0001F600 is shorter than \uD83D\uDE00

// The bytes of the byte order marks that a text begins with: tools that add one to a file which has one are not rare.
std::size_t leadingMarks(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::size_t bytes = 0;
  while (text.substr(bytes).starts_with(kMark)) bytes += kMark.size();
  return bytes;
}

// Ends the reading of a stream after its fault has been reported.
struct Stop {};

class Builder final : public YAML::EventHandler {
 public:
  // `shortened`: where characters were taken out of the text that yaml-cpp reads, see withoutSurrogates().
  Builder(FileId file, const Source& source, Report& report, const Limits& limits, std::vector<YAML::Mark> shortened)
      : file_(file), source_(source), report_(report), limits_(limits), shortened_(std::move(shortened)) {}

  std::vector<Node> documents;

  std::uint32_t offset(const YAML::Mark& mark) const {
    if (mark.is_null()) return static_cast<std::uint32_t>(source_.text().size());
    // yaml-cpp counts lines from 0 and columns in bytes; it leaves a byte order mark out.
    const std::uint32_t line = static_cast<std::uint32_t>(mark.line) + 1;
    const std::uint32_t bom = line == 1 ? static_cast<std::uint32_t>(leadingMarks(source_.text())) : 0;
    const auto size = static_cast<std::uint32_t>(source_.text().size());
    return std::min(size, source_.lineStart(line) + static_cast<std::uint32_t>(mark.column) + bom + lacking(mark));
  }
  Span at(const YAML::Mark& mark) const { return {file_, offset(mark), offset(mark)}; }
  // The bracket of the innermost flow collection that is open.
  std::optional<Span> openBracket() const {
    const auto one = std::find_if(stack_.rbegin(), stack_.rend(), [](const Open& open) { return open.flow; });
    if (one == stack_.rend()) return std::nullopt;
    return Span{file_, one->node.span.begin, one->node.span.begin + 1};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    const std::uint32_t begin = offset(mark);
    if (started_) {
      // After malformed text yaml-cpp may start the same document over and over.
      if (begin <= lastStart_) fail(codes::yamlSyntax, mark, "the document cannot be read from here on");
      const std::string_view between = source_.text().substr(lastEnd_, begin - std::min(begin, lastEnd_));
      const std::string_view here = source_.text().substr(begin);
      if (between.find("\n---") == std::string_view::npos && between.find("\n...") == std::string_view::npos &&
          !here.starts_with("---") && !between.starts_with("---")) {
        report_.add(codes::yamlSyntax, at(mark), "this line does not belong to the document above it")
            .note("check its indentation; a new document starts with `---`");
        throw Stop{};
      }
    }
    started_ = true;
    lastStart_ = begin;
    anchors_.clear();
  }
  void OnDocumentEnd() override {
    documents.push_back(std::move(root_));
    root_ = {};
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    const std::uint32_t begin = offset(mark);
    const std::string_view text = source_.text().substr(begin);
    for (const std::string_view word : {"null", "Null", "NULL", "~"})
      if (text.starts_with(word) && (text.size() == word.size() ||
                                     std::string_view(" \t\r\n,]}#").find(text[word.size()]) != std::string_view::npos))
        node.span = {file_, begin, begin + static_cast<std::uint32_t>(word.size())};
    if (node.span.end == 0) node.span = {file_, lastEnd_, lastEnd_};  // not written: just after its key
    add(std::move(node), anchor, mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.kind = Kind::scalar;
    node.text = value;
    ScalarLayout layout = layOut(source_.text(), offset(mark), value);
    node.span = {file_, layout.begin, layout.end};
    node.style = tag == "tag:yaml.org,2002:str" && layout.style == Style::plain ? Style::doubleQuoted : layout.style;
    node.pieces = std::move(layout.pieces);
    if (!isCoreTag(tag))
      report_.add(codes::yamlSyntax, node.span, fmt::format("the tag `{}` is not read", shortTag(tag)))
          .note("what a tag makes of a value differs from tool to tool: write the value itself");
    if (!layout.terminated) {
      report_.add(codes::yamlSyntax, {file_, layout.begin, layout.begin + 1}, "this quote is never closed")
          .note("a quoted value may span lines: everything after the quote became part of it");
      throw Stop{};
    }
    add(std::move(node), anchor, mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(codes::yamlAlias, mark, "an alias cannot stand inside the thing it names");
    const Anchored& meant = found->second;
    expanded_ += meant.extent.nodes;
    if (expanded_ > limits_.expandedNodes)
      fail(codes::yamlLimit, mark,
           fmt::format("aliases expand to more than {} nodes", shownLimit(limits_.expandedNodes, Limit::Unit::count)));
    repeat(meant.extent.bytes, at(mark));
    addCounted(meant.node, 0, meant.extent);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Kind::sequence, mark, anchor, style);
  }
  void OnSequenceEnd() override { close(']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Kind::mapping, mark, anchor, style);
  }
  void OnMapEnd() override { close('}'); }

 private:
  // How many bytes the text that yaml-cpp reads lacks on the mark's line, up to the mark.
  std::uint32_t lacking(const YAML::Mark& mark) const {
    const auto isBefore = [](const YAML::Mark& a, const YAML::Mark& b) {
      return a.line != b.line ? a.line < b.line : a.column < b.column;
    };
    YAML::Mark lineStart = mark;
    lineStart.column = 0;
    const auto from = std::lower_bound(shortened_.begin(), shortened_.end(), lineStart, isBefore);
    const auto to = std::upper_bound(from, shortened_.end(), mark, isBefore);
    return kShorter * static_cast<std::uint32_t>(to - from);
  }

  // How much there is of a node and what is in it.
  struct Extent {
    std::size_t nodes = 1;
    std::size_t bytes = 0;  // of text
  };
  struct Anchored {
    Node node;
    Extent extent;
  };
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    bool flow = false;
    std::optional<Node> key;
    Extent extent{};
  };

  // An anchor keeps what it names, and an alias adds it once more.
  void repeat(std::size_t bytes, Span where) {
    repeated_ += bytes;
    if (repeated_ <= limits_.expandedBytes) return;
    report_.add(codes::yamlLimit, where,
                fmt::format("anchors and aliases repeat more than {} of text",
                            shownLimit(limits_.expandedBytes, Limit::Unit::bytes)));
    throw Stop{};
  }

  [[noreturn]] void fail(const DiagnosticDef& def, const YAML::Mark& mark, std::string message) {
    report_.add(def, at(mark), std::move(message));
    throw Stop{};
  }

  void open(Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    if (stack_.size() >= limits_.depth)
      fail(codes::yamlLimit, mark, fmt::format("nested deeper than {} levels", limits_.depth));
    Open collection;
    collection.node.kind = kind;
    collection.node.span = at(mark);
    collection.anchor = anchor;
    collection.flow = style == YAML::EmitterStyle::Flow;
    stack_.push_back(std::move(collection));
  }

  void close(char bracket) {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    Node& node = done.node;
    if (!node.items.empty()) node.span.end = std::max(node.span.end, node.items.back().span.end);
    if (!node.entries.empty()) node.span.end = std::max(node.span.end, node.entries.back().value.span.end);
    if (done.flow) {
      const std::size_t end = source_.text().find(bracket, std::max(node.span.end, lastEnd_));
      if (end != std::string_view::npos) node.span.end = static_cast<std::uint32_t>(end) + 1;
    }
    if (node.kind == Kind::mapping) checkKeys(node);
    lastEnd_ = std::max(lastEnd_, node.span.end);
    addCounted(std::move(node), done.anchor, done.extent);
  }

  void checkKeys(const Node& mapping) {
    std::map<std::string_view, const Node*> seen;
    for (const Entry& entry : mapping.entries) {
      const auto [first, isNew] = seen.emplace(entry.key.text, &entry.key);
      if (isNew) continue;
      report_.add(codes::duplicateKey, entry.key.span, fmt::format("`{}` stands twice in this mapping", entry.key.text))
          .label(first->second->span, "first here")
          .note("in a detection, put both tests into a list, or give one of them another modifier");
    }
  }

  void add(Node node, YAML::anchor_t anchor, const YAML::Mark& mark) {
    if (!stack_.empty() && stack_.back().node.kind == Kind::mapping && !stack_.back().key) {
      if (node.isScalar() && node.text == "<<" && !node.isQuoted())
        fail(codes::yamlSyntax, mark, "merge keys (`<<`) are not part of YAML 1.2 and are not read");
    }
    lastEnd_ = std::max(lastEnd_, node.span.file == file_ ? node.span.end : lastEnd_);
    const std::size_t bytes = node.text.size();
    addCounted(std::move(node), anchor, {1, bytes});
  }

  void addCounted(Node node, YAML::anchor_t anchor, Extent extent) {
    if (anchor != 0) {
      repeat(extent.bytes, node.span);
      anchors_[anchor] = {node, extent};
    }
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    parent.extent.nodes += extent.nodes;
    parent.extent.bytes += extent.bytes;
    if (parent.node.kind == Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      if (!node.isScalar() && !node.isNull()) {
        report_.add(codes::yamlSyntax, node.span, "a key must be a single value");
        throw Stop{};
      }
      if (node.isNull()) node.text = source_.text().substr(node.span.begin, node.span.end - node.span.begin);
      parent.key = std::move(node);
    } else {
      parent.node.entries.push_back({std::move(*parent.key), std::move(node)});
      parent.key.reset();
    }
  }

  FileId file_;
  const Source& source_;
  Report& report_;
  Limits limits_;
  Node root_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;  // completed nodes
  std::size_t expanded_ = 0;                    // nodes
  std::size_t repeated_ = 0;                    // bytes
  std::uint32_t lastEnd_ = 0;
  std::uint32_t lastStart_ = 0;
  bool started_ = false;
  std::vector<YAML::Mark> shortened_;
};

// JSON writes a character beyond U+FFFF as two escapes, \uD83D\uDE00, which YAML has not. They are read as the one
// escape that YAML has, \U0001F600. It is two bytes shorter: `shortened` gets the places, as yaml-cpp counts them.
std::string withoutSurrogates(std::string_view text, std::vector<YAML::Mark>& shortened) {
  const auto unit = [&](std::size_t at) -> unsigned {
    if (text.substr(at, 2) != "\\u" || at + 6 > text.size()) return 0;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + at + 2, text.data() + at + 6, value, 16);
    return error == std::errc{} && end == text.data() + at + 6 ? value : 0;
  };
  std::string out;
  YAML::Mark mark;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned high = text[i] == '\\' ? unit(i) : 0;
    const unsigned low = high >= 0xD800 && high < 0xDC00 ? unit(i + 6) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      out += fmt::format("\\U{:08X}", 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00));
      mark.column += 10;
      shortened.push_back(mark);
      i += 11;
      continue;
    }
    // An escaped backslash is none that begins an escape.
    const std::size_t length = text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '\n' ? 2 : 1;
    out += text.substr(i, length);
    i += length - 1;
    mark.column += static_cast<int>(length);
    if (text[i] == '\n') {
      ++mark.line;
      mark.column = 0;
    }
  }
  return out;
}

// yaml-cpp's messages in the words of a person who wrote the file.
std::string explain(const YAML::Exception& error, std::string_view line) {
  const std::size_t text = line.find_first_not_of(" \t");
  if (line.substr(0, std::min(text, line.size())).find('\t') != std::string_view::npos)
    return "a tab cannot indent YAML: use spaces";
  const std::string_view msg = error.msg;
  if (msg.find("unknown escape") != std::string_view::npos)
    return "a backslash in double quotes starts an escape that YAML does not know";
  if (msg.find("end of map flow") != std::string_view::npos) return "a `{` is never closed";
  if (msg.find("end of sequence flow") != std::string_view::npos) return "a `[` is never closed";
  if (msg.find("end of map") != std::string_view::npos || msg.find("end of sequence") != std::string_view::npos)
    return "this line does not fit the indentation above it";
  if (msg.find("illegal map value") != std::string_view::npos)
    return "a `key: value` cannot stand here; quote the text if it holds `: `";
  if (msg.find("illegal EOF in scalar") != std::string_view::npos) return "a quote is never closed";
  if (msg.find("illegal document indicator") != std::string_view::npos)
    return "`---` cannot stand inside a quoted value";
  if (msg.find("anchor") != std::string_view::npos)
    return "this anchor or alias is not right: an alias follows the anchor it names";
  if (msg.find("block scalar") != std::string_view::npos)
    return "after `|` or `>` nothing but an indentation mark can stand on the line";
  if (msg.find("tab") != std::string_view::npos) return "a tab cannot stand here: use spaces";
  return fmt::format("this is not well-formed YAML ({})", msg);
}

void reportException(const YAML::Exception& error, const Builder& builder, FileId file, const Source& source,
                     Report& report, const Limits& limits) {
  const Span at = builder.at(error.mark);
  if (source.text().find('\n') == std::string_view::npos && source.text().find('\r') != std::string_view::npos) {
    report.add(codes::yamlSyntax, {file, 0, 0}, "the lines end with a carriage return alone: all of it is one line")
        .note("a file of an old Macintosh is mended with `tr '\\r' '\\n'`");
    return;
  }
  if (dynamic_cast<const YAML::DeepRecursion*>(&error) != nullptr) {
    report.add(codes::yamlLimit, at, fmt::format("nested deeper than {} levels", limits.depth));
    return;
  }
  const bool alias = std::string_view(error.msg).find("anchor") != std::string_view::npos;
  // An open bracket is missed where the file ends; what has to be mended is the bracket.
  const std::string_view what = error.msg;
  if (what.find("sequence flow") != std::string_view::npos || what.find("map flow") != std::string_view::npos)
    if (const auto bracket = builder.openBracket()) {
      report
          .add(codes::yamlSyntax, *bracket,
               fmt::format("this `{}` is never closed", source.text().substr(bracket->begin, 1)))
          .label(at, "what stands here cannot be part of it");
      return;
    }
  const std::uint32_t line = source.position(at.begin).line;
  const std::uint32_t end =
      std::max(at.begin, source.lineStart(line) + static_cast<std::uint32_t>(source.line(line).size()));
  report.add(alias ? codes::yamlAlias : codes::yamlSyntax, {file, at.begin, end}, explain(error, source.line(line)));
}

}  // namespace

namespace {

// The text with everything before `from` blanked out: places stay what they are.
std::string blanked(std::string_view text, std::size_t from) {
  std::string out(text);
  for (std::size_t i = 0; i < from; ++i)
    if (out[i] != '\n' && out[i] != '\r') out[i] = ' ';
  return out;
}

// Where the first document after `at` begins; npos if there is none.
std::size_t nextDocument(std::string_view text, std::size_t at) {
  const std::size_t found = text.find("\n---", at);
  return found == std::string_view::npos ? found : found + 1;
}

}  // namespace

Limits::Limits()
    : depth(limit::kYamlLevels), expandedNodes(limit::kYamlAliasNodes), expandedBytes(limit::kYamlAliasBytes) {}

// A fault ends one document, not the file: reading goes on at the next `---`.
std::vector<Node> parse(FileId file, const Sources& sources, Report& report, const Limits& limits) {
  const Source& source = sources[file];
  const std::string_view text = source.text();
  const std::size_t bom = leadingMarks(text);
  const std::size_t first = text.find_first_not_of(" \t\r\n", bom);
  // Only in JSON is every string in double quotes: elsewhere a backslash may be just that.
  const bool isJson = first != std::string_view::npos && (text[first] == '{' || text[first] == '[') &&
                      (text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos);
  std::vector<Node> documents;
  std::size_t from = 0;
  for (std::size_t faults = 1;; ++faults) {
    std::vector<YAML::Mark> shortened;
    std::string left = from == 0 ? std::string(text.substr(bom)) : blanked(text, from);
    std::istringstream in{isJson ? withoutSurrogates(left, shortened) : std::move(left)};
    Builder builder(file, source, report, limits, std::move(shortened));
    const std::size_t before = report.size();
    bool failed = false;
    try {
      YAML::Parser parser(in);
      while (parser.HandleNextDocument(builder)) {
      }
    } catch (const Stop&) {
      failed = true;
    } catch (const YAML::Exception& error) {
      failed = true;
      reportException(error, builder, file, source, report, limits);
    }
    for (Node& node : builder.documents)
      if (!node.isNull()) documents.push_back(std::move(node));
    if (!failed || report.size() == before) break;
    const std::size_t next =
        nextDocument(text, std::max<std::size_t>(report.findings().back().primary.span.begin, from));
    if (next == std::string_view::npos) break;
    if (faults == limit::kYamlFaults) {
      const auto begin = static_cast<std::uint32_t>(next);
      report.add(
          codes::yamlLimit, {file, begin, begin + 3},
          fmt::format("{} documents of this file are not well-formed YAML: from here on it is not read", faults));
      break;
    }
    from = next;
  }
  return documents;
}

}  // namespace quarry::base::yaml
