#include "driver/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace quarry::driver {

void inThreads(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr fault;
  std::mutex faulty;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      const std::scoped_lock lock(faulty);
      if (!fault) fault = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (unsigned k = 1; k < std::min<std::size_t>(jobs, count); ++k) {
    try {
      others.emplace_back(run);
    } catch (const std::system_error&) {
      break;  // no more threads are to be had: the others do their share
    }
  }
  run();
  for (std::thread& other : others) other.join();
  if (fault) std::rethrow_exception(fault);
}

}  // namespace quarry::driver
