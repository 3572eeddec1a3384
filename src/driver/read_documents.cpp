// Rule files to documents. Parsing YAML is most of what reading costs, and files need nothing of each other.
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "quarry/base/codes/file.h"
#include "quarry/driver/workspace.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

bool isRule(const File& file) { return file.readable && file.kind == FileKind::rule; }

// work(i) for each i below `count`, in `jobs` threads; throws what the first of them threw.
template <class Work>
void inThreads(std::size_t count, unsigned jobs, const Work& work) {
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

}  // namespace

void readDocuments(File& file, base::Sources& sources) {
  file.documents.clear();
  file.findings.clear();
  file.outside = {};
  for (rule::ReadDocument& one : rule::readEach(file.id, sources, file.outside)) {
    file.documents.push_back(std::move(one.document));
    file.findings.push_back(std::move(one.findings));
  }
  if (file.documents.empty() && file.outside.size() == 0)
    file.outside.add(codes::emptyFile, {file.id, 0, 0}, "the file holds no rule");
}

void readAllDocuments(std::vector<File>& files, base::Sources& sources, unsigned jobs) {
  inThreads(files.size(), jobs, [&](std::size_t i) {
    if (isRule(files[i])) readDocuments(files[i], sources);
  });
}

base::Report takeFindings(File& file) {
  base::Report all = std::exchange(file.outside, {});
  for (base::Report& findings : file.findings) all.merge(std::exchange(findings, {}));
  return all;
}

}  // namespace quarry::driver
