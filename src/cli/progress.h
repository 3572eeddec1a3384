// A bar on standard error while long input is read; nothing where that is no terminal.
#pragma once

#include <cstdint>

namespace quarry::cli {

class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `total` 0: not known.
  void show(std::uint64_t bytes, std::uint64_t total);
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
  std::int64_t last_ = 0;  // milliseconds of the steady clock
};

}  // namespace quarry::cli
