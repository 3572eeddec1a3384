#include "engine/splitter.h"

#include <algorithm>
#include <cstring>

namespace quarry::engine {

namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kExcerpt = 4 * 1024;  // bytes of a piece that is too large that are kept to be shown

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Follows strings and brackets from byte to byte.
class Nesting {
 public:
  explicit Nesting(std::size_t depth = 0) : depth_(depth) {}

  // Looks at text from where it stopped; the offset behind the value if it ends in there.
  std::size_t feed(std::string_view text) {
    for (; at_ < text.size(); ++at_) {
      const char c = text[at_];
      if (inString_) {
        // Most of an event is text: skip to what could end it.
        if (c == '\\')
          ++at_;
        else if (c == '"')
          inString_ = false;
        continue;
      }
      switch (c) {
        case '"':
          inString_ = true;
          break;
        case '{':
        case '[':
          ++depth_;
          break;
        case '}':
        case ']':
          if (depth_ == 0) return at_;  // closes what the value stands in
          if (--depth_ == 0) return at_ + 1;
          break;
        case ',':
          if (depth_ == 0) return at_;  // behind a scalar
          break;
        default:
          break;
      }
    }
    return kNone;
  }
  // The text begins this much later.
  void dropped(std::size_t count) { at_ -= count; }

 private:
  std::size_t at_ = 0;
  std::size_t depth_;
  bool inString_ = false;
};

// `{"Records": [`: how CloudTrail (and, in lower case, Azure) ships files. The length of that head, or 0.
std::size_t recordsHead(std::string_view text) {
  std::size_t at = 1;
  const auto blanks = [&] {
    while (at < text.size() && isBlank(text[at])) ++at;
  };
  const auto take = [&](std::string_view word) {
    blanks();
    if (text.substr(std::min(at, text.size()), word.size()) != word) return false;
    at += word.size();
    return true;
  };
  if (!take("\"Records\"") && !take("\"records\"")) return 0;
  return take(":") && take("[") ? at : 0;
}

}  // namespace

void Splitter::drop(std::size_t count) {
  const std::string_view gone = stream_.window().substr(0, count);
  line_ += static_cast<std::uint32_t>(std::count(gone.begin(), gone.end(), '\n'));
  stream_.drop(count);
}

bool Splitter::skipBlanks(bool commas) {
  for (;;) {
    const std::string_view window = stream_.window();
    std::size_t at = 0;
    while (at < window.size() && (isBlank(window[at]) || (commas && window[at] == ','))) ++at;
    drop(at);
    if (at < window.size()) return true;
    if (!stream_.more() && stream_.window().empty()) return false;
  }
}

bool Splitter::isTooLong() const {
  const std::string_view window = stream_.window();
  return window.size() > most_ && (trimmed(window).size() > most_ || window.size() > 2 * most_);
}

void Splitter::skipOver() {
  const std::string_view window = stream_.window();
  if (excerpt_.empty()) excerpt_ = window.substr(0, kExcerpt);
  drop(window.size());
}

std::size_t Splitter::endOfValue(std::size_t depth) {
  Nesting nesting(depth);
  for (;;) {
    const std::size_t end = nesting.feed(stream_.window());
    if (end != kNone) return end;
    const std::size_t before = stream_.window().size();
    if (isTooLong()) {
      skipOver();
      nesting.dropped(before);
      if (!stream_.more() && stream_.window().empty()) return kNone;
    } else if (!stream_.more() && stream_.window().size() == before) {
      return kNone;
    }
  }
}

bool Splitter::give(Piece& piece, std::string_view text) {
  piece.text = excerpt_.empty() ? trimmed(text) : std::string_view(excerpt_);
  piece.tooLarge = !excerpt_.empty() || piece.text.size() > most_;
  if (piece.tooLarge) piece.text = piece.text.substr(0, kExcerpt);
  return !piece.text.empty();
}

bool Splitter::finish() {
  if (fault_.empty()) fault_ = stream_.fault();
  return false;
}

void Splitter::readAhead() {
  while (stream_.window().size() < 256 && stream_.more()) {
  }
}

bool Splitter::begin() {
  if (!skipBlanks(false)) return finish();
  readAhead();
  if (stream_.window().starts_with("\xEF\xBB\xBF")) {
    stream_.drop(3);
    if (!skipBlanks(false)) return finish();
    readAhead();
  }
  const char first = stream_.window().front();
  if (first == '[') {
    form_ = Form::array;
    drop(1);
    return true;
  }
  if (first != '{') {
    form_ = Form::lines;
    return true;
  }
  if (const std::size_t head = recordsHead(stream_.window()); head > 0) {
    form_ = Form::array;
    wrapped_ = true;
    drop(head);
    return true;
  }
  // The first line decides: one that holds its object is one of many. So is a broken one, if the next begins an object.
  // Of one that is too large for an event, no more is read to tell.
  std::size_t newline = kNone;
  while ((newline = stream_.window().find('\n')) == kNone && stream_.window().size() <= most_ && stream_.more()) {
  }
  if (newline != kNone && newline + 1 == stream_.window().size()) stream_.more();
  const std::string_view window = stream_.window();
  const std::string_view line = window.substr(0, newline);
  Nesting nesting;
  const std::size_t end = nesting.feed(line);
  const bool whole = end != kNone && trimmed(line.substr(end)).empty();
  const bool nextBegins = newline != kNone && newline + 1 < window.size() && window[newline + 1] == '{';
  form_ = whole || nextBegins ? Form::lines : Form::objects;
  return true;
}

