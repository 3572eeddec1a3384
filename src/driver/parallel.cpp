#include "driver/parallel.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <memory>
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
  std::size_t next = 0;  // the first item whose result has not come
  std::string received;
};

// The item that each worker is at, in memory that it shares with its parent.
class Progress {
 public:
  explicit Progress(std::size_t workers) : bytes_(workers * sizeof(Item)) {
    void* const place = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) return;
    items_ = static_cast<Item*>(place);
    std::uninitialized_value_construct_n(items_, workers);
  }
  ~Progress() {
    if (items_ != nullptr) munmap(items_, bytes_);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  using Item = std::atomic<std::size_t>;
  bool isThere() const { return items_ != nullptr; }
  Item& of(std::size_t worker) { return items_[worker]; }

 private:
  std::size_t bytes_;
  Item* items_ = nullptr;
};

// Each result is a head, then its bytes: a result or a fault.
struct Head {
  std::uint64_t item = 0, isFault = 0, length = 0;
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

// What all workers work on.
struct Job {
  std::size_t count;
  std::size_t step;
  const std::function<std::string(std::size_t)>& work;
  std::vector<WorkResult>& results;
  Progress& progress;

  // The first of a worker's items from `item` on that no worker has died over.
  std::size_t openFrom(std::size_t item) const {
    while (item < count && !results[item].fault.empty()) item += step;
    return item;
  }
};

#ifdef QUARRY_COVERAGE
extern "C" void __gcov_dump();
#endif

// A worker ends without what its parent would do at its end, but for the counts of `./dev coverage`.
[[noreturn]] void leave(bool good) {
#ifdef QUARRY_COVERAGE
  __gcov_dump();
#endif
  _exit(good ? 0 : 1);
}

// Results are sent many at a time: each would wake the parent.
[[noreturn]] void runWorker(pid_t parent, int fd, std::size_t first, Progress::Item& at, const Job& job) {
  constexpr std::size_t kSend = 64 * 1024;
  // Nobody is left to take the results of a worker whose parent was killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) leave(false);
  std::string unsent;
  for (std::size_t i = first; i < job.count; i = job.openFrom(i + job.step)) {
    at = i;
    const WorkResult result = attempt(i, job.work);
    const std::string& bytes = result.bytes ? *result.bytes : result.fault;
    const Head head{i, result.bytes ? 0U : 1U, bytes.size()};
    std::array<char, sizeof head> start{};
    std::memcpy(start.data(), &head, sizeof head);
    unsent.append(start.data(), start.size()).append(bytes);
    if (unsent.size() < kSend) continue;
    if (!writeAll(fd, unsent)) leave(false);
    unsent.clear();
  }
  leave(writeAll(fd, unsent));
}

void takeResults(Worker& worker, const Job& job) {
  std::size_t at = 0;
  while (worker.received.size() - at >= sizeof(Head)) {
    Head head;
    std::memcpy(&head, worker.received.data() + at, sizeof head);
    if (worker.received.size() - at - sizeof head < head.length) break;
    std::string bytes = worker.received.substr(at + sizeof head, head.length);
    WorkResult& result = job.results[head.item];
    if (head.isFault != 0)
      result.fault = std::move(bytes);
    else
      result.bytes = std::move(bytes);
    worker.next = head.item + job.step;
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
bool start(Worker& worker, const Job& job) {
  std::array<int, 2> ends{};
  if (!job.progress.isThere() || pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  Progress::Item& at = job.progress.of(worker.next % job.step);
  at = worker.next;
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0) {
    close(ends[0]);
    runWorker(parent, ends[1], worker.next, at, job);
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

// In this process.
void doRest(std::size_t from, const Job& job) {
  for (std::size_t i = job.openFrom(from); i < job.count; i = job.openFrom(i + job.step))
    job.results[i] = attempt(i, job.work);
}

// The worker's pipe is at its end. If it died, the item that it was at has a fault, and what has not come is begun
// anew.
void finish(Worker& worker, const Job& job) {
  close(std::exchange(worker.fd, -1));
  int status = 0;
  while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  worker.next = job.openFrom(worker.next);
  if (worker.next >= job.count) return;
  job.results[job.progress.of(worker.next % job.step)].fault = faultOf(status);
  worker.next = job.openFrom(worker.next);
  if (worker.next < job.count && !start(worker, job)) doRest(worker.next, job);
}

}  // namespace

std::vector<WorkResult> inWorkers(std::size_t count, unsigned jobs,
                                  const std::function<std::string(std::size_t)>& work) {
  std::vector<WorkResult> results(count);
  if (count == 1) results[0] = attempt(0, work);
  if (count <= 1) return results;
  const std::size_t step = std::min<std::size_t>(std::max(jobs, 1U), count);
  Progress progress(step);
  const Job job{count, step, work, results, progress};
  std::vector<Worker> workers;
  workers.reserve(step);
  for (std::size_t k = 0; k < step; ++k) {
    Worker worker{-1, -1, k, {}};
    if (!start(worker, job)) break;
    workers.push_back(std::move(worker));
  }
  std::string buffer(1 << 16, '\0');
  for (;;) {
    std::vector<pollfd> polls;
    polls.reserve(workers.size());
    for (const Worker& worker : workers) polls.push_back({worker.fd, POLLIN, 0});
    const auto running = [](const pollfd& one) { return one.fd >= 0; };
    if (std::none_of(polls.begin(), polls.end(), running)) break;
    if (poll(polls.data(), polls.size(), -1) < 0) continue;  // a signal
    for (std::size_t k = 0; k < workers.size(); ++k) {
      if (polls[k].fd < 0 || polls[k].revents == 0) continue;
      const ssize_t n = read(workers[k].fd, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        finish(workers[k], job);
        continue;
      }
      workers[k].received.append(buffer.data(), static_cast<std::size_t>(n));
      takeResults(workers[k], job);
    }
  }
  // Processes that could not be started: their share is done here.
  for (std::size_t k = workers.size(); k < step; ++k) doRest(k, job);
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
