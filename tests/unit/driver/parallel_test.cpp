#include "driver/parallel.h"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>

namespace quarry::driver {
namespace {

TEST_CASE("each item has its result, whatever the number of workers") {
  for (const unsigned jobs : {1U, 2U, 7U, 100U}) {
    const auto results = inWorkers(50, jobs, [](std::size_t i) { return std::string(i * 1000, 'x'); });
    REQUIRE(results.size() == 50);
    for (std::size_t i = 0; i < results.size(); ++i) CHECK(results[i].bytes == std::string(i * 1000, 'x'));
  }
  CHECK(inWorkers(0, 4, [](std::size_t) { return std::string(); }).empty());
}

TEST_CASE("a worker that dies costs the item it died over, and no other") {
  for (const unsigned jobs : {1U, 2U, 3U}) {
    const auto results = inWorkers(20, jobs, [](std::size_t i) {
      if (i == 4) std::raise(SIGKILL);
      if (i == 5 || i == 6) {
        const rlimit noCore{0, 0};
        setrlimit(RLIMIT_CORE, &noCore);
        std::signal(SIGABRT, SIG_DFL);
        std::abort();
      }
      if (i == 18) std::_Exit(0);
      if (i == 19) std::_Exit(3);
      return std::to_string(i);
    });
    for (std::size_t i = 0; i < results.size(); ++i) {
      INFO(jobs << " jobs, item " << i);
      const bool dies = i == 4 || i == 5 || i == 6 || i >= 18;
      CHECK(results[i].bytes.has_value() != dies);
      if (!dies) CHECK(results[i].bytes == std::to_string(i));
    }
    CHECK(results[4].fault == "the process that worked on it was ended by SIGKILL, as happens for want of memory");
    CHECK(results[5].fault == "the process that worked on it was ended by SIGABRT; please report this");
    CHECK(results[18].fault == "the process that worked on it ended early");
    CHECK(results[19].fault == "the process that worked on it ended early");
  }
}

TEST_CASE("a worker whose every item is deadly ends with its items") {
  const auto results = inWorkers(30, 3, [](std::size_t) -> std::string { std::_Exit(1); });
  for (const WorkResult& result : results) CHECK(result.fault == "the process that worked on it ended early");
}

TEST_CASE("a worker that is held up by one item leaves the others to the rest") {
  void* const place =
      mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(place != MAP_FAILED);
  auto& done = *new (place) std::atomic<int>(0);
  const auto results = inWorkers(40, 2, [&](std::size_t i) {
    // Until all others are done, or what should not be has been waited for long enough.
    for (int waited = 0; i == 0 && done < 39 && waited < 20000; ++waited) usleep(1000);
    return std::to_string(done++);
  });
  CHECK(results[0].bytes == "39");
  munmap(place, sizeof(std::atomic<int>));
}

TEST_CASE("what the work throws is the fault of its item, in a process of its own or not") {
  const auto throws = [](std::size_t i) -> std::string {
    if (i == 0) throw std::bad_alloc();
    if (i == 1) throw std::runtime_error("what");
    return "good";
  };
  CHECK(inWorkers(1, 1, throws)[0].fault == "there is not memory enough for it");
  const auto results = inWorkers(3, 2, throws);
  CHECK(results[0].fault == "there is not memory enough for it");
  CHECK(results[1].fault == "internal error: what; please report this");
  CHECK(results[2].bytes == "good");
}

TEST_CASE("where no process can be started the work is done all the same") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 3;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  const auto results = inWorkers(5, 4, [](std::size_t i) { return std::to_string(i); });
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  for (std::size_t i = 0; i < results.size(); ++i) CHECK(results[i].bytes == std::to_string(i));
}

TEST_CASE("a file without a result is reported at its beginning, with why") {
  base::Sources sources;
  File file;
  file.id = sources.add("rule.yml", "");
  base::Report report;
  reportFault({std::nullopt, "there is not memory enough for it"}, file, report);
  REQUIRE(report.size() == 1);
  CHECK(report.findings()[0].def->code == "RULE009");
  CHECK(report.findings()[0].message == "this file has no result: there is not memory enough for it");
}

}  // namespace
}  // namespace quarry::driver
