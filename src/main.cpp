#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "cli/cli.h"

namespace {

// A standard stream that the caller closed would be the number of the next file that is opened, and output would go
// there. In its place comes one that fails: reading from the first, writing to the others.
void occupyStandardStreams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(fd, F_GETFD) < 0) static_cast<void>(open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

}  // namespace

int main(int argc, char** argv) {
  occupyStandardStreams();
  // What these mean is seen where something is written, and said there.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return quarry::cli::finished(quarry::cli::run(argc, argv));
  } catch (const std::bad_alloc&) {
    std::fputs("quarry: there is not memory enough; nothing was left half written\n", stderr);
    return 2;
  } catch (const std::exception& error) {
    // A fault of ours: said in one line, with the exit code of a tool that could not do its job.
    std::fprintf(stderr, "quarry: internal error: %s; please report this\n", error.what());
    return 2;
  }
}
