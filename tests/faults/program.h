// Runs the program as a shell would, under conditions that a shell seldom makes: closed streams, limits, signals.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::faults {

// A folder of its own, removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  void put(std::string_view name, std::string_view text) const;
  std::string get(std::string_view name) const;
  bool has(std::string_view name) const;
  // Every file below it, hidden ones too, in order.
  std::vector<std::string> list() const;

 private:
  std::string path_;
};

struct Outcome {
  int exit = 0;  // as a shell sees it: 128 and the number of the signal that ended it
  std::string out, err;
};

enum class Stream { piped, closed, full, brokenPipe };

struct Setting {
  std::string in;  // standard input
  bool inClosed = false;
  Stream out = Stream::piped, err = Stream::piped;
  std::map<int, rlim_t> limits{};  // RLIMIT_… by number
  std::map<std::string, std::string> environment{};
  std::vector<std::string> without{};  // variables of the environment that are not set
  bool removeFolder = false;           // the working folder is removed before the program starts
};

// A program that is running.
class Running {
 public:
  Running(const std::string& folder, const std::vector<std::string>& arguments, const Setting& setting = {});
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void signal(int number) const;
  // Returns once the program has opened the pipe for reading; what is written goes to it, and then the pipe ends.
  static void feed(const std::string& pipe, std::string_view text, const std::function<void()>& before = {});
  Outcome wait();

 private:
  pid_t process_ = -1;
  int out_ = -1, err_ = -1;
};

Outcome run(const Folder& folder, const std::vector<std::string>& arguments, const Setting& setting = {});

// Whether the program is watched by the sanitizers.
bool isSanitized();

// Whether the program can run with a limit of address space (RLIMIT_AS): not under AddressSanitizer, which reserves terabytes of it,
// nor where lines are counted. Says so where it cannot.
bool memoryCanBeLimited();

// A rule and a query without fault, and an event that the rule finds.
std::string goodRule(std::string_view title = "Good");
inline constexpr std::string_view kGoodQuery = "#event_simpleName=ProcessRollup2\n| groupBy([ComputerName])\n";
inline constexpr std::string_view kUntidyQuery = "#event_simpleName=ProcessRollup2|groupBy( [ComputerName] )";
inline constexpr std::string_view kTidyQuery = "#event_simpleName=ProcessRollup2\n| groupBy([ComputerName])\n";
inline constexpr std::string_view kEvent = "{\"Image\":\"C:\\\\evil.exe\"}\n";

bool contains(std::string_view text, std::string_view part);

}  // namespace quarry::faults
