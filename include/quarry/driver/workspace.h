// A run's input: all files and documents, linked. Loaded whole before anything is compiled, since rules name each other.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/base/source.h"
#include "quarry/cql/tree.h"
#include "quarry/rule/rule.h"

namespace quarry::driver {

enum class FileKind { rule, query };

struct File {
  base::FileId id{};
  FileKind kind{};
  std::string path;      // as given on the command line, or found below it
  std::string relative;  // below the folder that was given; for -o
  std::vector<rule::Document> documents;
};

struct Workspace {
  base::Sources sources;
  std::vector<File> files;
  base::Report report;                  // what reading and linking found
  std::vector<std::string> unreadable;  // arguments that name nothing: exit code 2
};

// `paths`: files, folders (searched for .yml, .yaml and .cql), or "-" for standard input. Files are ordered by path.
Workspace load(const std::vector<std::string>& paths);

}  // namespace quarry::driver
