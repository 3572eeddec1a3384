// Rule files to documents. Parsing YAML is most of what reading costs, and files need nothing of each other.
#include <utility>

#include "driver/threads.h"
#include "quarry/base/codes/file.h"
#include "quarry/driver/workspace.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

bool isRule(const File& file) { return file.readable && file.kind == FileKind::rule; }

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
