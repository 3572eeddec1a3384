#include "quarry/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "quarry/base/text.h"

namespace quarry::base {

namespace {

// What is no file that one reads from beginning to end.
std::string_view kindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder";
  if (S_ISFIFO(mode)) return "it is a named pipe";
  if (S_ISSOCK(mode)) return "it is a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "it is a device";
  return "";
}

void readAll(int fd, std::size_t most, FileText& file) {
  std::array<char, 65536> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
  while (file.text.size() <= most) {
    const ssize_t n = read(fd, buffer.data(), std::min(buffer.size(), most + 1 - file.text.size()));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      file.fault = systemMessage(errno);
      file.text.clear();
      return;
    }
    if (n == 0) return;
    file.text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  file.tooLarge = true;
}

// Why a file that is in the way cannot be opened, in more words than the system's.
std::string openFault(const std::string& path, int error) {
  struct stat status {};
  if (error == ENOENT && lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode))
    return "it is a link to a file that is not there";
  if (error == ELOOP) return "it is a link that leads back to itself";
  if (error == ENXIO && stat(path.c_str(), &status) == 0 && !kindOf(status.st_mode).empty())
    return std::string(kindOf(status.st_mode));
  return systemMessage(error);
}

// Signals that would end the program wait until the file is whole. Blocking them, rather than handling them, keeps the
// exit status that a shell expects.
class SignalsWait {
 public:
  SignalsWait() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, &before_);
  }
  ~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsWait(const SignalsWait&) = delete;
  SignalsWait& operator=(const SignalsWait&) = delete;

 private:
  sigset_t before_{};
};

bool writeAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// A new file in the folder of another, which is gone unless it was renamed. Its name is hidden and has no ending of
// ours: should it be left by a power cut, nobody takes it for a rule.
class Beside {
 public:
  explicit Beside(const std::string& target) {
    const std::size_t slash = target.rfind('/');
    path_ = (slash == std::string::npos ? "" : target.substr(0, slash + 1)) + ".quarry-XXXXXX";
    fd_ = mkostemp(path_.data(), O_CLOEXEC);
  }
  ~Beside() {
    const int error = errno;
    if (fd_ >= 0) {
      close(fd_);
      unlink(path_.c_str());
    }
    errno = error;
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  int fd() const { return fd_; }
  bool rename(const std::string& target) {
    const int fd = std::exchange(fd_, -1);
    if (close(fd) == 0 && std::rename(path_.c_str(), target.c_str()) == 0) return true;
    const int error = errno;
    unlink(path_.c_str());
    errno = error;
    return false;
  }

 private:
  std::string path_;
  int fd_ = -1;
};

// Bytes that are no UTF-8 become `\xHH`; with `controls`, so do control characters.
std::string escaped(std::string_view text, bool controls) {
  std::string out;
  while (!text.empty()) {
    const std::size_t good = invalidUtf8(text).value_or(text.size());
    for (const char c : text.substr(0, good)) {
      const auto byte = static_cast<unsigned char>(c);
      if (!controls || (byte >= 0x20 && byte != 0x7F))
        out += c;
      else if (c == '\n' || c == '\t' || c == '\r')
        out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
      else
        out += fmt::format("\\x{:02x}", byte);
    }
    text.remove_prefix(good);
    if (text.empty()) break;
    out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    text.remove_prefix(1);
  }
  return out;
}

}  // namespace

std::string systemMessage(int error) {
  std::string text = std::generic_category().message(error);
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && (text[1] < 'A' || text[1] > 'Z'))
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

FileText readFile(const std::string& path, std::size_t most, Accept accept) {
  FileText file;
  // Opening a pipe that nobody writes to would wait for ever.
  const int flags = O_RDONLY | O_CLOEXEC | (accept == Accept::regular ? O_NONBLOCK : 0);
  const int fd = open(path.c_str(), flags);
  if (fd < 0) {
    file.fault = openFault(path, errno);
    return file;
  }
  struct stat status {};
  const std::string_view kind = fstat(fd, &status) == 0 ? kindOf(status.st_mode) : "";
  if (S_ISDIR(status.st_mode) || (accept == Accept::regular && !kind.empty()))
    file.fault = kind;
  else
    readAll(fd, most, file);
  close(fd);
  return file;
}

std::string shown(std::string_view text) { return escaped(text, true); }
std::string asUtf8(std::string_view text) { return escaped(text, false); }

FileText readStandardInput(std::size_t most) {
  FileText file;
  readAll(STDIN_FILENO, most, file);
  return file;
}

void replaceFile(const std::string& path, std::string_view text, std::optional<std::string_view> was) {
  const auto fail = [&](const std::string& what) {
    throw FileError(fmt::format("{}: {}: {}", shown(path), what, systemMessage(errno)));
  };
  struct stat old {};
  std::string target = path;
  bool exists = lstat(target.c_str(), &old) == 0;
  // A link is followed: its target is what holds the text.
  if (exists && S_ISLNK(old.st_mode)) {
    char* resolved = realpath(path.c_str(), nullptr);
    if (resolved != nullptr) target = resolved;
    std::free(resolved);  // NOLINT(cppcoreguidelines-no-malloc): realpath allocates with malloc
    exists = stat(target.c_str(), &old) == 0;
  }
  if (exists && S_ISDIR(old.st_mode)) {
    errno = EISDIR;
    fail("cannot write");
  }
  // Renaming over a file needs no right to write it; who took that right away meant it.
  if (exists && access(target.c_str(), W_OK) != 0) fail("cannot write");
  if (exists && !S_ISREG(old.st_mode)) {
    // A device or a pipe (`/dev/stderr`) is written to: there is nothing to replace.
    const int fd = open(target.c_str(), O_WRONLY | O_CLOEXEC);
    const bool written = fd >= 0 && writeAll(fd, text);
    if (fd < 0 || (close(fd) != 0) || !written) fail("cannot write");
    return;
  }
  const SignalsWait wait;
  Beside beside(target);
  if (beside.fd() < 0) fail("cannot write beside it");
  if (!writeAll(beside.fd(), text)) fail("cannot write");
  // Only root can give a file away; anybody else keeps what is theirs.
  if (exists && (old.st_uid != geteuid() || old.st_gid != getegid()) &&
      fchown(beside.fd(), old.st_uid, old.st_gid) != 0 && geteuid() == 0)
    fail("cannot keep the owner");
  if (fchmod(beside.fd(), exists ? old.st_mode & 07777 : 0644) != 0) fail("cannot set the mode");
  // Last of all, so that hardly anything can happen between the look and the renaming.
  if (was) {
    const FileText now = readFile(target, std::max(was->size(), text.size()), Accept::regular);
    if (now.fault.empty() && now.text == text) return;  // by another name of the same file
    if (!now.fault.empty() || now.text != *was)
      throw FileError(fmt::format("{}: changed since it was read; it is left as it is", shown(path)));
  }
  if (!beside.rename(target)) fail("cannot replace");
}

}  // namespace quarry::base
