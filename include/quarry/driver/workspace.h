// A run's input: all files and documents, linked. Loaded whole before anything is compiled, since rules name each
// other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/base/source.h"
#include "quarry/rule/rule.h"

namespace quarry::driver {

enum class FileKind {
  rule,
  query,  // CQL and nothing else
  host,   // a file of another kind with CQL in it: see embedded.h
};

// Of a rule or a query, by the ending of the file's name, which has to have a stem; none for other files.
std::optional<FileKind> kindOf(std::string_view name);

struct File {
  base::FileId id{};
  FileKind kind{};
  std::string path;       // as given on the command line, or found below it
  std::string relative;   // below the folder that was given; for -o
  bool readable = false;  // its text is in the sources and can be worked on
  std::vector<rule::Document> documents;
  std::vector<base::Report> findings;  // of each document: what reading said of it, and linking
  base::Report outside;                // what reading said of the file and of no document in it
};

struct Workspace {
  base::Sources sources;  // the files come first, in the order of `files`
  std::vector<File> files;
  base::Report report;                // what concerns whole files
  std::vector<std::string> problems;  // arguments that name nothing to work on: exit code 2
  std::size_t skipped = 0;            // YAML files in folders that are about something else
};

struct LoadOptions {
  std::string stdinName;  // what standard input is called; its ending says what it holds
  unsigned jobs = 1;      // files that are read at a time; 0: as many as are worth it
};

// `paths`: files, folders (searched for .yml, .yaml, .cql, .logscale and .lql), or "-" for standard input. A YAML file
// is a rule or a host, by its keys; JSON and Markdown are hosts, and are read where they are named outright. Files are
// ordered by path.
Workspace load(const std::vector<std::string>& paths, const LoadOptions& options = {});

// Reads the rules of a file into its documents, whose findings are with them.
void readDocuments(File& file, base::Sources& sources);
// Of every rule file that can be read, `jobs` files at a time.
void readAllDocuments(std::vector<File>& files, base::Sources& sources, unsigned jobs);
// What reading and linking said of the file, all of it, in order; the file keeps nothing.
base::Report takeFindings(File& file);
// What holds across files: ids and names are unique, correlations find their rules, filters cover theirs.
void link(Workspace& workspace);

}  // namespace quarry::driver
