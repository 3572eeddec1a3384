#include "engine/byte_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "quarry/base/file.h"

namespace quarry::engine {

namespace {

gzFile handle(void* file) { return static_cast<gzFile>(file); }

}  // namespace

void ByteStream::Closer::operator()(void* file) const { gzclose_r(handle(file)); }

ByteStream ByteStream::file(const std::string& path, std::size_t chunk) {
  ByteStream stream;
  stream.chunk_ = chunk;
  const int fd = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    stream.fault_ = "it is a folder";
    stream.atEnd_ = true;
    close(fd);
    return stream;
  }
  if (fd >= 0) stream.file_.reset(gzdopen(fd, "rb"));
  if (stream.file_ == nullptr) {
    stream.fault_ = base::systemMessage(errno);
    stream.atEnd_ = true;
    if (fd >= 0) close(fd);
    return stream;
  }
  gzbuffer(handle(stream.file_.get()), 256 * 1024);
  return stream;
}

ByteStream ByteStream::memory(std::string text) {
  ByteStream stream;
  stream.end_ = text.size();
  stream.buffer_.assign(text.begin(), text.end());
  stream.buffer_.resize(text.size() + kPadding);
  stream.atEnd_ = true;
  stream.consumed_ = text.size();
  return stream;
}

bool ByteStream::more() {
  if (atEnd_) return false;
  // Move what is left to the front, and grow only if that is not room enough.
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const std::size_t want = std::max(chunk_, end_);
  if (buffer_.size() < end_ + want + kPadding) buffer_.resize(end_ + want + kPadding);
  const int got = gzread(handle(file_.get()), buffer_.data() + end_, static_cast<unsigned>(want));
  if (got > 0) end_ += static_cast<std::size_t>(got);
  if (const auto offset = gzoffset(handle(file_.get())); offset > 0) consumed_ = static_cast<std::uint64_t>(offset);
  if (got >= 0 && static_cast<std::size_t>(got) == want) return true;
  // A short read is the end or a fault; zlib's gzerror tells which, a broken-off gzip stream being Z_BUF_ERROR.
  int code = Z_OK;
  const char* message = gzerror(handle(file_.get()), &code);
  if (code == Z_ERRNO && errno == EINTR)
    fault_ = "the reading was interrupted";
  else if (code == Z_ERRNO)
    fault_ = base::systemMessage(errno);
  else if (code == Z_BUF_ERROR)
    fault_ = "the compressed data ends too early";
  else if (code != Z_OK && code != Z_STREAM_END)
    fault_ = message;
  if (got <= 0 || code != Z_OK) atEnd_ = true;
  if (got >= 0 && static_cast<std::size_t>(got) < want && gzeof(handle(file_.get())) != 0) atEnd_ = true;
  return got > 0;
}

}  // namespace quarry::engine
