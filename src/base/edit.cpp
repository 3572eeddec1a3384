#include "quarry/base/edit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

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

void replaceFile(const std::string& path, std::string_view text) {
  const auto fail = [&](const char* what) {
    throw std::system_error(errno, std::generic_category(), path + ": " + what);
  };
  struct stat old {};
  // A link is followed: its target is what holds the text.
  char* resolved = realpath(path.c_str(), nullptr);
  const std::string target = resolved != nullptr ? resolved : path;
  std::free(resolved);  // NOLINT(cppcoreguidelines-no-malloc): realpath allocates with malloc
  const bool exists = stat(target.c_str(), &old) == 0;
  // Renaming over a file needs no right to write it; who took that right away meant it.
  if (exists && access(target.c_str(), W_OK) != 0) fail("cannot write");
  std::string beside = target + ".quarry-XXXXXX";
  const int fd = mkstemp(beside.data());
  if (fd < 0) fail("cannot write beside it");
  const auto giveUp = [&](const char* what) {
    const int error = errno;
    close(fd);
    unlink(beside.c_str());
    errno = error;
    fail(what);
  };
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) giveUp("cannot write");
    done += static_cast<std::size_t>(n);
  }
  // Only root can give a file away; anybody else keeps what is theirs.
  if (exists && (old.st_uid != geteuid() || old.st_gid != getegid()) && fchown(fd, old.st_uid, old.st_gid) != 0 &&
      geteuid() == 0)
    giveUp("cannot keep the owner");
  if (fchmod(fd, exists ? old.st_mode & 07777 : 0644) != 0) giveUp("cannot set the mode");
  if (close(fd) != 0 || rename(beside.c_str(), target.c_str()) != 0) {
    const int error = errno;
    unlink(beside.c_str());
    errno = error;
    fail("cannot replace");
  }
}

}  // namespace quarry::base
