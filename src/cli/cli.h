// The command line: one file per verb, this table, and arguments.cpp, which alone knows the option parser.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quarry/driver/check.h"
#include "quarry/driver/compile.h"

namespace quarry::cli {

// What every verb has.
struct Common {
  std::string format = "text";
  std::string colour = "auto";
  std::string config;
  std::string stdinName;
  unsigned jobs = 0;  // 0: as many as are worth it
};

struct BuildArguments {
  Common common;
  std::vector<std::string> paths;
  std::vector<std::string> to;
  std::string out, emit;
  bool strict = false;
  std::vector<std::string> allow, settings, pipelines;
};

struct CheckArguments {
  Common common;
  std::vector<std::string> paths;
  std::string fix;  // "", safe, review
  bool diff = false;
  std::vector<std::string> select, ignore;
  std::string failOn = "warning";
  std::vector<std::string> also;  // FORMAT=FILE
  std::string baseline, writeBaseline, changed;
  std::string emit;
};

struct FmtArguments {
  std::vector<std::string> paths;
  bool check = false, diff = false;
  std::string colour = "auto";
  std::string stdinName;
  unsigned jobs = 0;
};

struct RunArguments {
  Common common;
  std::string what;
  std::vector<std::string> events, parameters, lookups, views;
  std::string start, end, now;
};

struct TranslateArguments {
  Common common;
  std::vector<std::string> paths, to, settings, allow, parameters;
  std::string source, emit;
};

struct ExplainArguments {
  std::vector<std::string> codes;
  std::string format = "text";
  std::string config;
};

struct ListArguments {
  std::string what;
  std::string source;  // of `fields`: this log source only
  std::string format = "text";
  std::string config;
};

struct TestArguments {
  Common common;
  std::vector<std::string> paths;
  std::vector<std::string> only;
  bool why = false, coverage = false;
};

struct WhyArguments {
  Common common;
  std::string rule;
  std::vector<std::string> events;
  std::uint64_t event = 0;  // 0: all
  std::uint64_t most = 10;
};

struct CarryArguments {
  Common common;
  std::vector<std::string> events;
  std::string source, to;
  std::vector<std::string> settings;
  bool lost = false;
};

// Each returns the exit code: 0 nothing to report, 1 findings, 2 the tool could not do its job.
int build(const BuildArguments& arguments);
int check(const CheckArguments& arguments);
int format(const FmtArguments& arguments);
int test(const TestArguments& arguments);
int why(const WhyArguments& arguments);
int carryEvents(const CarryArguments& arguments);
int runQuery(const RunArguments& arguments);
int translate(const TranslateArguments& arguments);
int explain(const ExplainArguments& arguments);
int list(const ListArguments& arguments);

int run(int argc, char** argv);

// ---- output ----

// Colour: asked for, or a terminal without NO_COLOR.
bool useColour(const std::string& colour, int fd);
void out(std::string_view text);
void err(std::string_view text);
// "quarry: …" on a line of standard error, whatever characters a name in it holds.
void complain(std::string_view problem);
// The exit code, once all output is written; the program ends here with 2 if it cannot be.
int finished(int code);

}  // namespace quarry::cli
