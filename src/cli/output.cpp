#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/cli.h"

namespace quarry::cli {

bool useColour(const std::string& colour, int fd) {
  if (colour != "auto") return colour == "always";
  const char* no = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): one thread
  return (no == nullptr || *no == '\0') && isatty(fd) == 1;
}

namespace {

// A reader that has seen enough (`quarry … | head`) closes the pipe: that is no fault of the run.
void put(std::FILE* stream, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) std::_Exit(0);
}

}  // namespace

void out(std::string_view text) { put(stdout, text); }
void err(std::string_view text) { put(stderr, text); }

}  // namespace quarry::cli
