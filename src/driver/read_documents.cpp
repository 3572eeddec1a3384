// Rule files to documents. Parsing YAML is most of what reading costs, and it needs nothing but its own file.
#include <algorithm>
#include <atomic>
#include <new>
#include <span>
#include <system_error>
#include <thread>

#include "quarry/base/codes/file.h"
#include "quarry/driver/workspace.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

bool isRule(const File& file) { return file.readable && file.kind == FileKind::rule; }

std::vector<rule::ParsedFile> parseAll(std::span<const File> files, const base::Sources& sources, unsigned jobs) {
  std::vector<rule::ParsedFile> all(files.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> outOfMemory = false;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < files.size(); i = next++)
        if (isRule(files[i])) all[i] = rule::parse(files[i].id, sources);
    } catch (const std::bad_alloc&) {
      outOfMemory = true;  // thrown on where somebody can catch it
    }
  };
  std::vector<std::thread> others;
  for (unsigned k = 1; k < std::min<std::size_t>(jobs, files.size()); ++k) {
    try {
      others.emplace_back(work);
    } catch (const std::system_error&) {
      break;  // no more threads are to be had: the others do their share
    }
  }
  work();
  for (std::thread& other : others) other.join();
  if (outOfMemory) throw std::bad_alloc();
  return all;
}

void readApart(File& file, rule::ParsedFile parsed, base::Sources& sources, base::Report& report) {
  file.documents.clear();
  file.findings.clear();
  const std::size_t before = report.size();
  for (rule::ReadDocument& one : rule::readEach(std::move(parsed), file.id, sources, report)) {
    file.documents.push_back(std::move(one.document));
    file.findings.push_back(std::move(one.findings));
  }
  if (file.documents.empty() && report.size() == before)
    report.add(codes::emptyFile, {file.id, 0, 0}, "the file holds no rule");
}

}  // namespace

void readDocumentsApart(File& file, base::Sources& sources, base::Report& report) {
  readApart(file, rule::parse(file.id, sources), sources, report);
}

void readDocuments(File& file, base::Sources& sources, base::Report& report) {
  readDocumentsApart(file, sources, report);
  for (base::Report& findings : file.findings) {
    report.merge(std::move(findings));
    findings = {};
  }
}

void readAllDocuments(Workspace& workspace, base::Sources& sources, unsigned jobs) {
  // A few files at a time: the trees of all at once would be most of the memory of a run.
  constexpr std::size_t kAtOnce = 256;
  for (std::size_t first = 0; first < workspace.files.size(); first += kAtOnce) {
    const std::span<File> files(workspace.files.data() + first, std::min(kAtOnce, workspace.files.size() - first));
    std::vector<rule::ParsedFile> parsed = parseAll(files, sources, jobs);
    for (std::size_t i = 0; i < files.size(); ++i)
      if (isRule(files[i])) readApart(files[i], std::move(parsed[i]), sources, workspace.report);
  }
}

}  // namespace quarry::driver
