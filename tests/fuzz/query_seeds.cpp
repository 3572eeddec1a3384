#include "query_seeds.h"

namespace quarry::fuzz {

const char* const kRichEvents =
    R"ev({"#type":"web","@timestamp":"2026-01-02T03:04:05.678Z","@rawstring":"GET /a?b=1 200","t":"2026-01-02 03:04:05","iso":"2026-01-02T03:04:05.678+02:00","http":"02/Jan/2026:03:04:05 +0000","syslog":"Jan  2 03:04:05","unix":1767323045,"ms":1767323045678,"odd":"2/1/26 3:04 PM CET","csv":"a,\"b,c\",,d","kv":"k1=1 k2=\"x y\" k3='z' k4=","xml":"<a b='1'><c>2</c><c d=\"e\"/>&lt;</a>","json":"{\"x\":[1,{\"y\":\"z\"}],\"n\":null}","cef":"CEF:0|ven\\|dor|p|1|id|name|5|src=10.0.0.1 msg=x\\=y z cs1Label=L cs1=v","leef":"LEEF:2.0|v|p|1|id|^|src=10.0.0.1^dst=10.0.0.2","leef1":"LEEF:1.0|v|p|1|id|src=1\tdst=2","ip":"10.1.2.3","ip2":"192.0.2.1","proto":"tcp","ip6":"fe80::1","url":"https://u:p@a.example:8080/p/q?q=1&r=x%20y#f","hex":"48656c6c6f","num":42.5,"i":"0x1F","bits":13,"text":"Hello Wörld hello","fixed":"ab  cd  ef","dur":"1h30m5s","user":"a","host":"h1","lat":51.5,"lon":-0.1,"lat2":48.8,"lon2":2.3,"list":["x","y","x"],"objs":[{"k":"a","v":1},{"k":"b","v":2}],"size":100,"ansi":"\u001b[31mred\u001b[0m"}
{"#type":"dns","@timestamp":1767323100000,"t":"2026-12-31 23:59:60","iso":"2026-01-02T03:05:00Z","unix":"1767323100.5","ip":"192.0.2.7","user":"a","host":"h2","num":-7,"size":"200","text":"","list":[],"url":"/relative?x","kv":"k1=2","csv":"","json":"[1,2]","bits":0}
{"#type":"web","@timestamp":1767323200000,"user":"b","host":"h1","num":"3e2","size":300,"ip":"not an ip","text":"hello","list":["z"],"csv":"1;2;3","parent":"x","id":"y"}
{"#type":"web","@timestamp":1767326800000,"user":"b","host":"h3","num":0,"size":null,"ip":"10.1.2.4","text":"HELLO","bits":255}
{"#type":"dns","@timestamp":1767413200000,"user":"a","host":"h1","num":5,"size":50,"ip":"10.1.2.3","id":"x"}
)ev";

const char* const kTable =
    "key,user,owner,net\nh1,a,\"Ann, A\",10.0.0.0/8\nh2,b,Bob,192.0.2.0/24\nh*,c,Any,fe80::/10\n";

