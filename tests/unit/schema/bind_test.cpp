// Each family on each platform: where representative rules end up.
#include "plans.h"

using namespace quarry;
using namespace quarry::schema;
using namespace quarry::schema::testing;

namespace {

struct Place {
  Platform platform;
  std::string field, name, path;  // path: below a column
  ir::Access access = ir::Access::column;
};

const ir::PhysicalField* placeOf(const Result& result) {
  REQUIRE_MESSAGE(result.bound.has_value(), result.said());
  const ir::Pred& where = std::get<ir::Filter>(result.bound->plan.steps.front().node).where;
  const auto* test = std::get_if<ir::Test>(&where.node);
  REQUIRE(test != nullptr);
  REQUIRE(test->field.physical != nullptr);
  return test->field.physical.get();
}

void check(const ir::Scan& scan, const std::vector<Place>& places, const Settings& settings = {}) {
  for (const Place& place : places) {
    CAPTURE(place.field);
    CAPTURE(name(place.platform));
    const Result result = bindOn(place.platform, filter(scan, is(place.field, {"*z9*"})), settings);
    const ir::PhysicalField& field = *placeOf(result);
    CHECK(field.name == place.name);
    CHECK(ir::print(field.path) == place.path);
    CHECK(field.access == place.access);
    CHECK(!field.evidence.empty());
    CHECK(result.report.findings().empty());
  }
}

constexpr Platform cql = Platform::cql, kql = Platform::kql, spl = Platform::spl;
constexpr ir::Access json = ir::Access::jsonText, dynamic = ir::Access::dynamic;

}  // namespace

TEST_CASE("CloudTrail fields") {
  check(kCloudTrail, {{cql, "eventName", "event.action", ""},
                      {cql, "eventSource", "event.provider", ""},
                      {cql, "errorCode", "Vendor.errorCode", ""},
                      {cql, "awsRegion", "cloud.region", ""},
                      {cql, "sourceIPAddress", "Vendor.sourceIPAddress", ""},
                      {cql, "recipientAccountId", "Vendor.recipientAccountId", ""},
                      {cql, "userIdentity.arn", "Vendor.userIdentity.arn", ""},
                      {cql, "userIdentity.sessionContext.sessionIssuer.arn",
                       "Vendor.userIdentity.sessionContext.sessionIssuer.arn", ""},
                      {cql, "requestParameters.snapshotId", "Vendor.requestParameters.snapshotId", ""},
                      {cql, "requestParameters.CreateReplaceRootVolumeTaskRequest.SnapshotId",
                       "Vendor.requestParameters.CreateReplaceRootVolumeTaskRequest.SnapshotId", ""},
                      {cql, "responseElements.whatever.it.is", "Vendor.responseElements.whatever.it.is", ""},
                      {kql, "eventName", "EventName", ""},
                      {kql, "eventSource", "EventSource", ""},
                      {kql, "errorCode", "ErrorCode", ""},
                      {kql, "awsRegion", "AWSRegion", ""},
                      {kql, "sourceIPAddress", "SourceIpAddress", ""},
                      {kql, "recipientAccountId", "RecipientAccountId", ""},
                      {kql, "userIdentity.arn", "UserIdentityArn", ""},
                      {kql, "userIdentity.invokedBy", "UserIdentityInvokedBy", ""},
                      {kql, "userIdentity.principalId", "UserIdentityPrincipalid", ""},
                      {kql, "userIdentity.sessionContext.sessionIssuer.arn", "SessionIssuerArn", ""},
                      {kql, "requestParameters", "RequestParameters", ""},
                      {kql, "requestParameters.snapshotId", "RequestParameters", "snapshotId", json},
                      {kql, "responseElements.whatever.it.is", "ResponseElements", "whatever.it.is", json},
                      {kql, "additionalEventData.MFAUsed", "AdditionalEventData", "MFAUsed", json},
                      {kql, "resources[].ARN", "Resources", "[].ARN", json},
                      {spl, "eventName", "eventName", ""},
                      {spl, "userIdentity.arn", "userIdentity.arn", ""},
                      {spl, "requestParameters.snapshotId", "requestParameters.snapshotId", ""},
                      {spl, "src_ip", "sourceIPAddress", ""}});
}

