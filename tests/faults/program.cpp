#include "program.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace quarry::faults {

namespace fs = std::filesystem;

namespace {

// The end of a stream that the program gets; `own` is the other, if there is one.
int endFor(Stream stream, int& own) {
  std::array<int, 2> ends{};
  switch (stream) {
    case Stream::closed:
      return -1;
    case Stream::full:
      return open("/dev/full", O_WRONLY | O_CLOEXEC);
    case Stream::piped:
    case Stream::brokenPipe:
      if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
      if (stream == Stream::piped)
        own = ends[0];
      else
        close(ends[0]);
      return ends[1];
  }
  return -1;
}

void place(int from, int to) {
  if (from < 0)
    close(to);
  else
    dup2(from, to);
}

[[noreturn]] void become(const std::string& folder, const std::vector<std::string>& arguments, const Setting& setting,
                         std::array<int, 3> streams) {
  if (chdir(folder.c_str()) != 0) _exit(99);
  if (setting.removeFolder) rmdir(folder.c_str());
  for (const auto& [name, value] : setting.environment) setenv(name.c_str(), value.c_str(), 1);
  for (const std::string& name : setting.without) unsetenv(name.c_str());
  // Above the standard streams, so that putting one in its place does not overwrite another.
  for (int& stream : streams)
    if (stream >= 0) stream = fcntl(stream, F_DUPFD_CLOEXEC, 10);
  for (int i = 0; i < 3; ++i) place(streams[static_cast<std::size_t>(i)], i);
  // What the runner of the tests has left open is not the program's.
  close_range(3, ~0U, 0);
  std::signal(SIGPIPE, SIG_DFL);
  std::vector<std::string> words = {QUARRY_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  for (const auto& [resource, most] : setting.limits) {
    const rlimit limit{most, most};
    setrlimit(static_cast<__rlimit_resource>(resource), &limit);
  }
  execv(argv[0], argv.data());
  _exit(98);
}

int inputOf(const Setting& setting) {
  if (setting.inClosed) return -1;
  std::FILE* file = std::tmpfile();
  std::fwrite(setting.in.data(), 1, setting.in.size(), file);
  std::fflush(file);
  const int fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
  std::fclose(file);
  lseek(fd, 0, SEEK_SET);
  return fd;
}

}  // namespace

Folder::Folder() : path_((fs::temp_directory_path() / "quarry-fault-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp");
}

Folder::~Folder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

void Folder::put(std::string_view name, std::string_view text) const {
  fs::create_directories(fs::path(*this / name).parent_path());
  std::ofstream(*this / name, std::ios::binary) << text;
}

std::string Folder::get(std::string_view name) const {
  std::ifstream in(*this / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool Folder::has(std::string_view name) const { return fs::exists(*this / name); }

std::vector<std::string> Folder::list() const {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path_))
    if (entry.is_symlink() || !entry.is_directory()) names.push_back(entry.path().lexically_relative(path_).string());
  std::sort(names.begin(), names.end());
  return names;
}

Running::Running(const std::string& folder, const std::vector<std::string>& arguments, const Setting& setting) {
  const int in = inputOf(setting);
  const int out = endFor(setting.out, out_), err = endFor(setting.err, err_);
  process_ = fork();
  if (process_ == 0) become(folder, arguments, setting, {in, out, err});
  for (const int fd : {in, out, err})
    if (fd >= 0) close(fd);
}

Running::~Running() {
  if (process_ > 0) wait();
}

void Running::signal(int number) const { kill(process_, number); }

void Running::feed(const std::string& pipe, std::string_view text, const std::function<void()>& before) {
  const int fd = open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) throw std::runtime_error("the pipe cannot be opened");
  if (before) before();
  if (write(fd, text.data(), text.size()) < 0) throw std::runtime_error("the pipe cannot be written");
  close(fd);
}

Outcome Running::wait() {
  Outcome outcome;
  const auto done = [](const pollfd& one) { return one.fd < 0; };
  std::array<pollfd, 2> polls{{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
  while (!std::all_of(polls.begin(), polls.end(), done)) {
    if (poll(polls.data(), polls.size(), -1) < 0) continue;
    for (std::size_t i = 0; i < polls.size(); ++i) {
      if (polls[i].fd < 0 || polls[i].revents == 0) continue;
      std::array<char, 65536> buffer{};
      const ssize_t n = read(polls[i].fd, buffer.data(), buffer.size());
      if (n > 0)
        (i == 0 ? outcome.out : outcome.err).append(buffer.data(), static_cast<std::size_t>(n));
      else if (n == 0 || errno != EINTR)
        polls[i].fd = -1;
    }
  }
  for (const int fd : {out_, err_})
    if (fd >= 0) close(fd);
  out_ = err_ = -1;
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  outcome.exit = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return outcome;
}

Outcome run(const Folder& folder, const std::vector<std::string>& arguments, const Setting& setting) {
  return Running(folder.path(), arguments, setting).wait();
}

bool isSanitized() {
#if defined(__SANITIZE_ADDRESS__)
  return true;
#elif defined(__has_feature)
  return __has_feature(address_sanitizer);
#else
  return false;
#endif
}

bool memoryCanBeLimited() {
  const bool sanitized = isSanitized();
#if defined(QUARRY_COVERAGE)
  constexpr bool counted = true;  // with the counters the program needs more than the least of the limits to start
#else
  constexpr bool counted = false;
#endif
  if (sanitized) MESSAGE("skipped: no program with AddressSanitizer starts under a limit of address space");
  if (counted) MESSAGE("skipped: the program that counts its lines needs more memory than any other");
  return !sanitized && !counted;
}

std::string goodRule(std::string_view title) {
  return "title: " + std::string(title) +
         "\n"
         "logsource: {product: windows, category: process_creation}\n"
         "detection:\n"
         "  sel:\n"
         "    Image|endswith: '\\evil.exe'\n"
         "  condition: sel\n"
         "level: high\n";
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace quarry::faults
