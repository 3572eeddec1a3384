#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cli/cli.h"

namespace quarry::cli {

bool useColour(const std::string& colour, int fd) {
  if (colour != "auto") return colour == "always";
  const char* no = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): one thread
  return (no == nullptr || *no == '\0') && isatty(fd) == 1;
}

namespace {

// A reader that has seen enough (`quarry … | head`) closes the pipe: that is no fault of the run. Anything else is,
// since what was written is not all.
[[noreturn]] void giveUp(std::FILE* stream) {
  const int error = errno;
  if (error == EPIPE) std::_Exit(0);
  if (stream == stdout)
    static_cast<void>(std::fprintf(stderr,
                                   "quarry: standard output cannot be written: %s; what stands there is incomplete\n",
                                   std::strerror(error)));  // NOLINT(concurrency-mt-unsafe): one thread
  std::_Exit(2);
}

void put(std::FILE* stream, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) giveUp(stream);
}

}  // namespace

void out(std::string_view text) { put(stdout, text); }
void err(std::string_view text) { put(stderr, text); }

int finished(int code) {
  if (std::fflush(stdout) != 0) giveUp(stdout);
  return code;
}

}  // namespace quarry::cli
