// The main of every test program: as doctest's own, but a run that asks for test cases by name and finds none fails.
// CTest asks by name, and a name that its scripts take apart (one with a `;` in it) would pass without having run.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace {

int begun = 0;

struct Count : doctest::IReporter {
  explicit Count(const doctest::ContextOptions& /*options*/) {}
  void report_query(const doctest::QueryData& /*data*/) override { ++begun; }  // a list was asked for
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats& /*stats*/) override {}
  void test_case_start(const doctest::TestCaseData& /*test*/) override { ++begun; }
  void test_case_reenter(const doctest::TestCaseData& /*test*/) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& /*stats*/) override {}
  void test_case_exception(const doctest::TestCaseException& /*exception*/) override {}
  void subcase_start(const doctest::SubcaseSignature& /*subcase*/) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData& /*assertion*/) override {}
  void log_message(const doctest::MessageData& /*message*/) override {}
  void test_case_skipped(const doctest::TestCaseData& /*test*/) override {}
};

REGISTER_LISTENER("count", 1, Count);

}  // namespace

int main(int argc, char** argv) {
  doctest::Context context(argc, argv);
  const int failed = context.run();
  const bool byName = std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
    return argument.starts_with("--test-case=") || argument.starts_with("-tc=");
  });
  if (failed != 0 || !byName || begun > 0) return failed;
  std::fputs("no test case has that name\n", stderr);
  return 1;
}
