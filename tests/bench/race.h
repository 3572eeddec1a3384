// Programs measured against each other: run in turn, round after round, the least of each kept. Whatever else the
// machine does only ever adds, and adds to all of them.
#pragma once

#include <string>
#include <vector>

namespace quarry::bench {

struct Cost {
  double wall = 0, cpu = 0;  // seconds; of the program and the processes it started
  double megabytes = 0;      // the most that one of these processes held
};

struct Contender {
  std::string name;
  std::vector<std::string> command;  // the program and its arguments
  Cost least = {};
};

// Throws std::runtime_error if a program cannot be run or is ended by a signal.
void race(std::vector<Contender>& contenders, int rounds);

}  // namespace quarry::bench