TEST_CASE("CloudTrail in the second variants") {
  check(kCloudTrail,
        {{kql, "eventName", "OperationName", ""},
         {kql, "userIdentity.arn", "RawEventData", "userIdentity.arn", dynamic},
         {kql, "sourceIPAddress", "IPAddress", ""},
         {kql, "userAgent", "UserAgent", ""},
         {kql, "eventTime", "Timestamp", ""},
         {kql, "requestParameters.instancesSet.items.instanceId", "RawEventData",
          "requestParameters.instancesSet.items[].instanceId", dynamic}},
        with({{"kql.product", "xdr"}}));
  check(kCloudTrail,
        {{spl, "eventName", "api.operation", ""},
         {spl, "userIdentity.arn", "actor.user.uid", ""},
         {spl, "eventSource", "api.service.name", ""},
         {spl, "awsRegion", "cloud.region", ""},
         {spl, "sourceIPAddress", "src_endpoint.ip", ""},
         {spl, "userAgent", "http_request.user_agent", ""},
         {spl, "errorCode", "api.response.error", ""},
         {spl, "errorMessage", "api.response.message", ""},
         {spl, "requestID", "api.request.uid", ""},
         {spl, "eventID", "metadata.uid", ""},
         {spl, "userIdentity.type", "actor.user.type", ""},
         {spl, "userIdentity.accountId", "actor.user.account.uid", ""},
         {spl, "userIdentity.accessKeyId", "actor.user.credential_uid", ""},
         {spl, "userIdentity.userName", "actor.user.name", ""},
         {spl, "userIdentity.sessionContext.sessionIssuer.arn", "actor.session.issuer", ""}},
        with({{"spl.source.aws", "security_lake"}}));
}

TEST_CASE("Activity Log fields under the exported names and under Sentinel's") {
  check(kActivity, {{cql, "operationName", "Vendor.operationName", ""},
                    {cql, "OperationNameValue", "Vendor.operationName", ""},
                    {cql, "resultType", "Vendor.resultType", ""},
                    {cql, "properties.responseBody", "Vendor.properties.responseBody", ""},
                    {cql, "identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
                     "Vendor.identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", ""},
                    {kql, "operationName", "OperationNameValue", ""},
                    {kql, "ActivityStatusValue", "ActivityStatusValue", ""},
                    {kql, "resourceId", "_ResourceId", ""},
                    {kql, "ResourceId", "_ResourceId", ""},
                    {kql, "correlationId", "CorrelationId", ""},
                    {kql, "caller", "Caller", ""},
                    {kql, "category", "CategoryValue", ""},
                    {kql, "level", "Level", ""},
                    {kql, "properties.statusCode", "Properties", "statusCode", json},
                    {kql, "properties.responseBody", "Properties", "responseBody", json},
                    {kql, "identity.claims.name", "Claims", "name", json},
                    {kql, "identity.authorization.evidence.role", "Authorization", "evidence.role", json},
                    {kql, "identity.claims.http://schemas.microsoft.com/identity/claims/tenantid", "Claims",
                     "`http://schemas.microsoft.com/identity/claims/tenantid`", json},
                    {kql, "time", "TimeGenerated", ""},
                    {kql, "resultSignature", "ActivitySubstatusValue", ""},
                    {kql, "callerIpAddress", "CallerIpAddress", ""},
                    {kql, "resourceProviderValue", "ResourceProviderValue", ""},
                    {kql, "resourceGroup", "ResourceGroup", ""},
                    {kql, "subscriptionId", "SubscriptionId", ""},
                    {kql, "properties", "Properties", ""},
                    {kql, "identity.claims", "Claims", ""},
                    {kql, "identity.authorization", "Authorization", ""},
                    {spl, "OperationNameValue", "operationName", ""},
                    {spl, "resultType", "resultType", ""},
                    {spl, "callerIpAddress", "callerIpAddress", ""}});
  check(kActivity,
        {{spl, "operationName", "operationName.value", ""},
         {spl, "identity.claims.name", "claims.name", ""},
         {spl, "identity.authorization.evidence.role", "authorization.evidence.role", ""},
         {spl, "properties.statusCode", "properties.statusCode", ""},
         {spl, "callerIpAddress", "claims.ipaddr", ""}},
        with({{"spl.source.azure", "audit"}}));
  check(kActivity,
        {{kql, "time", "Timestamp", ""},
         {kql, "operationName", "OperationName", ""},
         {kql, "callerIpAddress", "IPAddress", ""},
         {kql, "resultType", "RawEventData", "resultType", dynamic},
         {kql, "identity.claims.name", "RawEventData", "identity.claims.name", dynamic}},
        with({{"kql.product", "xdr"}}));
  const auto audit = [](const std::string& field) {
    return bindOn(spl, filter(kActivity, is(field, {"z"})), with({{"spl.source.azure", "audit"}})).where();
  };
  CHECK(audit("resourceId") ==
        "(resourceId→resourceUri matches (any case) 'z' or `resourceId`→resourceId matches (any case) 'z')");
  CHECK(audit("category") ==
        "(category→category.value matches (any case) 'z' or `eventSource.value`→eventSource.value matches (any case) "
        "'z')");
}

