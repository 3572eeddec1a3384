#include "cql/foreign_names.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

// Ordered by name.
constexpr ForeignName kNames[] = {
    {"abs", "math:abs", ""},
    {"arg_max", "selectFromMax", ""},
    {"arg_min", "selectFromMin", ""},
    {"array_length", "array:length", ""},
    {"arrayexpand", "split", ""},
    {"average", "avg", ""},
    {"barchart", "groupBy", ""},
    {"base64_decode_tostring", "base64Decode", ""},
    {"base64_encode_tostring", "base64Encode", ""},
    {"bin", "bucket", ""},
    {"ceil", "math:ceil", ""},
    {"ceiling", "math:ceil", ""},
    {"cidrmatch", "cidr", ""},
    {"contains", "text:contains", ""},
    {"count_distinct", "count", "`count(field, distinct=true)`"},
    {"countdistinct", "count", "`count(field, distinct=true)`"},
    {"countif", "count", "`{ condition | count() }` as the function"},
    {"dc", "count", "`count(field, distinct=true)`"},
    {"dcount", "count", "`count(field, distinct=true)`"},
    {"dedup", "groupBy", "`groupBy(field, function=tail(1))`"},
    {"distinct", "groupBy", "`groupBy(field, function=[])`"},
    {"distinct_count", "count", "`count(field, distinct=true)`"},
    {"earliest", "min", "`min(@timestamp)`, or `head(1)` for the whole event"},
    {"empty", "", "`field!=*`"},
    {"endswith", "text:endsWith", ""},
    {"eventstats", "groupBy", ""},
    {"exists", "", "`field=*`"},
    {"exp", "math:exp", ""},
    {"extend", "eval", "`field := expression`"},
    {"extract", "regex", ""},
    {"fields", "select", ""},
    {"fillnull", "default", ""},
    {"filter", "", "the condition itself, as a step"},
    {"first", "head", "`head(1)`"},
    {"floor", "math:floor", ""},
    {"geo_info_from_ip_address", "ipLocation", ""},
    {"has", "text:contains", ""},
    {"iff", "if", ""},
    {"iif", "if", ""},
    {"ipv4_is_in_range", "cidr", ""},
    {"ipv4_is_match", "cidr", ""},
    {"isempty", "", "`field!=*`"},
    {"isnotempty", "", "`field=*`"},
    {"isnotnull", "", "`field=*`"},
    {"isnull", "", "`field!=*`"},
    {"last", "selectLast", ""},
    {"latest", "max", "`max(@timestamp)`, or `tail(1)` for the whole event"},
    {"lcase", "lower", ""},
    {"len", "length", ""},
    {"limit", "head", ""},
    {"list", "collect", ""},
    {"ln", "math:log", ""},
    {"log", "math:log", ""},
    {"log10", "math:log10", ""},
    {"log2", "math:log2", ""},
    {"make_list", "collect", ""},
    {"make_set", "collect", ""},
    {"makelist", "collect", ""},
    {"makeset", "collect", ""},
    {"maxif", "max", "`{ condition | max(field) }` as the function"},
    {"md5", "crypto:md5", ""},
    {"mean", "avg", ""},
    {"median", "percentile", "`percentile(field, percentiles=[50])`"},
    {"mod", "math:mod", ""},
    {"mode", "top", "`top(field, limit=1)`"},
    {"mv_expand", "split", ""},
    {"mvcount", "array:length", ""},
    {"mvexpand", "split", ""},
    {"mvjoin", "concatArray", ""},
    {"nullif", "if", ""},
    {"nvl", "coalesce", ""},
    {"order", "sort", ""},
    {"parse_csv", "parseCsv", ""},
    {"parse_json", "parseJson", ""},
    {"parse_url", "parseUrl", ""},
    {"parse_xml", "parseXml", ""},
    {"perc", "percentile", ""},
    {"piechart", "groupBy", ""},
    {"pow", "math:pow", ""},
    {"power", "math:pow", ""},
    {"project", "select", ""},
    {"rare", "groupBy", "`groupBy(field) | sort(_count, order=asc)`"},
    {"regex_match", "regex", ""},
    {"regexmatch", "regex", ""},
    {"replace_regex", "replace", ""},
    {"replace_string", "replace", ""},
    {"rex", "regex", ""},
    {"search", "", "the condition itself, as a step"},
    {"sha1", "crypto:sha1", ""},
    {"sha256", "crypto:sha256", ""},
    {"spath", "parseJson", ""},
    {"sqrt", "math:sqrt", ""},
    {"startswith", "text:startsWith", ""},
    {"stdev", "stdDev", ""},
    {"strcat", "format", ""},
    {"strftime", "formatTime", ""},
    {"string_size", "length", ""},
    {"strlen", "length", ""},
    {"strptime", "parseTimestamp", ""},
    {"substr", "text:substring", ""},
    {"substring", "text:substring", ""},
    {"sumif", "sum", "`{ condition | sum(field) }` as the function"},
    {"summarize", "groupBy", ""},
    {"take", "head", ""},
    {"todatetime", "parseTimestamp", ""},
    {"todynamic", "parseJson", ""},
    {"tolower", "lower", ""},
    {"toupper", "upper", ""},
    {"ucase", "upper", ""},
    {"uniq", "groupBy", "`groupBy(field, function=[])`"},
    {"unique", "groupBy", "`groupBy(field, function=[])`"},
    {"url_decode", "urlDecode", ""},
    {"url_encode", "urlEncode", ""},
    {"values", "collect", ""},
    {"var", "stdDev", "the square of `stdDev(field)`"},
    {"variance", "stdDev", "the square of `stdDev(field)`"},
    {"where", "test", "the condition itself as a step, or `test(…)` to compare fields"},
};

constexpr bool sorted() {
  for (std::size_t i = 1; i < std::size(kNames); ++i)
    if (kNames[i - 1].name >= kNames[i].name) return false;
  return true;
}
static_assert(sorted(), "foreignName() searches by halves");

}  // namespace

const ForeignName* foreignName(std::string_view name) {
  const std::string lower = base::asciiLower(name);
  const auto* found = std::lower_bound(std::begin(kNames), std::end(kNames), std::string_view(lower),
                                       [](const ForeignName& f, std::string_view n) { return f.name < n; });
  return found != std::end(kNames) && found->name == lower ? found : nullptr;
}

}  // namespace quarry::cql
