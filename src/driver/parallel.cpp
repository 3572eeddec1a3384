#include "driver/parallel.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <new>
#include <thread>
#include <utility>

#include "quarry/base/codes/file.h"

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

// A worker does every `step`th item from `next` on.
struct Worker {
  pid_t process = -1;
  int fd = -1;
  std::size_t next = 0;  // the item that it is working on
  std::string received;
};

// Each result is a head, then its bytes: a result or a fault.
struct Head {
  std::uint64_t isFault = 0, length = 0;
};

// What the work throws is the item's fault, and no reason to lose the others.
WorkResult attempt(std::size_t i, const std::function<std::string(std::size_t)>& work) {
  try {
    return {work(i), {}};
  } catch (const std::bad_alloc&) {
    return {std::nullopt, "there is not memory enough for it"};
  } catch (const std::exception& error) {
    return {std::nullopt, fmt::format("internal error: {}; please report this", error.what())};
  }
}

[[noreturn]] void runWorker(pid_t parent, int fd, std::size_t first, std::size_t count, unsigned step,
                            const std::function<std::string(std::size_t)>& work) {
  // Nobody is left to take the results of a worker whose parent was killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  for (std::size_t i = first; i < count; i += step) {
    const WorkResult result = attempt(i, work);
    const std::string& bytes = result.bytes ? *result.bytes : result.fault;
    const Head head{result.bytes ? 0U : 1U, bytes.size()};
    std::array<char, sizeof head> start{};
    std::memcpy(start.data(), &head, sizeof head);
    if (!writeAll(fd, {start.data(), start.size()}) || !writeAll(fd, bytes)) _exit(1);
  }
  _exit(0);
}

void takeResults(Worker& worker, unsigned step, std::vector<WorkResult>& results) {
  std::size_t at = 0;
  while (worker.received.size() - at >= sizeof(Head)) {
    Head head;
    std::memcpy(&head, worker.received.data() + at, sizeof head);
    if (worker.received.size() - at - sizeof head < head.length) break;
    std::string bytes = worker.received.substr(at + sizeof head, head.length);
    WorkResult& result = results[worker.next];
    if (head.isFault != 0)
      result.fault = std::move(bytes);
    else
      result.bytes = std::move(bytes);
    worker.next += step;
    at += sizeof head + head.length;
  }
  worker.received.erase(0, at);
}

std::string faultOf(int status) {
  if (!WIFSIGNALED(status)) return "the process that worked on it ended early";
  const int signal = WTERMSIG(status);
  return fmt::format(
      "the process that worked on it was ended by {}{}",
      sigabbrev_np(signal) != nullptr ? fmt::format("SIG{}", sigabbrev_np(signal)) : fmt::format("signal {}", signal),
      signal == SIGKILL ? ", as happens for want of memory" : "; please report this");
}

// False if there are no more processes, pipes or memory.
bool start(Worker& worker, std::size_t count, unsigned step, const std::function<std::string(std::size_t)>& work) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0) {
    close(ends[0]);
    runWorker(parent, ends[1], worker.next, count, step, work);
  }
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return false;
  }
  worker.process = process;
  worker.fd = ends[0];
  worker.received.clear();
  return true;
}

// The worker's pipe is at its end: the item that it died over has a fault, and what it has left is begun anew.
void finish(Worker& worker, std::size_t count, unsigned step, const std::function<std::string(std::size_t)>& work,
            std::vector<WorkResult>& results) {
  close(std::exchange(worker.fd, -1));
  int status = 0;
  while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  if (worker.next >= count) return;
  results[worker.next].fault = faultOf(status);
  worker.next += step;
  if (worker.next < count && !start(worker, count, step, work))
    for (; worker.next < count; worker.next += step) results[worker.next] = attempt(worker.next, work);
}

}  // namespace

std::vector<WorkResult> inWorkers(std::size_t count, unsigned jobs,
                                  const std::function<std::string(std::size_t)>& work) {
  std::vector<WorkResult> results(count);
  if (count == 1) results[0] = attempt(0, work);
  if (count <= 1) return results;
  const auto step = static_cast<unsigned>(std::min<std::size_t>(std::max(jobs, 1U), count));
  std::vector<Worker> workers;
  for (unsigned k = 0; k < step; ++k) {
    Worker worker{-1, -1, k, {}};
    if (!start(worker, count, step, work)) break;
    workers.push_back(std::move(worker));
  }
  for (;;) {
    std::vector<pollfd> polls;
    for (const Worker& worker : workers) polls.push_back({worker.fd, POLLIN, 0});
    const auto running = [](const pollfd& one) { return one.fd >= 0; };
    if (std::none_of(polls.begin(), polls.end(), running)) break;
    if (poll(polls.data(), polls.size(), -1) < 0) continue;  // a signal
    for (std::size_t k = 0; k < workers.size(); ++k) {
      if (polls[k].fd < 0 || polls[k].revents == 0) continue;
      std::array<char, 65536> buffer{};
      const ssize_t n = read(workers[k].fd, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        finish(workers[k], count, step, work, results);
        continue;
      }
      workers[k].received.append(buffer.data(), static_cast<std::size_t>(n));
      takeResults(workers[k], step, results);
    }
  }
  // Processes that could not be started: their share is done here.
  for (std::size_t k = workers.size(); k < step; ++k)
    for (std::size_t i = k; i < count; i += step) results[i] = attempt(i, work);
  return results;
}

void reportFault(const WorkResult& result, const File& file, base::Report& report) {
  report.add(codes::workerDied, {file.id, 0, 0}, fmt::format("this file has no result: {}", result.fault));
}

unsigned defaultJobs(std::size_t files) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::min<std::size_t>(cores, files / 32 + 1));
}

}  // namespace quarry::driver