namespace {

constexpr const char*
    kQueries
        [] =
            {
                R"q(parseTimestamp("yyyy-MM-dd HH:mm:ss", field=t, timezone="Europe/Paris") | parseTimestamp("dd/MMM/yyyy:HH:mm:ss Z", field=http, as=h) | parseTimestamp("MMM d HH:mm:ss", field=syslog, timezone=UTC, as=s) | parseTimestamp("seconds", field=unix, as=u, timezone=UTC) | parseTimestamp("millis", field=ms, as=m) | parseTimestamp(field=iso, as=i))q",
                R"q(parseTimestamp("yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX", field=iso) | parseTimestamp("d/M/yy h:mm a z", field=odd, as=o) | parseTimestamp("EEE, dd MMM yyyy HH:mm:ss 'GMT'", timezone=UTC, field=http) | parseTimestamp("nanos", field=ms) | parseTimestamp("unixtimeMillis", field=ms) | parseTimestamp("YYYY DDD e n A N Q q", field=t, timezone="Asia/Tokyo"))q",
                R"q(findTimestamp() | findTimestamp(field=http, as=x) | findTimestamp(field=iso, timezone="+02:00") | findTimestamp(field=syslog))q",
                R"q(a := formatTime("%A %a %B %b %C %c %D %d %e %F %H %I %j %k %L %l", field=ms, timezone="Europe/Copenhagen", locale=da) | b := formatTime("%M %m %N %n %p %Q %R %r %S %s %T %t %U %u %V %W %w %Y %y %Z %z %G %g %h %%", field=@timestamp) | c := formatTime("%Y-%m-%dT%H:%M:%S.%L%z", field=unix, unit=seconds))q",
                R"q(a := format("%s|%10s|%-10s|%S|%.3s|%c|%b|%h|%H", field=[user, host, text, user, text, user, num, user, text]) | b := format("%d|%05d|%+d|%,d|%(d|% d|%x|%X|%o", field=[num, bits, num, ms, num, bits, bits, bits, bits]) | c := format("%f|%.2f|%10.3f|%e|%g|%E|%G", field=[num, num, num, num, num, num, lat]) | d := format("%2$s %1$s %tY-%<tm-%<td %Tb %%%n", field=[user, ms]) | e := format("%s %d", field=[nowhere, user]))q",
                R"q(parseCEF(field=cef) | parseCEF(field=cef, prefix="p.", keeplabels=true, headerprefix="h.", labelprefix="l.") | parseLEEF(field=leef) | parseLEEF(field=leef1, prefix=q, delimiter="^"))q",
                R"q(kvParse(kv) | kvParse(field=kv, as=z, override=true, onDuplicate=keepFirst, separator="=") | parseCsv(field=csv, columns=[c1, c2, c3]) | parseCsv(field=csv, columns=[d1, d2], delimiter=";", trim=true) | parseFixedWidth(field=fixed, columns=[w1, w2, w3], widths=[4, 4, 2], trim=true) | parseUri(url) | parseUrl(field=url, as=w) | parseUri(field=url, defaultBase="https://b.example/"))q",
                R"q(parseXml(xml) | parseXml(field=xml, prefix="x.", strict=true) | xml:prettyPrint(xml) | parseJson(json) | parseJson(field=json, prefix="j.", exclude=[n], removePrefixes="a", handleNull=keep, exclude="x*") | json:prettyPrint(json, step=2) | writeJson([user, list[0], "j.*"], as=w) | writeJson("*"))q",
                R"q(a := parseInt(i, radix=16) | parseInt(field=hex, as=b, radix="2", endian=little) | parseHexString(hex, as=c, charset="UTF-8") | urlEncode(text, as=d) | urlDecode(url, as=e) | f := unit:convert(size, from="kbytes", to="Mbit") | unit:convert(field=dur, to=s) | bitfield:extractFlags(field=bits, output=[[0, zero], [3, three], [63, last]]) | bitfield:extractFlagsAsArray(field=bits, flagNames=[[0, a], [2, b]]) | bitfield:extractFlagsAsString(field=bits, as=fs, separator="+", flagNames=[[0, a], [3, c]]))q",
                R"q(subnet(ip, bits=24) | subnet(field=ip6, bits=64, as=s6) | geography:distance(lat1=lat, lon1=lon, lat2=lat2, lon2=lon2, as=km) | geohash(lat=lat, lon=lon, precision=7) | communityId(proto=proto, sourceip=ip, destinationip=ip2, sourceport=bits, destinationport=size, as=cid) | communityId(proto=proto, sourceip=ip6, destinationip=ip6, icmptype=bits, icmpcode=num, seed=1) | cidr(ip, subnet=["10.0.0.0/8", "fe80::/10"]) | !cidr(ip6, subnet="192.168.0.0/16", negate=true))q",
                R"q(defineTable(name="t", query={#type=dns | groupBy(user, function=[count(as=n)])}, include=[user, n]) | match(file="t", field=user, include=n, strict=false) | match(file="own.csv", field=host, column=key, mode=glob, ignoreCase=true, include=[owner], strict=false) | match(file="own.csv", field=ip, column=net, mode=cidr, nrows=2))q",
                R"q(matchAsArray(file="own.csv", field=user, column=user, include=[owner, key], nrows=3) | match(file="own.csv", field=[host, user], column=[key, user], strict=true) | lookup("own.csv", field=user, on=user) | in(user, values=[a, "b*"]))q",
                R"q(readFile("own.csv", include=[key, owner]) | sort([owner, key], order=[asc, desc], type=[string, any], limit=2) | transpose(header=key, pivot=owner, limit=3, column=c))q",
                R"q(createEvents(["{\"a\":1}", "a=2"]) | parseJson() | kvParse() | eventSize() | eventFieldCount(as=n) | head(1) | tail(5))q",
                R"q(correlate(one: {#type=web} include: [user, host], two: {#type=dns | user <=> one.user} include: *, within=1h, sequence=true) | table([one.user, two.host]))q",
                R"q(correlate(globalConstraints=[user], a: {size>0}, b: {num<5 | host <=> a.host}, root=a, jitterTolerance=1s, maxPerRoot=3, includeMatchesOnceOnly=true, sequenceBy=@timestamp, sequence=false))q",
                R"q(head(100) | accumulate([count(as=c), sum(size, as=s)]) | neighbor([user, num], prefix=p, distance=1, direction=preceding) | neighbor(include=user, prefix=n, direction=succeeding) | slidingTimeWindow([avg(num)], span=5m) | slidingWindow(function=max(num), events=2, current=exclude) | partition([accumulate(count())], condition={host=h1}, split=before))q",
                R"q(eventInternals() | sort(@timestamp, order=asc) | partition(accumulate([{user=a | count(as=n)}]), condition={test(num > 1)}, split=after) | appendAggregation({count(as=all)}) | appendAggregation([max(num), {#type=dns | collect([host])}]))q",
                R"q(regex("(?<w>\w+) (?<v>\w+)", field=text, flags=i, strict=false) | regex("h(?<m>.)", field=text, repeat=true) | text=/(?<x>hel+o)/gi | replace("l+", with="L", field=text, as=r) | replace(field=text, regex="(H)(e)", with="$2$1\$", replacement=x) | replace("o", with="\\0", flags=g, field=text))q",
                R"q(ipLocation(ip) | asn(ip, as=x) | rdns(ip, as=y, limit=2) | ioc:lookup(field=[ip, url], type=[ip_address, url], confidenceThreshold=high, strict=false))q",
                R"q(join({#type=dns | size>0}, field=user, key=user, include=[host, num], mode=left, limit=10, max=2) | selfJoin(user, where=[{#type=web}, {#type=dns}], collect=[host, num], select=[user]) )q",
                R"q(selfJoinFilter(field=[user, host], where=[{#type=web}, {size>100}], prefilter=true) | groupBy([user, host], function=[count(), series([num, text], separator="\n", endmatch={num=0}, maxpause=1m, memlimit=1KB)], limit=10))q",
                R"q(groupBy(user, function=[avg(num), count(host, distinct=true), stdDev(num), percentile(num, percentiles=[1, 50, 99.9], accuracy=0.01), range(num), min(num), max(size), sum(size), counterAsRate(size), linReg(x=@timestamp, y=num), collect([host, text], multival=true, separator=";", limit=2), selectLast([host]), selectFromMax(num, include=[host, text]), selectFromMin(field=num, include=*), rdns(ip)]))q",
                R"q(stats([count(as=c), percentage({num>0}), callFunction(avg, field=num, as=av), fieldstats(), fieldset()]) | rename([[c, d]]) | sort(d))q",
                R"q(timeChart(user, span=1h, function=[sum(size), count()], limit=2, timezone="America/New_York") | bucket(span=15m, field=host, function={num>0 | max(num)}, unit=["bytes", "x"]))q",
                R"q(groupBy(host, function=session([count(), max(num), {size>10 | min(size)}], maxpause=10m)) | top([user, host], sum=num, limit=3, rest=other, percent=true, max=size) | worldMap(ip=ip) | sankey(source=user, target=host, weight=sum(num)))q",
                R"q(a := time:year() | time:monthName(as=b, timezone=CET) | c := time:dayOfWeekName(timezone=CET) | time:hour(ms, as=d) | e := time:weekOfYear() | f := time:dayOfYear(@timestamp) | g := time:millisecond() | formatDuration(num, from=ms, precision=2, as=h) | i := formatDuration(ms, from=s) | j := duration("90m") | k := duration("1d 2h") | l := now() - start() + end())q",
                R"q(split(list) | split(objs, strip=true) | rename(list, as=l) | coalesce([nowhere, text, user], as=co, ignoreEmpty=true) | setField(target=co, value=lower(user)) | getField(co, as=gf) | default(value="-", field=[text, nowhere], replaceEmpty=true) | x := if(num > 1, then="big", else=if(user == "a", then=host, else=text)) | sample(percentage=100))q",
                R"q(array:append("list[]", values=["w", user]) | array:dedup("list[]") | array:drop("nolist[]") | array:intersection("list[]", as="in[]") | array:length("list[]", as=len) | array:contains("list[]", value="x") | array:regex("list[]", regex="^[xyz]$", flags=i) | array:rename(array="list[]", asArray="r[]") | array:sort("r[]", order=desc, type=string) | array:sort("list[]", type=number) | concatArray("list", separator="-", prefix="p", suffix="s", as=ca))q",
                R"q(array:eval("list[]", asArray="e[]", var=v, function={e := upper(v)}) | array:exists(array="list[]", condition={v="x*"}, var=v) | array:filter("list[]", var=v, asArray="f[]", function={v!=y}) | array:reduceRow("list[]", var=v, function=count(as=rr)) | objectArray:eval(array="objs[]", asArray="oe[]", var=o, function={q := o.k}) | objectArray:exists(array="objs[]", condition={o.k=a o.v>0}, var=o))q",
                R"q(array:reduceAll("list[]", var=v, function=[collect([v])]) | array:union("list[]", as="u[]") | array:reduceColumn("objs[]", var=c, function=max(c)))q",
                R"q(text:contains(text, substring="ell") | a := text:substring(text, begin=1, end=-1) | b := text:positionOf(text, character="l", occurrence=2, begin=1) | text:startsWith(string=text, substring=user) | text:endsWith(text, substring="o") | c := text:length(text) | d := text:editDistance(target="hello", reference=text, maxDistance=9) | text:editDistanceAsArray(target=text, references=["hello", "world"], maxDistance=7) | stripAnsiCodes(ansi) | concat([user, host], as=cc) | e := length(text) | splitString(text, by="l+", as="sp") | splitString(field=csv, by=",", index=-1, as=last) | lowercase([user, "list*"], include=values) | lower(text, as=lo) | upper(text, as=up))q",
                R"q(a := math:abs(num) | b := math:pow(num, exponent=2) | c := math:mod(num, divisor=3) | d := math:log(size) | math:sqrt(size, as=e) | f := round(num, how=ceil) | g := math:floor(num) | h := math:sin(lat) | i := math:deg2rad(lat) | j := math:arctan2(y=lat, x=lon) | k := math:exp(num) | round(num, how=floor) | test(math:ceil(num) >= a) | eval(l = num * 2 + size / 3 - bits % 4) | m := -num + size | test(num > 0) | n := !(size <= 5) | o := num == "42.5" | p := (num - 1) * -2 % 7)q",
                R"q(case { #type=web user=/^a/i | x := "web"; num>0 size=* | x := 2 | y := x + 1; text like "*ell*" | drop([text]); * } | user match { a => z := 1; /b+/ => z := 2; in(values=[c, "d*"]) => z := 3; * => z := host } | fieldset())q",
                R"q(#type=web AND (num >= 3 OR NOT size < 200) text!="" user=~regex("a|b") ip=~cidr(subnet="10.0.0.0/8") host=h* | "GET" | /a\?b/ | in(user, values=[a, b]) | num=?p | text=?{q="*"})q",
                R"q(setTimeInterval(start="7d", end=now) | table([user, num, size], sortby=num, order=desc, limit=5, type=number, reverse=true) | select([user, num]) | drop(num) | fieldset() | beta:repeating("5m"))q",
                R"q([count(as=n), {user=a | sum(size)}, collect(host)] | n > 0 | [max(n), min(n)])q",
                R"q(base64Decode(text, as=b) | base64Encode(text) | crypto:md5([text, user], as=m) | hash(user, limit=10, seed=1) | hashMatch(user, salt="s") | hashRewrite(user, salt="s", hash=sha512) | shannonEntropy(text, as=en) | tokenHash(text) | wildcard(field=user, pattern="a*", ignoreCase=true) | wildcard(host, pattern="H?", includeEverythingOnAsterisk=true) | copyEvent(x) | dropEvent() | unit:convert(size, unit="bytes/span to Mbit/s"))q",
};

}  // namespace

std::vector<std::string> queriesOfEveryFormat() { return withStepsAlone(kQueries); }

std::vector<std::string> withStepsAlone(std::span<const char* const> queries) {
  std::vector<std::string> all;
  for (const std::string query : queries) {
    all.push_back(query);
    std::size_t depth = 0, from = 0;
    char quote = '\0';
    for (std::size_t i = 0; i <= query.size(); ++i) {
      const char c = i < query.size() ? query[i] : '|';
      if (quote != '\0') {
        if (c == '\\') ++i;
        if (c == quote) quote = '\0';
        continue;
      }
      if (c == '"') quote = c;
      if (c == '(' || c == '{' || c == '[') ++depth;
      if ((c == ')' || c == '}' || c == ']') && depth > 0) --depth;
      if (c != '|' || depth > 0) continue;
      all.push_back(query.substr(from, i - from));
      from = i + 1;
    }
  }
  return all;
}

}  // namespace quarry::fuzz
