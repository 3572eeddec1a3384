#include "driver/parallel.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <thread>

namespace quarry::driver {

namespace {

bool writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

struct Worker {
  pid_t process = -1;
  int fd = -1;
  std::string received;
};

// Each result is its index and length, then its bytes.
struct Head {
  std::uint64_t index = 0, length = 0;
};

[[noreturn]] void runWorker(int fd, std::size_t first, std::size_t count, unsigned jobs,
                            const std::function<std::string(std::size_t)>& work) {
  for (std::size_t i = first; i < count; i += jobs) {
    const std::string result = work(i);
    const Head head{i, result.size()};
    std::array<char, sizeof head> bytes{};
    std::memcpy(bytes.data(), &head, sizeof head);
    if (!writeAll(fd, {bytes.data(), bytes.size()}) || !writeAll(fd, result)) _exit(1);
  }
  _exit(0);
}

void takeResults(Worker& worker, std::vector<std::optional<std::string>>& results) {
  std::size_t at = 0;
  while (worker.received.size() - at >= sizeof(Head)) {
    Head head;
    std::memcpy(&head, worker.received.data() + at, sizeof head);
    if (worker.received.size() - at - sizeof head < head.length) break;
    if (head.index < results.size()) results[head.index] = worker.received.substr(at + sizeof head, head.length);
    at += sizeof head + head.length;
  }
  worker.received.erase(0, at);
}

}  // namespace

std::vector<std::optional<std::string>> inWorkers(std::size_t count, unsigned jobs,
                                                  const std::function<std::string(std::size_t)>& work) {
  std::vector<std::optional<std::string>> results(count);
  jobs = static_cast<unsigned>(std::min<std::size_t>(std::max(jobs, 1U), count));
  if (jobs <= 1) {
    for (std::size_t i = 0; i < count; ++i) results[i] = work(i);
    return results;
  }
  std::vector<Worker> workers;
  for (unsigned k = 0; k < jobs; ++k) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) break;
    const pid_t process = fork();
    if (process == 0) {
      close(ends[0]);
      runWorker(ends[1], k, count, jobs, work);
    }
    close(ends[1]);
    if (process < 0) {
      close(ends[0]);
      break;
    }
    workers.push_back({process, ends[0], {}});
  }
  std::size_t open = workers.size();
  while (open > 0) {
    std::vector<pollfd> polls;
    polls.reserve(workers.size());
    for (const Worker& worker : workers) polls.push_back({worker.fd, POLLIN, 0});
    if (poll(polls.data(), polls.size(), -1) < 0 && errno != EINTR) break;
    for (std::size_t k = 0; k < workers.size(); ++k) {
      if (workers[k].fd < 0 || polls[k].revents == 0) continue;
      std::array<char, 65536> buffer{};
      const ssize_t n = read(workers[k].fd, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n > 0) {
        workers[k].received.append(buffer.data(), static_cast<std::size_t>(n));
        takeResults(workers[k], results);
        continue;
      }
      close(workers[k].fd);
      workers[k].fd = -1;
      --open;
    }
  }
  for (const Worker& worker : workers) waitpid(worker.process, nullptr, 0);
  // Processes that could not be started: their share is done here.
  for (std::size_t k = workers.size(); k < jobs; ++k)
    for (std::size_t i = k; i < count; i += jobs) results[i] = work(i);
  return results;
}

unsigned defaultJobs(std::size_t files) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::min<std::size_t>(cores, files / 32 + 1));
}

}  // namespace quarry::driver
