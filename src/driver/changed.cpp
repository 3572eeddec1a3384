#include "quarry/driver/changed.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "driver/paths.h"

namespace quarry::driver {

namespace {

// The output of a git command; both streams are read, so that a failure can be told in git's words.
std::string git(std::vector<std::string> arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  arguments.insert(arguments.begin(), "git");
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "git", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string text;
  if (failed == 0) {
    std::array<char, 65536> buffer{};
    for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0 || (n < 0 && errno == EINTR);)
      if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  if (failed != 0) throw std::runtime_error(fmt::format("git cannot be run: {}", std::strerror(failed)));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error(text.substr(0, text.find('\n')));
  return text;
}

}  // namespace

std::set<std::string> changedSince(const std::string& revision) {
  std::string top = git({"rev-parse", "--show-toplevel"});
  while (!top.empty() && top.back() == '\n') top.pop_back();
  std::set<std::string> paths;
  const auto add = [&](const std::string& list) {
    for (std::size_t from = 0; from < list.size();) {
      const std::size_t end = std::min(list.find('\0', from), list.size());
      paths.insert(canonical(top + "/" + list.substr(from, end - from)).string());
      from = end + 1;
    }
  };
  add(git({"diff", "--name-only", "-z", "--no-relative", "--end-of-options", revision, "--"}));
  add(git({"-C", top, "ls-files", "--others", "--exclude-standard", "-z"}));
  return paths;
}

}  // namespace quarry::driver
