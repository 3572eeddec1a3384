// Runs a fuzz target without a fuzzer: over its seeds, over what is left of them when they are cut off at some places,
// and over changed ones, always the same. With --write, puts the seeds into a folder instead; files are run as they
// are.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "mutate.h"
#include "seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = 20'000;  // bytes of a seed that is cut and changed

// The input at hand, for the handler below.
std::string current;
const char* const kLeft = "replay-" QUARRY_FUZZ_TARGET ".input";

// What breaks leaves its input behind in a file.
void leave(int signal) {
  const int file = ::open(kLeft, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && ::write(file, current.data(), current.size()) >= 0) ::close(file);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void catchFaults() {
  static std::array<char, 65536> stack;  // the usual one may be what ran out
  stack_t other{};
  other.ss_sp = stack.data();
  other.ss_size = stack.size();
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = leave;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL}) ::sigaction(signal, &action, nullptr);
}

class Runner {
 public:
  void run(const std::string& text) {
    current = text;
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
    ++runs_;
  }
  std::size_t runs() const { return runs_; }

 private:
  std::size_t runs_ = 0;
};

void runAll(Runner& runner, const std::vector<std::string>& seeds, std::size_t changes) {
  constexpr std::size_t kCuts = 8;
  for (const std::string& text : seeds) {
    runner.run(text);
    if (text.size() > kLargest) continue;
    for (std::size_t i = 1; i < kCuts; ++i) runner.run(text.substr(0, text.size() * i / kCuts));
  }
  const std::vector<std::string> words = quarry::fuzz::words(QUARRY_FUZZ_TARGET);
  std::mt19937 random(1);
  std::vector<std::string> pool;
  for (const std::string& text : seeds)
    if (text.size() <= kLargest) pool.push_back(text);
  for (std::size_t i = 0; i < changes && !pool.empty(); ++i)
    runner.run(quarry::fuzz::mutated(pool[random() % pool.size()], random, words, pool));
}

}  // namespace

// usage: replay_NAME ROOT CHANGES | replay_NAME ROOT --write FOLDER | replay_NAME ROOT --run FILE...
int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    catchFaults();
    Runner runner;
    const std::string what = argv[2];
    if (what == "--run") {
      for (int i = 3; i < argc; ++i) {
        std::ifstream in(argv[i], std::ios::binary);
        runner.run({std::istreambuf_iterator<char>(in), {}});
      }
      std::printf("%zu runs\n", runner.runs());
      return 0;
    }
    const std::vector<std::string> seeds = quarry::fuzz::seeds(QUARRY_FUZZ_TARGET, argv[1]);
    if (what == "--write" && argc > 3) {
      std::size_t count = 0;
      for (const std::string& text : seeds)
        std::ofstream(fs::path(argv[3]) / ("seed-" + std::to_string(count++)), std::ios::binary) << text;
      std::printf("%zu seeds\n", count);
      return 0;
    }
    runAll(runner, seeds, std::strtoul(argv[2], nullptr, 10));
    std::printf("%zu seeds, %zu runs\n", seeds.size(), runner.runs());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
