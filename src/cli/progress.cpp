#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "cli/cli.h"

namespace quarry::cli {

namespace {

constexpr std::uint64_t kWorthABar = 8 * 1024 * 1024;
constexpr std::int64_t kBetween = 100;  // milliseconds

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}
Progress::~Progress() { clear(); }

void Progress::show(std::uint64_t bytes, std::uint64_t total) {
  if (!terminal_ || std::max(bytes, total) < kWorthABar || now() - last_ < kBetween) return;
  last_ = now();
  shown_ = true;
  const double megabytes = static_cast<double>(bytes) / 1e6;
  if (total == 0) {
    err(fmt::format("\r\x1b[K{:.0f} MB read", megabytes));
    return;
  }
  constexpr int kWidth = 30;
  const double part = std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total));
  std::string bar;
  for (int i = 0; i < kWidth; ++i) bar += i < part * kWidth ? "━" : "─";
  err(fmt::format("\r\x1b[K{} {:3.0f} %  {:.0f} of {:.0f} MB", bar, part * 100, megabytes,
                  static_cast<double>(total) / 1e6));
}

void Progress::clear() {
  if (shown_) err("\r\x1b[K");
  shown_ = false;
}

}  // namespace quarry::cli
