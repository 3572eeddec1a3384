#include "quarry/driver/pipelines.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "quarry/base/codes/rule.h"
#include "quarry/base/file.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"

namespace quarry::driver {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> filesOf(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (auto it = fs::directory_iterator(path, error); !error && it != fs::directory_iterator(); it.increment(error))
    if (it->path().extension() == ".yml" || it->path().extension() == ".yaml") files.push_back(it->path().string());
  std::sort(files.begin(), files.end());
  return files;
}

bool isFor(const std::string& backend, schema::Platform platform) {
  using schema::Platform;
  const std::string name = base::asciiLower(backend);
  if (name.starts_with("splunk") || name == "spl") return platform == Platform::spl;
  if (name.starts_with("log_scale") || name.starts_with("logscale") || name.starts_with("crowdstrike") || name == "cql")
    return platform == Platform::cql;
  if (name.starts_with("kusto") || name.starts_with("microsoft") || name.starts_with("azure") ||
      name.starts_with("sentinel") || name == "kql")
    return platform == Platform::kql;
  return false;
}

}  // namespace

std::vector<rule::Pipeline> loadPipelines(const std::vector<std::string>& paths, Workspace& workspace) {
  std::vector<rule::Pipeline> all;
  for (const std::string& path : paths)
    for (const std::string& file : filesOf(path)) {
      base::FileText read = base::readFile(file, base::limit::kPipelineBytes);
      if (!read.fault.empty()) {
        workspace.problems.push_back(fmt::format("{}: the pipeline cannot be read: {}", file, read.fault));
        continue;
      }
      const bool isText = !read.tooLarge && !base::invalidUtf8(read.text) && read.text.find('\0') == std::string::npos;
      const base::FileId id = workspace.sources.add(file, isText ? std::move(read.text) : std::string());
      if (!isText)
        workspace.report.add(codes::badPipeline, {id, 0, 0},
                             read.tooLarge
                                 ? fmt::format("the pipeline is larger than {}",
                                               base::shownLimit(base::limit::kPipelineBytes, base::Limit::Unit::bytes))
                                 : "the pipeline is no UTF-8 text");
      else if (auto pipeline = rule::readPipeline(id, workspace.sources, workspace.report))
        all.push_back(std::move(*pipeline));
    }
  std::stable_sort(all.begin(), all.end(),
                   [](const rule::Pipeline& a, const rule::Pipeline& b) { return a.priority < b.priority; });
  return all;
}

std::vector<rule::Pipeline> pipelinesFor(schema::Platform platform, const std::vector<rule::Pipeline>& all) {
  std::vector<rule::Pipeline> some;
  for (const rule::Pipeline& one : all)
    if (one.backends.empty() || std::any_of(one.backends.begin(), one.backends.end(),
                                            [&](const std::string& backend) { return isFor(backend, platform); }))
      some.push_back(one);
  return some;
}

}  // namespace quarry::driver
