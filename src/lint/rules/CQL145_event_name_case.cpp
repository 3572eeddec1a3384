// The names of Falcon's events are compared with regard to case.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#event_simpleName=processRollup2", "#event_simpleName=ProcessRollup2"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL145_event_name_case;
const Rule CQL145_event_name_case = {
    {"CQL145", "event-name-case", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "the name of an event of Falcon's sensor is written in another case",
     "The value of a tag is compared with regard to case: with another case no event is found."},
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

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || !base::equalsIgnoringCase(cql::textOf(tree, comparison->field), "#event_simpleName")) continue;
    const cql::TokenKind kind = cql::tokenKindOf(tree, comparison->value);
    if (kind != cql::TokenKind::word && kind != cql::TokenKind::string) continue;
    const std::string value = cql::textOf(tree, comparison->value);
    const auto* known = std::find_if(kEvents.begin(), kEvents.end(),
                                     [&](std::string_view one) { return base::equalsIgnoringCase(one, value); });
    if (known == kEvents.end() || *known == value) continue;
    const std::string name(*known);
    report.add(CQL145_event_name_case.def, tree.span(comparison->value), fmt::format("the event is called `{}`", name))
        .fix(fmt::format("write `{}`", name),
             {{tree.span(comparison->value), kind == cql::TokenKind::string ? "\"" + name + "\"" : name}},
             base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
