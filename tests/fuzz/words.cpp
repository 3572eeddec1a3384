#include <sstream>
#include <string_view>

#include "quarry/cql/catalogue.h"
#include "seeds.h"

namespace quarry::fuzz {

namespace {

constexpr std::string_view kRule = R"(title: id: name: status: level: tags: logsource: product: category: service:
detection: condition: steps: tests: correlation: rules: group-by: timespan: generate: filter: type: event_count value_count
value_sum value_avg value_percentile value_median temporal temporal_ordered gte: lte: gt: lt: eq: neq: aliases: field: window:
|contains |startswith |endswith |windash |wide |utf16 |utf16be |base64 |base64offset |re |i |m |s |cidr |fieldref |exists
|lt |lte |gt |gte |cased |all |all_elements |neq |any_of |expand |lookup |minute |hour |day |week |month |year
let: where: group: by: measures: select: sort: limit: expand: score: count() any( min( max( sum( avg( count_if( coalesce(
true false null ~ '' "" '*' '?' '\*' '\\' 1 0 -1 1.5 1e300 10.0.0.0/8 fc00::/7 15m 1h30m %placeholder% * ? [ ] { } - : , # & && *a <<: | > |- >+ --- ...
aws cloudtrail windows process_creation sel selection of them all any not and or 1 ( ) 1 of sel* all of them)";
constexpr std::string_view kExpression =
    R"(and or not in true false == != <= >= < > + - * / % ( ) [ ] , . 15m 1h 'x' "y" `q`
count() any( min( max( sum( avg( first( last( distinct( count_if( coalesce( lower( upper( length( json( contains( startswith(
endswith( replace( split( substring( round( floor( abs( if( case( iif( year( hour( cidr( a b c.d[0] c.d[] @time 1 0.5)";
constexpr std::string_view kCondition =
    R"(and or not 1 all any of them ( ) sel selection filter_* sel* * AND Not | count() by a-b a.b)";
constexpr std::string_view kCql =
    R"(| ; , : ( ) { } [ ] := =~ = != < <= > >= == <=> => + - * / % ! and or not AND case match like true false
* "*" "" "a b" /x/i /[a-z]+/ /(?<name>\d+)/g /C:\\\/ ~x ?p ?{p=1} $saved() $"a b"() `x` // /* */ #type @timestamp @rawstring a.b[0] a[] now() 5m 1d
as= by= function= field= limit= order= type= values= ignoreCase=true groupBy( count() sum( select( table( sort( head( join( selfJoin(
regex( replace( splitString( format( "%s" eval( if( in( cidr( parseJson( kvParse( case{ *; } match(file= test( len( lower()";
constexpr std::string_view kPipeline =
    R"(name: priority: vars: transformations: allowed_backends: id: type: field_name_mapping
field_name_prefix_mapping field_name_prefix field_name_suffix drop_detection_item add_condition change_logsource replace_string map_string
case set_state set_value convert_type value_placeholders wildcard_placeholders query_expression_placeholders rule_failure
detection_item_failure nest mapping: prefix: suffix: conditions: template: negated: regex: replacement: skip_special: method: lower upper
snake_case key: val: value: target_type: num str include: exclude: message: rule_conditions: rule_cond_op: or and rule_cond_not: true
rule_cond_expr: detection_item_conditions: field_name_conditions: include_fields exclude_fields fields: logsource contains_field
contains_detection_item match_string match_value is_null processing_item_applied processing_state rule_attribute tag is_sigma_rule
${category} ${service} $service postprocessing: finalizers: [ ] { } , '' "" * $product)";
constexpr std::string_view kConfig =
    R"(targets: strict: settings: lint: filters: lists: placeholders: functions: queries: attack: sources:
lookups: version: cql kql spl true false keep exclude severity: ignore: off error warning info CQL200 RULE001 type: text cidr column: test: places:
columns: file: id: title: serves: product: service: category: platforms: restriction: field: values: fields: name: type: ip number boolean
table: extends: evidence: present: always case: one-spelling spelling: containers: arrays: unavailable: [ ] { } , - : '' "" ~ variant: path: access: dynamic json time: keywords: setting: choose: default: [] a.b[]
own.yml own.csv own.cql own.json own.txt extends: windows/process_creation aws/cloudtrail sysmon sentinel containers: also: with: rest:)";
constexpr std::string_view kRegex =
    R"(( ) (?: (?= (?! (?<= (?<! (?> (?<n> (?P<n> (?i) (?-i: (?# [ ] [^ [a-z] [:alpha:] \d \w \s \h \b \B \A \z \Z \G \1 \k<n>
\p{L} \pN \Q \E \x41 \x{1F600} \u0041 \n \\ \/ . * + ? *? +? ++ {2} {2,} {2,5} {5,2} {,3} | ^ $ - a é (a|b)* (a*)* ((a+)+) && \0 \e \cA)";
constexpr std::string_view kHost =
    R"(queryString: query: searchQuery: name: description: $schema: widgets: parameters: type: title: alert: throttleTime:
parser: script: tests: - | |- > >- "\n" '' --- ```cql ```logscale ``` ~~~ { } [ ] , : " \" \u0041 groupBy(a) | count())";

void split(std::string_view text, std::vector<std::string>& out) {
  std::istringstream in{std::string(text)};
  std::string word;
  while (in >> word) out.push_back(word);
}

}  // namespace

std::vector<std::string> words(const std::string& target) {
  std::vector<std::string> out;
  const bool isCql = target.starts_with("cql_") || target == "lint_fix" || target == "run" || target == "translate" ||
                     target == "embedded";
  if (isCql) {
    split(kCql, out);
    for (const cql::Function& function : cql::functions()) {
      out.push_back(std::string(function.name) + "(");
      for (const cql::Parameter& parameter : function.parameters) out.push_back(std::string(parameter.name) + "=");
    }
  }
  if (target == "embedded") split(kHost, out);
  if (target == "rule" || target == "engine" || target == "yaml") {
    split(kRule, out);
    split(kExpression, out);
  }
  if (target == "condition") split(kCondition, out);
  if (target == "expression") split(kExpression, out);
  if (target == "pipelines") {
    split(kPipeline, out);
    split(kRule, out);
  }
  if (target == "config" || target == "sources") split(kConfig, out);
  if (target == "regex") split(kRegex, out);
  return out;
}

}  // namespace quarry::fuzz
