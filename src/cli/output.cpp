#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "cli/cli.h"
#include "quarry/base/file.h"

namespace quarry::cli {

bool useColour(const std::string& colour, int fd) {
  if (colour != "auto") return colour == "always";
  const char* no = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): one thread
  return (no == nullptr || *no == '\0') && isatty(fd) == 1;
}

namespace {

bool messagesLost = false;

// What was written is not all. A reader that has seen enough (`quarry … | head`) closes the pipe: nothing is said, and
// the exit code is that of a program which SIGPIPE ended, so that a script does not take the run for a clean one.
[[noreturn]] void giveUp() {
  const int error = errno;
  if (error == EPIPE) std::_Exit(128 + SIGPIPE);
  static_cast<void>(std::fprintf(stderr,
                                 "quarry: standard output cannot be written: %s; what stands there is incomplete\n",
                                 base::systemMessage(error).c_str()));
  std::_Exit(2);
}

}  // namespace

void out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) giveUp();
}

// Messages that cannot be written are no reason to leave the work undone; only who closed standard error meant it.
void err(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stderr) == text.size()) return;
  if (errno == EPIPE) giveUp();
  if (errno != EBADF) messagesLost = true;
}

void complain(std::string_view problem) { err("quarry: " + base::shown(problem) + "\n"); }

int finished(int code) {
  if (std::fflush(stdout) != 0) giveUp();
  return messagesLost ? std::max(code, 2) : code;
}

}  // namespace quarry::cli
