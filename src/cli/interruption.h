// SIGINT and SIGTERM while events are read: what has been computed is still shown.
#pragma once

#include <atomic>
#include <string_view>

namespace quarry::cli {

// Catches the signals for as long as it lives; a second one ends the program at once. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // The signal that came; 0: none.
  const std::atomic<int>& signal() const;
  // "SIGINT" or "SIGTERM".
  std::string_view name() const;
};

}  // namespace quarry::cli
