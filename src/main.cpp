#include <cstdio>
#include <exception>

#include "cli/cli.h"

int main(int argc, char** argv) {
  try {
    return quarry::cli::finished(quarry::cli::run(argc, argv));
  } catch (const std::exception& error) {
    // A fault of ours: said in one line, with the exit code of a tool that could not do its job.
    std::fprintf(stderr, "quarry: internal error: %s\n", error.what());
    return 2;
  }
}