TEST_CASE("Falcon's cloud events") {
  check(kFalcon, {{cql, "OperationName", "OperationName", ""},
                  {cql, "aid", "aid", ""},
                  {cql, "event_simpleName", "#event_simpleName", ""},
                  {kql, "ActorUserName", "ActorUserName", ""},
                  {kql, "event_simpleName", "EventSimpleName", ""},
                  {spl, "ResourceName", "ResourceName", ""}});
}

// Stated a second time on purpose: two entries of a map that change places have to be noticed.
TEST_CASE("the remaining places, one by one") {
  struct Row {
    const ir::Scan* scan;
    Platform platform;
    std::string setting, field, name;
  };
  const Row rows[] = {
      {&kCloudTrail, kql, "kql.product=sentinel", "eventVersion", "EventVersion"},
      {&kCloudTrail, kql, "kql.product=sentinel", "eventTime", "TimeGenerated"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userAgent", "UserAgent"},
      {&kCloudTrail, kql, "kql.product=sentinel", "errorMessage", "ErrorMessage"},
      {&kCloudTrail, kql, "kql.product=sentinel", "requestID", "AwsRequestId_"},
      {&kCloudTrail, kql, "kql.product=sentinel", "eventID", "AwsEventId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "eventType", "EventTypeName"},
      {&kCloudTrail, kql, "kql.product=sentinel", "apiVersion", "APIVersion"},
      {&kCloudTrail, kql, "kql.product=sentinel", "managementEvent", "ManagementEvent"},
      {&kCloudTrail, kql, "kql.product=sentinel", "readOnly", "ReadOnly"},
      {&kCloudTrail, kql, "kql.product=sentinel", "eventCategory", "Category"},
      {&kCloudTrail, kql, "kql.product=sentinel", "sharedEventID", "SharedEventId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "vpcEndpointId", "VpcEndpointId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "tlsDetails.tlsVersion", "TlsVersion"},
      {&kCloudTrail, kql, "kql.product=sentinel", "tlsDetails.cipherSuite", "CipherSuite"},
      {&kCloudTrail, kql, "kql.product=sentinel", "tlsDetails.clientProvidedHostHeader", "ClientProvidedHostHeader"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.type", "UserIdentityType"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.accountId", "UserIdentityAccountId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.accessKeyId", "UserIdentityAccessKeyId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.userName", "UserIdentityUserName"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.onBehalfOf.userId", "UserIdentityUserId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.onBehalfOf.identityStoreArn", "UserIdentityStoreArn"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.sessionContext.ec2RoleDelivery", "EC2RoleDelivery"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.sessionContext.attributes.creationDate",
       "SessionCreationDate"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.sessionContext.attributes.mfaAuthenticated",
       "SessionMfaAuthenticated"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.sessionContext.sessionIssuer.type",
       "SessionIssuerType"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.sessionContext.sessionIssuer.principalId",
       "SessionIssuerPrincipalId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.sessionContext.sessionIssuer.accountId",
       "SessionIssuerAccountId"},
      {&kCloudTrail, kql, "kql.product=sentinel", "userIdentity.sessionContext.sessionIssuer.userName",
       "SessionIssuerUserName"},
      {&kCloudTrail, kql, "kql.product=sentinel", "responseElements", "ResponseElements"},
      {&kCloudTrail, kql, "kql.product=sentinel", "additionalEventData", "AdditionalEventData"},
      {&kCloudTrail, kql, "kql.product=sentinel", "serviceEventDetails", "ServiceEventDetails"},
      {&kCloudTrail, cql, "", "userAgent", "user_agent.original"},
      {&kCloudTrail, cql, "", "eventID", "event.id"},
      {&kCloudTrail, cql, "", "errorMessage", "Vendor.errorMessage"},
      {&kCloudTrail, spl, "spl.source.aws=addon", "status", "status"},
      {&kCloudTrail, spl, "spl.source.aws=addon", "errorCode", "errorCode"},
      {&kCloudTrail, spl, "spl.source.aws=security_lake", "eventTime", "_time"},
      {&kCloudTrail, spl, "spl.source.aws=security_lake", "recipientAccountId", "actor.user.account.uid"},
      {&kCloudTrail, spl, "spl.source.aws=security_lake", "userIdentity.principalId", "actor.user.uid_alt"},
      {&kCloudTrail, spl, "spl.source.aws=security_lake", "userIdentity.invokedBy", "actor.invoked_by"},
      {&kCloudTrail, spl, "spl.source.aws=security_lake", "userIdentity.sessionContext.attributes.mfaAuthenticated",
       "actor.session.is_mfa"},
      {&kActivity, cql, "", "caller", "user.name"},
      {&kActivity, kql, "kql.product=sentinel", "resultType", "ActivityStatusValue"},
      {&kActivity, spl, "spl.source.azure=eventhub", "caller", "caller"},
      {&kActivity, spl, "spl.source.azure=audit", "time", "eventTimestamp"},
      {&kActivity, spl, "spl.source.azure=audit", "resourceId", "resourceUri"},
      {&kActivity, spl, "spl.source.azure=audit", "category", "category.value"},
      {&kActivity, spl, "spl.source.azure=audit", "resultType", "status.value"},
      {&kActivity, spl, "spl.source.azure=audit", "resultSignature", "subStatus.value"},
      {&kActivity, spl, "spl.source.azure=audit", "caller", "caller"},
      {&kActivity, spl, "spl.source.azure=audit", "correlationId", "correlationId"},
      {&kActivity, spl, "spl.source.azure=audit", "level", "level"},
      {&kActivity, spl, "spl.source.azure=audit", "tenantId", "tenantId"},
      {&kActivity, spl, "spl.source.azure=audit", "resourceProviderValue", "resourceProviderName.value"},
      {&kActivity, spl, "spl.source.azure=audit", "resourceGroup", "resourceGroupName"},
      {&kActivity, spl, "spl.source.azure=audit", "subscriptionId", "subscriptionId"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.field);
    CAPTURE(row.setting);
    Settings settings;
    if (const std::size_t sign = row.setting.find('='); sign != std::string::npos)
      settings.values[row.setting.substr(0, sign)] = row.setting.substr(sign + 1);
    const Result result =
        bindOn(row.platform, plan(*row.scan, {ir::Extend{{{"c", read(row.field), {}, {}}}}}), settings);
    REQUIRE_MESSAGE(result.bound.has_value(), result.said());
    const std::string value = ir::print(std::get<ir::Extend>(result.bound->plan.steps[0].node).columns[0].value);
    const std::string shown = row.field == row.name ? row.name : row.field + "→" + row.name;
    const std::size_t at = value.find(shown);
    REQUIRE(at != std::string::npos);
    // The name ends there.
    const std::size_t end = at + shown.size();
    CHECK((end == value.size() || value[end] == ',' || value[end] == ')' || value[end] == ';' || value[end] == ' '));
  }
}

TEST_CASE("what makes a query read its source and nothing else") {
  const auto restriction = [](Platform platform, const ir::Scan& scan, const Settings& settings = {}) {
    const Result result = bindOn(platform, filter(scan, keyword("x")), settings);
    REQUIRE_MESSAGE(result.bound.has_value(), result.said());
    return ir::print(result.bound->restriction);
  };
  CHECK(restriction(cql, kCloudTrail) ==
        "(#Vendor matches exactly 'aws', 'amazon' and #event.module matches exactly 'cloudtrail')");
  CHECK(restriction(cql, kCloudTrail, with({{"cql.repo.aws", "cloudtrail"}})) ==
        "(#Vendor matches exactly 'aws', 'amazon' and #event.module matches exactly 'cloudtrail' and #repo matches "
        "exactly 'cloudtrail')");
  CHECK(restriction(spl, kCloudTrail) == "(index is present and sourcetype matches exactly 'aws:cloudtrail')");
  CHECK(restriction(spl, kCloudTrail, with({{"spl.index.aws", "cloud, aws_*"}})) ==
        "(index matches exactly 'cloud', 'aws_*' and sourcetype matches exactly 'aws:cloudtrail')");
  CHECK(restriction(cql, kActivity) ==
        "(#Vendor matches exactly 'microsoft' and #event.module matches exactly 'azure')");
  CHECK(restriction(kql, kActivity, with({{"kql.product", "xdr"}})) == "DataSource matches exactly 'Azure'");
  CHECK(restriction(kql, kActivity) == "true");

  const Result tag = bindOn(cql, filter(kCloudTrail, keyword("x")));
  const auto& tests = std::get<ir::And>(tag.bound->restriction.node).of;
  for (const ir::Pred& test : tests) CHECK(std::get<ir::Test>(test.node).field.physical->tag);
}

TEST_CASE("tables, times, keywords and assumptions") {
  const Result sentinel = bindOn(kql, filter(kCloudTrail, keyword("x")));
  CHECK(sentinel.bound->table == "AWSCloudTrail");
  CHECK(sentinel.bound->variant == "sentinel");
  CHECK(sentinel.bound->source == "aws/cloudtrail");
  CHECK(sentinel.bound->time.physical->name == "TimeGenerated");
  CHECK(sentinel.bound->ingest->physical->name == "_TimeReceived");
  CHECK(sentinel.bound->text.size() >= 4);
  REQUIRE(sentinel.bound->assumptions.size() == 1);
  CHECK(sentinel.bound->assumptions.front().starts_with("keywords stand in EventName, "));

  const Result custom = bindOn(kql, filter(kFalcon, is("OperationName", {"x"})));
  CHECK(custom.bound->table == "CrowdStrikeSensor_CL");
  CHECK(custom.bound->assumptions.front() ==
        "table CrowdStrikeSensor_CL: set kql.table.crowdstrike if yours has another name");
  const Result named =
      bindOn(kql, filter(kFalcon, is("OperationName", {"x"})), with({{"kql.table.crowdstrike", "Falcon_CL"}}));
  CHECK(named.bound->table == "Falcon_CL");
  CHECK(named.bound->assumptions.size() == custom.bound->assumptions.size() - 1);
  const Result broken =
      bindOn(kql, filter(kFalcon, is("OperationName", {"x"})), with({{"kql.table.crowdstrike", "T | take 1"}}));
  CHECK(!broken.bound);
  CHECK(broken.codes() == std::vector<std::string>{"GEN004"});

  const Result splunk = bindOn(spl, filter(kCloudTrail, is("eventName", {"x"})));
  CHECK(splunk.bound->assumptions ==
        std::vector<std::string>{"index=*: set spl.index.aws to the index that holds these events"});
  CHECK(bindOn(spl, filter(kCloudTrail, is("eventName", {"x"})), with({{"spl.index.aws", "cloud"}}))
            .bound->assumptions.empty());
}

TEST_CASE("no source, and a hint to the one that was meant") {
  const Result misspelt = bindOn(cql, filter({"aws", "", "cloudtrial"}, has("x")));
  CHECK(misspelt.codes() == std::vector<std::string>{"GEN001"});
  CHECK(misspelt.said().find("did you mean `service: cloudtrail`?") != std::string::npos);
  CHECK(misspelt.said().find("`quarry list sources`") != std::string::npos);
  CHECK(bindOn(cql, filter({"asw", "", "cloudtrail"}, has("x"))).said().find("did you mean `product: aws`?") !=
        std::string::npos);
  CHECK(bindOn(kql, filter({"crowdstrike", "cloud_resource_modifications", ""}, has("x")))
            .said()
            .find("did you mean `category: cloud_resource_modification`?") != std::string::npos);
  CHECK(bindOn(kql, filter({"aws", "process_creation", "cloudtrail"}, has("x"))).codes() ==
        std::vector<std::string>{"GEN001"});
  CHECK(bindOn(kql, filter({}, has("x"))).codes() == std::vector<std::string>{"GEN001"});

  const Result setting = bindOn(kql, filter(kCloudTrail, has("eventName")), with({{"kql.product", "sentinal"}}));
  CHECK(setting.codes() == std::vector<std::string>{"GEN004"});
  CHECK(setting.said().find("did you mean `sentinel`?") != std::string::npos);
}

TEST_CASE("a union reads one source, or is refused") {
  const auto both = [](const ir::Scan& a, const ir::Scan& b) {
    ir::Plan whole{
        ir::Union{{filter(a, is("eventName", {"StopInstances"})), filter(b, is("eventName", {"StartInstances"}))}},
        at(0),
        {}};
    return whole;
  };
  const Result one = bindOn(kql, both(kCloudTrail, kCloudTrail));
  REQUIRE(one.bound.has_value());
  for (const ir::Plan& inner : std::get<ir::Union>(one.bound->plan.source).of)
    CHECK(std::get<ir::Test>(std::get<ir::Filter>(inner.steps[0].node).where.node).field.physical->name == "EventName");
  CHECK(bindOn(kql, both(kCloudTrail, kActivity)).codes() == std::vector<std::string>{"GEN006"});
}

TEST_CASE("--emit bound") {
  const Result result =
      bindOn(kql, filter(kCloudTrail, all({is("eventName", {"CreateVolume"}), has("requestParameters.snapshotId")})));
  CHECK(print(*result.bound) ==
        "bound to aws/cloudtrail for kql: sentinel\n"
        "table AWSCloudTrail\n"
        "time TimeGenerated, received at _TimeReceived\n"
        "keywords search EventName, RequestParameters, ResponseElements, AdditionalEventData, ErrorMessage, "
        "UserIdentityArn, UserAgent\n"
        "scan product=aws service=cloudtrail\n"
        "| filter eventName→EventName matches exactly 'CreateVolume'\n"
        "     and requestParameters.snapshotId→RequestParameters is present\n"
        "fields\n"
        "  eventName is EventName, text, one spelling, always present\n"
        "  requestParameters.snapshotId is RequestParameters.snapshotId, JSON text, text\n");
}
