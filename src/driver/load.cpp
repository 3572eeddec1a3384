// Files and folders to a workspace. One bad file never stops the others.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <regex>
#include <set>
#include <system_error>
#include <utility>

#include "driver/parallel.h"
#include "driver/threads.h"
#include "quarry/base/codes/file.h"
#include "quarry/base/file.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/driver/embedded.h"
#include "quarry/driver/workspace.h"

namespace quarry::driver {

namespace fs = std::filesystem;

std::optional<FileKind> kindOf(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  const std::string ending = base::asciiLower(name.substr(dot));
  if (ending == ".yml" || ending == ".yaml") return FileKind::rule;
  if (ending == ".cql" || ending == ".logscale" || ending == ".lql") return FileKind::query;
  return std::nullopt;
}

namespace {

// Of a file that is named outright: whatever it is called it is worked on; without a known ending it is a rule.
FileKind kindOfNamed(const fs::path& path) {
  const std::string ending = base::asciiLower(path.extension().string());
  if (ending == ".json" || ending == ".md" || ending == ".markdown") return FileKind::host;
  return kindOf(path.filename().native()).value_or(FileKind::rule);
}

struct Found {
  std::string path, relative;
  FileKind kind{};
  bool named = true;  // outright; else found in a folder
};

// True for YAML that is about something else, such as the workflows of a continuous integration: it has keys, and none
// of a rule's. What has no keys at all may be a rule that went wrong.
bool isAboutSomethingElse(std::string_view yaml) {
  static constexpr std::array<std::string_view, 9> kKeys = {
      "title", "detection", "logsource", "correlation", "action", "taxonomy", "filter", "level", "steps"};
  bool anyKey = false;
  for (std::size_t at = 0; at < yaml.size();) {
    const std::size_t end = std::min(yaml.find('\n', at), yaml.size());
    std::string_view line = yaml.substr(at, end - at);
    if (at == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    at = end + 1;
    for (const std::string_view start : {"- ", "\"", "'"})
      if (line.starts_with(start)) line.remove_prefix(start.size());
    if (line.starts_with('{') || line.starts_with('[')) return false;  // on one line: too little to go by
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.empty() || line[0] == ' ' || line[0] == '#') continue;
    const std::string_view key = line.substr(0, std::min(line.find_first_of("\"' :"), colon));
    for (const std::string_view known : kKeys)
      if (base::equalsIgnoringCase(key, known)) return false;
    anyKey = true;
  }
  return anyKey;
}

// A link that leads nowhere is of no interest where its name has no ending of ours.
bool isLinkFault(const std::error_code& error) {
  return error == std::errc::no_such_file_or_directory || error == std::errc::too_many_symbolic_link_levels;
}

// What a folder is, by whatever path.
using FolderId = std::pair<dev_t, ino_t>;

// Files below a folder, sorted; hidden folders are left out, and a folder that a link leads back to is seen once.
// `below` is where the folder is, seen from the one that was named: "" or a path that ends with a slash.
void collect(const fs::path& folder, const std::string& below, std::set<FolderId>& seen, std::vector<Found>& found,
             std::vector<std::string>& problems) {
  std::error_code error;
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0)
    error.assign(errno, std::generic_category());
  else if (!seen.emplace(status.st_dev, status.st_ino).second)
    return;
  struct Entry {
    std::string name;
    fs::directory_entry entry;
  };
  std::vector<Entry> entries;
  for (auto it = error ? fs::directory_iterator() : fs::directory_iterator(folder, error);
       !error && it != fs::directory_iterator(); it.increment(error))
    entries.push_back({it->path().filename().native(), *it});
  if (error) problems.push_back(fmt::format("{}: {}", folder.string(), base::systemMessage(error.value())));
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  for (const auto& [name, entry] : entries) {
    if (name.starts_with('.')) continue;
    if (entry.is_directory(error))
      collect(entry.path(), below + name + "/", seen, found, problems);
    else if (const auto kind = kindOf(name))
      found.push_back({entry.path().native(), below + name, *kind, false});
    else if (error && !isLinkFault(error))
      problems.push_back(fmt::format("{}: {}", entry.path().string(), base::systemMessage(error.value())));
  }
}

// Why a text is none that can be worked on, as a message; "" if it is one.
std::string textFault(std::string_view text, std::string& note) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    note = "a file of UTF-16 becomes UTF-8 with `iconv -f UTF-16 -t UTF-8`";
    return "this is UTF-16, not UTF-8";
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
    return fmt::format("this is no text: byte {} is zero", zero);
  if (const auto invalid = base::invalidUtf8(text)) {
    note = "a file of Windows becomes UTF-8 with `iconv -f WINDOWS-1252 -t UTF-8`";
    return fmt::format("this is not UTF-8: byte {} begins no character", *invalid);
  }
  return {};
}

// A file as it was read, and what can be said of it by itself.
struct Candidate {
  base::FileText read;
  std::string fault, note;  // why its text is none that can be worked on
  FileKind kind{};
  bool isOther = false;  // YAML about something else
  bool isReadable() const { return read.fault.empty() && !read.tooLarge && fault.empty(); }
};

