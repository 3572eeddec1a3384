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

// Who does what, in memory that the workers share with their parent.
class Board {
 public:
  Board(std::size_t items, std::size_t workers) : items_(items), bytes_((1 + workers + items) * sizeof(Cell)) {
    void* const place = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) return;
    cells_ = static_cast<Cell*>(place);
    std::uninitialized_value_construct_n(cells_, 1 + workers + items);
  }
  ~Board() {
    if (cells_ != nullptr) munmap(cells_, bytes_);
  }
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  using Cell = std::atomic<std::uint32_t>;
  bool isThere() const { return cells_ != nullptr; }

  // The next item that nobody has taken, for that worker; none if all are.
  std::optional<std::size_t> take(std::size_t worker) {
    const std::size_t item = cells_[0]++;
    if (item >= items_) return std::nullopt;
    takerOf(item) = static_cast<std::uint32_t>(worker + 1);
    return item;
  }
  bool hasTaken(std::size_t worker, std::size_t item) { return takerOf(item) == worker + 1; }

  // The item that a worker is at, or was when it died.
  Cell& at(std::size_t worker) { return cells_[1 + items_ + worker]; }

 private:
  Cell& takerOf(std::size_t item) { return cells_[1 + item]; }

  std::size_t items_, bytes_;
  Cell* cells_ = nullptr;
};

// A process that takes items until none is left.
struct Worker {
  std::size_t number = 0;
  pid_t process = -1;
  int fd = -1;
  std::string received;
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
  const std::function<std::string(std::size_t)>& work;
  std::vector<WorkResult>& results;
  Board& board;

  bool isOpen(std::size_t item) const { return !results[item].bytes && results[item].fault.empty(); }
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

// First what an earlier worker of that number left. Results are sent many at a time: each would wake the parent.
[[noreturn]] void runWorker(pid_t parent, int fd, std::size_t number, const std::vector<std::size_t>& left,
                            const Job& job) {
  constexpr std::size_t kSend = 64 * 1024;
  // Nobody is left to take the results of a worker whose parent was killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) leave(false);
  std::string unsent;
  const auto work = [&](std::size_t i) {
    job.board.at(number) = static_cast<std::uint32_t>(i);
    const WorkResult result = attempt(i, job.work);
    const std::string& bytes = result.bytes ? *result.bytes : result.fault;
    const Head head{i, result.bytes ? 0U : 1U, bytes.size()};
    std::array<char, sizeof head> start{};
    std::memcpy(start.data(), &head, sizeof head);
    unsent.append(start.data(), start.size()).append(bytes);
    if (unsent.size() < kSend) return;
    if (!writeAll(fd, unsent)) leave(false);
    unsent.clear();
  };
  for (const std::size_t i : left) work(i);
  while (const auto i = job.board.take(number)) work(*i);
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

// `left` is what an earlier worker of that number took and did not finish. False if there are no more processes, pipes
// or memory.
bool start(Worker& worker, const std::vector<std::size_t>& left, const Job& job) {
  std::array<int, 2> ends{};
  if (!job.board.isThere() || pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0) {
    close(ends[0]);
    runWorker(parent, ends[1], worker.number, left, job);
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

// The worker's pipe is at its end. If it died over an item, that has a fault, and what it had taken besides and not
// sent is left to another. So each start after the first costs an item, and their number is bounded.
void finish(Worker& worker, const Job& job) {
  close(std::exchange(worker.fd, -1));
  int status = 0;
  while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  std::vector<std::size_t> left;
  const std::size_t at = job.board.at(worker.number);
  bool diedOverOne = false;
  for (std::size_t i = 0; i < job.results.size(); ++i) {
    if (!job.board.hasTaken(worker.number, i) || !job.isOpen(i)) continue;
    if (i == at) {
      job.results[i].fault = faultOf(status);
      diedOverOne = true;
    } else {
      left.push_back(i);
    }
  }
  if (diedOverOne) start(worker, left, job);
}

// Takes what the workers send until all have ended.
void waitFor(std::vector<Worker>& workers, const Job& job) {
  std::string buffer(1 << 16, '\0');
  for (;;) {
    std::vector<pollfd> polls;
    polls.reserve(workers.size());
    for (const Worker& worker : workers) polls.push_back({worker.fd, POLLIN, 0});
    const auto running = [](const pollfd& one) { return one.fd >= 0; };
    if (std::none_of(polls.begin(), polls.end(), running)) return;
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
}

}  // namespace

std::vector<WorkResult> inWorkers(std::size_t count, unsigned jobs,
                                  const std::function<std::string(std::size_t)>& work) {
  std::vector<WorkResult> results(count);
  if (count == 1) results[0] = attempt(0, work);
  if (count <= 1) return results;
  const std::size_t most = std::min<std::size_t>(std::max(jobs, 1U), count);
  Board board(count, most);
  const Job job{work, results, board};
  std::vector<Worker> workers;
  workers.reserve(most);
  for (std::size_t k = 0; k < most; ++k) {
    Worker worker{k, -1, -1, {}};
    if (!start(worker, {}, job)) break;
    workers.push_back(std::move(worker));
  }
  waitFor(workers, job);
  // What no process could be started for is done here.
  for (std::size_t i = 0; i < count; ++i)
    if (job.isOpen(i)) results[i] = attempt(i, work);
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
