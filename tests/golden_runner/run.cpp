#include "run.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace quarry::golden {

namespace fs = std::filesystem;

namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "quarry-golden-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::map<std::string, std::string> snapshot(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).generic_string()] = slurp(entry.path());
  return files;
}

struct Outcome {
  std::string out, err;
  int exitCode = 0;
};

[[noreturn]] void runChild(const fs::path& quarry, const std::vector<std::string>& arguments, const fs::path& folder,
                           int in, int out, int err) {
  if (chdir(folder.c_str()) != 0) _exit(126);
  dup2(in, 0);
  dup2(out, 1);
  dup2(err, 2);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  setenv("LC_ALL", "C.UTF-8", 1);
  unsetenv("NO_COLOR");
  execv(quarry.c_str(), argv.data());
  _exit(127);
}

Outcome execute(const fs::path& quarry, const std::vector<std::string>& arguments, const fs::path& folder,
                const fs::path& input) {
  std::array<int, 2> out{}, err{};
  const int in = open(input.empty() ? "/dev/null" : input.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0 || pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("cannot open pipes");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) runChild(quarry, arguments, folder, in, out[1], err[1]);
  close(in);
  close(out[1]);
  close(err[1]);
  Outcome outcome;
  std::array<pollfd, 2> polls = {{{out[0], POLLIN, 0}, {err[0], POLLIN, 0}}};
  for (int open = 2; open > 0;) {
    poll(polls.data(), polls.size(), -1);
    for (std::size_t i = 0; i < polls.size(); ++i) {
      if (polls[i].fd < 0 || polls[i].revents == 0) continue;
      std::array<char, 65536> buffer{};
      const ssize_t n = read(polls[i].fd, buffer.data(), buffer.size());
      if (n > 0) {
        (i == 0 ? outcome.out : outcome.err).append(buffer.data(), static_cast<std::size_t>(n));
      } else {
        close(polls[i].fd);
        polls[i].fd = -1;
        --open;
      }
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

}  // namespace

Case run(const Case& golden, const fs::path& quarry) {
  const TemporaryFolder folder;
  const fs::path stdinFile = folder.path().string() + ".stdin";
  bool hasInput = false;
  for (const Section& input : golden.inputs) {
    const std::string text = input.flags == "escaped" ? unescape(input.text) : input.text;
    const fs::path path = input.name == "stdin" ? stdinFile : folder.path() / input.name;
    hasInput |= input.name == "stdin";
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  const auto before = snapshot(folder.path());

  Case result = golden;
  result.expected.clear();
  int exitCode = 0;
  for (const std::string& command : golden.commands) {
    std::vector<std::string> arguments = words(command);
    if (arguments.empty() || arguments.front() != "quarry")
      throw std::runtime_error("not a quarry command: " + command);
    const Outcome outcome = execute(quarry, arguments, folder.path(), hasInput ? stdinFile : fs::path());
    result.expected["stdout"] += outcome.out;
    result.expected["stderr"] += outcome.err;
    exitCode = outcome.exitCode;
  }
  if (hasInput) fs::remove(stdinFile);
  result.expected["exit"] = std::to_string(exitCode) + "\n";
  for (const auto& [name, text] : snapshot(folder.path())) {
    const auto old = before.find(name);
    if (old == before.end() || old->second != text) result.expected["after " + name] = text;
  }
  return result;
}

}  // namespace quarry::golden