Candidate examined(const Found& found, base::FileText read) {
  Candidate file;
  file.kind = found.kind;
  file.read = std::move(read);
  if (file.isReadable()) file.fault = textFault(file.read.text, file.note);
  if (file.kind != FileKind::rule || !file.isReadable()) return file;
  if (looksLikeHost(file.read.text))
    file.kind = FileKind::host;
  else
    file.isOther = !found.named && isAboutSomethingElse(file.read.text);
  return file;
}

void add(Workspace& workspace, const Found& found, Candidate candidate) {
  if (candidate.isOther) {
    ++workspace.skipped;
    return;
  }
  const bool isRule = found.kind != FileKind::query;
  File file;
  file.kind = candidate.kind;
  file.path = found.path;
  file.relative = found.relative;
  file.readable = candidate.isReadable();
  // What cannot be worked on is not kept either: its finding has no frame to show.
  file.id = workspace.sources.add(found.path, file.readable ? std::move(candidate.read.text) : std::string());
  const base::Span top{file.id, 0, 0};
  if (!candidate.read.fault.empty()) {
    workspace.report.add(isRule ? codes::unreadableFile : codes::queryUnreadable, top,
                         fmt::format("the file cannot be read: {}", candidate.read.fault));
  } else if (candidate.read.tooLarge) {
    workspace.report.add(
        isRule ? codes::fileTooLarge : codes::queryTooLarge, top,
        fmt::format("the file is larger than {}", base::shownLimit(base::limit::kFileBytes, base::Limit::Unit::bytes)));
  } else if (!candidate.fault.empty()) {
    base::Diagnostic& finding =
        workspace.report.add(isRule ? codes::notUtf8 : codes::queryNotUtf8, top, candidate.fault);
    if (!candidate.note.empty()) finding.note(candidate.note);
  }
  workspace.files.push_back(std::move(file));
}

void addFiles(Workspace& workspace, const std::vector<Found>& found, unsigned jobs) {
  std::vector<Candidate> candidates(found.size());
  const auto read = [&](std::size_t i) {
    const auto accept = found[i].named ? base::Accept::anything : base::Accept::regular;
    candidates[i] = examined(found[i], base::readFile(found[i].path, base::limit::kFileBytes, accept));
  };
  inThreads(found.size(), jobs != 0 ? jobs : defaultJobs(found.size()), read);
  for (std::size_t i = 0; i < found.size(); ++i) {
    // Many threads may have wanted more file descriptors than there are; one does not.
    if (!candidates[i].read.fault.empty()) read(i);
    add(workspace, found[i], std::move(candidates[i]));
  }
}

void addStandardInput(Workspace& workspace, const LoadOptions& options) {
  base::FileText read = base::readStandardInput(base::limit::kFileBytes);
  const std::string& text = read.text;
  Found found{options.stdinName.empty() ? "<stdin>" : options.stdinName, "stdin", FileKind::rule};
  if (!options.stdinName.empty()) {
    found.kind = kindOfNamed(found.path);
  } else {
    // Without a name the text has to tell: a rule or host has keys at the start of a line.
    const bool looksLikeRule = text.starts_with("title:") || text.find("\ndetection:") != std::string::npos ||
                               text.find("\ntitle:") != std::string::npos || text.starts_with("---");
    static const std::regex key(R"(^\s*(\{|["']?[$\w]+["']?:(\s|$)))");
    const bool beginsLikeHost = looksLikeHost(text) && std::regex_search(text.substr(0, 200), key);
    found.kind = looksLikeRule || beginsLikeHost ? FileKind::rule : FileKind::query;
  }
  add(workspace, found, examined(found, std::move(read)));
}

}  // namespace

Workspace load(const std::vector<std::string>& paths, const LoadOptions& options) {
  Workspace workspace;
  std::vector<Found> found;
  std::set<FolderId> folders;
  bool standardInput = false;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-") {
      standardInput = true;
    } else if (fs::is_directory(path, error)) {
      const std::size_t before = found.size();
      collect(path, "", folders, found, workspace.problems);
      // Below the working folder names are as one would type them.
      if (path == "." || path == "./")
        for (std::size_t i = before; i < found.size(); ++i) found[i].path = found[i].relative;
      if (found.size() == before)
        workspace.problems.push_back(fmt::format("{}: no rules (.yml, .yaml) and no queries (.cql) below it", path));
    } else if (fs::exists(path, error)) {
      found.push_back({path, fs::path(path).filename().string(), kindOfNamed(path)});
    } else {
      workspace.problems.push_back(fmt::format("{}: no such file or folder", path));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.path < b.path; });
  found.erase(std::unique(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.path == b.path; }),
              found.end());
  addFiles(workspace, found, options.jobs);
  if (standardInput) addStandardInput(workspace, options);
  if (workspace.files.empty() && workspace.skipped > 0)
    workspace.problems.push_back(fmt::format("{} YAML file{} found, and no rule or query in {}", workspace.skipped,
                                             workspace.skipped == 1 ? "" : "s",
                                             workspace.skipped == 1 ? "it" : "them"));
  return workspace;
}

}  // namespace quarry::driver
