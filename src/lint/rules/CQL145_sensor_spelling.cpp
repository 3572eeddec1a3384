// Words of Falcon's sensor are compared whole, and with regard to case.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "lint/compared.h"
#include "quarry/base/text.h"
#include "quarry/cql/view.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#event_simpleName=processRollup2", "#event_simpleName=ProcessRollup2"},
    {"#event_simpleName=ProcesRollup2", "#event_simpleName=UserLogonFailed"},
    {"#event_simpleName=DnsRequest event_platform=Windows", "#event_simpleName=DnsRequest event_platform=Win"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL145_sensor_spelling;
const Rule CQL145_sensor_spelling = {
    {"CQL145", "sensor-spelling", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "an event or a platform of Falcon's sensor is spelled another way",
     "Values are compared with regard to case, and whole: `processrollup2` and `ProcessRolup2` find no event, nor does "
     "`event_platform=Windows`. The sensor writes `Win`, `Lin` and `Mac`."},
    check,
    kExamples};

namespace {

// Names that public queries ask for again and again.
constexpr std::array<std::string_view, 48> kEvents = {"ProcessRollup2",
                                                      "SyntheticProcessRollup2",
                                                      "UserLogon",
                                                      "UserLogonFailed2",
                                                      "UserLogoff",
                                                      "DnsRequest",
                                                      "NetworkConnectIP4",
                                                      "NetworkConnectIP6",
                                                      "NetworkListenIP4",
                                                      "NetworkReceiveAcceptIP4",
                                                      "OsVersionInfo",
                                                      "UserIdentity",
                                                      "SensorHeartbeat",
                                                      "ScheduledTaskRegistered",
                                                      "ScheduledTaskDeleted",
                                                      "InstalledApplication",
                                                      "ServiceStarted",
                                                      "ResourceUtilization",
                                                      "AgentOnline",
                                                      "UserAccountAddedToGroup",
                                                      "SuspiciousDnsRequest",
                                                      "RegGenericValueUpdate",
                                                      "FirewallSetRule",
                                                      "FirewallDeleteRule",
                                                      "EndOfProcess",
                                                      "DriverLoad",
                                                      "InstalledBrowserExtension",
                                                      "CommandHistory",
                                                      "UserAccountDeleted",
                                                      "UserAccountCreated",
                                                      "SystemCapacity",
                                                      "RemovableMediaVolumeMounted",
                                                      "PeFileWritten",
                                                      "NewExecutableWritten",
                                                      "NewExecutableRenamed",
                                                      "MotwWritten",
                                                      "ImageHash",
                                                      "CreateService",
                                                      "AcUninstallConfirmation",
                                                      "ZipFileWritten",
                                                      "TlsClientHello",
                                                      "SuspiciousRegAsepUpdate",
                                                      "RegKeyCreated",
                                                      "NewScriptWritten",
                                                      "HttpRequestDetect",
                                                      "FileDeleteInfo",
                                                      "AsepValueUpdate",
                                                      "CriticalFileAccessed"};

// CrowdStrike, Falcon Data Replicator: event_platform.
constexpr std::pair<std::string_view, std::string_view> kPlatforms[] = {
    {"win", "Win"},   {"windows", "Win"}, {"lin", "Lin"}, {"linux", "Lin"},      {"mac", "Mac"},
    {"macos", "Mac"}, {"osx", "Mac"},     {"ios", "iOS"}, {"android", "Android"}};

// One letter more, less, changed, or two swapped. A digit tells events apart: `UserLogonFailed` is one of its own.
bool isSlip(std::string_view written, std::string_view name) {
  if (written.find('*') != std::string_view::npos) return false;
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  std::string_view a = written, b = name;
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  const bool swapped = a.size() == 2 && b.size() == 2 && a[0] == b[1] && a[1] == b[0];
  const bool one = a.size() <= 1 && b.size() <= 1;
  return (swapped || one) && std::none_of(a.begin(), a.end(), isDigit) && std::none_of(b.begin(), b.end(), isDigit);
}

// What was meant; empty if the word is right or not known at all.
std::string_view meantEvent(std::string_view written) {
  for (const std::string_view one : kEvents)
    if (one == written) return {};
  for (const std::string_view one : kEvents)
    if (base::equalsIgnoringCase(one, written)) return one;
  for (const std::string_view one : kEvents)
    if (isSlip(written, one)) return one;
  return {};
}

std::string_view meantPlatform(std::string_view written) {
  for (const auto& [spelled, name] : kPlatforms)
    if (base::equalsIgnoringCase(spelled, written)) return name == written ? std::string_view() : name;
  return {};
}

void check(const Context& context, base::Report& report) {
  forEachComparedText(context, [&](const ComparedText& compared) {
    const bool isPlatform = compared.field == "event_platform";
    if (!isPlatform && !base::equalsIgnoringCase(compared.field, "#event_simpleName") &&
        compared.field != "event_simpleName")
      return;
    const std::string meant(isPlatform ? meantPlatform(compared.text) : meantEvent(compared.text));
    if (meant.empty()) return;
    const base::Span span = context.tree.span(compared.value);
    report
        .add(CQL145_sensor_spelling.def, span,
             fmt::format("the {} is called `{}`", isPlatform ? "platform" : "event", meant))
        .fix(fmt::format("write `{}`", meant), {{span, compared.quoted ? cql::quoteString(meant) : meant}},
             base::Safety::review);
  });
}

}  // namespace

}  // namespace quarry::lint