bool Splitter::next(Piece& piece) {
  if (pending_ > 0 && form_ == Form::lines) {
    line_ += stream_.window()[pending_ - 1] == '\n' ? 1 : 0;
    stream_.drop(pending_);
  } else if (pending_ > 0) {
    drop(pending_);
  }
  pending_ = 0;
  excerpt_.clear();
  for (;;) {
    if (form_ == Form::unknown && !begin()) return false;
    switch (form_) {
      case Form::lines:
        return nextLine(piece);
      case Form::objects:
        return nextObject(piece);
      case Form::array:
        if (nextItem(piece)) return true;
        if (form_ == Form::unknown) continue;  // another document follows
        return false;
      case Form::unknown:
        break;
    }
  }
}

bool Splitter::nextLine(Piece& piece) {
  for (;;) {
    std::size_t from = 0, newline = kNone;
    for (;;) {
      const std::string_view window = stream_.window();
      newline = window.find('\n', from);
      if (newline != kNone) break;
      from = window.size();
      if (isTooLong()) {
        if (excerpt_.empty() && trimmed(window).empty()) {
          drop(from);
        } else {
          if (excerpt_.empty()) piece.line = line_;
          skipOver();
        }
        from = 0;
        if (!stream_.more() && stream_.window().empty()) break;
        continue;
      }
      if (!stream_.more() && stream_.window().size() == from) break;
    }
    const std::string_view line = stream_.window().substr(0, newline);
    const std::size_t length = newline == kNone ? line.size() : newline + 1;
    if (length == 0 && excerpt_.empty()) return finish();
    if (excerpt_.empty()) piece.line = line_;
    if (!give(piece, line)) {
      drop(length);
      continue;
    }
    unended_ = newline == kNone && !piece.tooLarge;
    pending_ = length;
    return true;
  }
}

bool Splitter::nextObject(Piece& piece) {
  if (!skipBlanks(true)) return finish();
  piece.line = line_;
  std::size_t end = kNone;
  if (stream_.window().front() == '{') {
    end = endOfValue();
    if (end == kNone) {
      pending_ = stream_.window().size();
      fault_ = "the file ends inside an event";
      give(piece, stream_.window());
      return true;
    }
  } else {
    // No object: up to the next line that begins one.
    end = 0;
    for (;;) {
      const std::string_view window = stream_.window();
      const std::size_t next = window.find("\n{", end);
      if (next != kNone) {
        end = next;
        break;
      }
      end = window.empty() ? 0 : window.size() - 1;
      const std::size_t before = window.size();
      if (isTooLong()) {
        // The last byte may be the line break before the next.
        if (excerpt_.empty()) excerpt_ = window.substr(0, kExcerpt);
        drop(before - 1);
        end = 0;
        if (!stream_.more() && stream_.window().size() <= 1) {
          end = stream_.window().size();
          break;
        }
      } else if (!stream_.more() && stream_.window().size() == before) {
        end = before;
        break;
      }
    }
  }
  give(piece, stream_.window().substr(0, end));
  pending_ = end;
  return true;
}

bool Splitter::nextItem(Piece& piece) {
  const auto brokenOff = [&] {
    fault_ = stream_.fault().empty() ? "the file ends inside its array" : stream_.fault();
    return false;
  };
  if (!skipBlanks(true)) return brokenOff();
  if (stream_.window().front() == ']') {
    drop(1);
    const bool more = skipBlanks(false);
    if (wrapped_) {
      // What follows the records in their object says nothing about events.
      const std::size_t end = more ? endOfValue(1) : kNone;
      if (end == kNone) return brokenOff();
      drop(end);
    }
    wrapped_ = false;
    if (!skipBlanks(false)) return finish();
    form_ = Form::unknown;
    return false;
  }
  piece.line = line_;
  const std::size_t end = endOfValue();
  if (end == kNone) {
    pending_ = stream_.window().size();
    fault_ = "the file ends inside an event";
    return give(piece, stream_.window());
  }
  // A bracket or brace that closes nothing ends no value: taken alone, it is reported and passed.
  pending_ = excerpt_.empty() ? std::max<std::size_t>(end, 1) : end;
  give(piece, stream_.window().substr(0, pending_));
  return true;
}

}  // namespace quarry::engine
