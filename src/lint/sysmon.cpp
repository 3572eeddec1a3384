#include "lint/sysmon.h"

#include <algorithm>
#include <array>

#include "quarry/base/text.h"

namespace quarry::lint {

namespace {

// The fields of an event beside those that every event has: one text, separated by blanks.
struct Category {
  std::string_view name;
  int event = 0;  // 0: several
  std::string_view fields;
};

constexpr std::string_view kCommon =
    "EventID Provider_Name Channel Computer ComputerName Hostname RuleName UtcTime ProcessGuid ProcessId Image "
    "User Level Keywords Task Opcode Version TimeCreated EventRecordID";

constexpr Category kCategories[] = {
    {"process_creation", 1,
     "FileVersion Description Product Company OriginalFileName CommandLine CurrentDirectory LogonGuid LogonId "
     "TerminalSessionId IntegrityLevel Hashes md5 sha1 sha256 Imphash imphash ParentProcessGuid ParentProcessId "
     "ParentImage ParentCommandLine ParentUser GrandParentImage GrandparentImage ParentIntegrityLevel "
     "ParentProduct ParentDescription ParentCompany ParentOriginalFileName ProcessCommandLine NewProcessName "
     "TokenElevationType MandatoryLabel SubjectUserName SubjectDomainName SubjectLogonId SubjectUserSid "
     "TargetUserName"},
    {"file_change", 2, "TargetFilename CreationUtcTime PreviousCreationUtcTime"},
    {"network_connection", 3,
     "Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6 "
     "DestinationIp DestinationHostname DestinationPort DestinationPortName"},
    {"process_termination", 5, ""},
    {"driver_load", 6, "ImageLoaded Hashes md5 sha1 sha256 Imphash imphash Signed Signature SignatureStatus"},
    {"image_load", 7,
     "ImageLoaded FileVersion Description Product Company OriginalFileName Hashes md5 sha1 sha256 Imphash "
     "imphash Signed Signature SignatureStatus"},
    {"create_remote_thread", 8,
     "SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId "
     "StartAddress StartModule StartFunction SourceUser TargetUser"},
    {"raw_access_thread", 9, "Device"},
    {"process_access", 10,
     "SourceProcessGUID SourceProcessGuid SourceProcessId SourceThreadId SourceImage TargetProcessGUID "
     "TargetProcessGuid TargetProcessId TargetImage GrantedAccess CallTrace SourceUser TargetUser"},
    {"file_event", 11, "TargetFilename CreationUtcTime Hashes"},
    {"registry_add", 12, "EventType TargetObject Details"},
    {"registry_delete", 12, "EventType TargetObject Details"},
    {"registry_set", 13, "EventType TargetObject Details"},
    {"registry_rename", 14, "EventType TargetObject NewName"},
    {"registry_event", 0, "EventType TargetObject Details NewName"},
    {"create_stream_hash", 15, "TargetFilename CreationUtcTime Hash Hashes Contents md5 sha1 sha256 Imphash imphash"},
    {"pipe_created", 17, "EventType PipeName"},
    {"dns_query", 22, "QueryName QueryStatus QueryResults"},
    {"file_delete", 23, "TargetFilename Hashes IsExecutable Archived md5 sha1 sha256 Imphash imphash"},
    {"file_executable_detected", 29, "TargetFilename Hashes md5 sha1 sha256 Imphash imphash"},
};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    all.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

}  // namespace

std::vector<std::string_view> sysmonFields(const rule::LogSource& source) {
  if (!source.category || source.service || !source.product || source.product->value != "windows") return {};
  for (const Category& category : kCategories)
    if (category.name == source.category->value) {
      std::vector<std::string_view> all = words(kCommon);
      for (const std::string_view field : words(category.fields)) all.push_back(field);
      return all;
    }
  return {};
}

bool isSysmonField(std::string_view name) {
  return std::any_of(std::begin(kCategories), std::end(kCategories), [&](const Category& category) {
    const auto all = words(category.fields);
    return std::any_of(all.begin(), all.end(),
                       [&](std::string_view field) { return base::equalsIgnoringCase(field, name); });
  });
}

std::optional<std::string_view> sysmonCategory(std::string_view event) {
  // 12 is two categories.
  for (const Category& category : kCategories)
    if (category.event != 0 && category.event != 12 && std::to_string(category.event) == event) return category.name;
  return std::nullopt;
}

}  // namespace quarry::lint
