#include "query_seeds.h"

namespace quarry::fuzz {

const char* const kOddEvents =
    R"ev({"#type":"web","@id":"1","@timestamp":1767323045000,"t":"2026-01-02'03","long":"Friday, 02 January 2026 03:04:05 PM Europe/Paris","compact":"20260102030405678+0130","utc":"2026-01-02T03:04:05Z","frac":"2026-01-02 03:04:05.5","half":"02/01/26 3:04 am","neg":"-0xABC","odd":"7fZ","b64":"SGVs-bG8_","b64n":"SGVs\nbG8=","enc":"a+b%2","bad":"%zz","kb":"3 KiB/s","us":"5µs","m":"12 m","kv":"a=\"x\\\"y\" b='\\\\' c= a=2 a.b=\"\"","csv":"\"a\\\"b\",\"c\"\"d\" , e","tab":"x\ty","fix":"é","mail":"mailto:x@y","v6url":"https://[::1]:80/a","rel":"//host:/p","wrong":"http://a b/<","flag":"true","ch":"q","minus":-7,"big":1e30,"inf":"Infinity","cef":"CEF:0|v|p","cef2":"CEF:0|a\\\\b\\|c|p|1|id|name|5|msg=line\\n2\\r\\=z  x=1 cs1=v cs1Label=","leef":"LEEF:2.0|v|p|1|id|x5E|a=1^b","leef0":"LEEF:2.0|v|p|1|id|0x09|a=1\tb=2","leefbad":"LEEF:2.0|v|p|1|id|toolong|a=1","leefshort":"LEEF:1.0|v","ip":"10.1.2.9","ip2":"10.1.2.3","six":"fe80::2","sixb":"fe80::1","icmp":1,"icmp6":"58","tcp":6,"udp":"udp","num6":"17","odd-proto":"999","sp":8080,"dp":80,"eight":8,"zero":0,"lat":"x","a[0]":"p","a[2]":"r","a[01]":"s","a[1]b":"t","a[10]":"u","n":["b","10","9","0x1f","B",""],"hex":"0x1F","hexbad":"0xZZ","s":" 5 ","plus":"+5","user":"x","host":"h1"})ev"
    "\n"
    R"ev({"#type":"dns","@id":"2","@timestamp":1767323045000,"hex":"ff","hexbad":"12345678901234567","s":"x","user":"x","host":"h1","minus":"-2.5","flag":"false","ip":"10.1.2.1","ip2":"10.1.2.3","six":"fe80::1","sixb":"fe80::2","icmp":"1","icmp6":58,"tcp":"tcp","sp":80,"dp":8080,"eight":128,"zero":1,"@rawstring":"raw x=1","csv":"","text":"aXbXXc"})ev"
    "\n"
    R"ev({"#type":"web","@timestamp":1767323046000,"user":"y","host":"h2","eight":3,"zero":300,"text":"","xml":"<a><a>1</a><b/><b>2</b><!-- c --><![CDATA[x]]></a>","xmlbad":"<a><b></a>","json":"{\"a\":{\"b\":[{},[]]},\"c\":1e400,\"d\":\"\\u00e9\"}","jsonbad":"{\"a\":","user2":"y"})ev"
    "\n"
    R"ev({"#type":"dns","user":"y","host":"h2","text":"x"})ev"
    "\n"
    R"ev({"#type":"web","@timestamp":"not a time","user":"","host":null})ev"
    "\n";

const char* const kOddTable =
    R"([{"net":"10.1.2.0/24","hostname":"n1","indicator":"10.1.2.9","type":"ip_address","malicious_confidence":"high","key":"h1","user":"x","deep":{"a":[1,2]}},{"net":"bad","indicator":"x","type":"domain","key":"h*"},{"net":"fe80::/64","indicator":"10.1.2.9","malicious_confidence":"low"}])"
    "\n";

namespace {

constexpr const char* kQueries[] =
    {
        R"q(regex("(?<w>h\w+)") | !regex("nothing(?<z>.)") | regex(field=text, regex="(?<z>X)", repeat=true, strict=false) | regex("é(?<u>.?)", field=fix) | replace("(X)(X)?", with="${1}\\2${x}$9$$", field=text, as=r) | replace(regex="x*", with="-", field=text, as=e) | replace("(?<n>a)", with="\\$1$", field=text))q",
        R"q(parseTimestamp("yyyy-MM-dd''HH", field=t, timezone=UTC) | parseTimestamp("EEEE, dd MMMM uuuu hh:mm:ss a VV", field=long, as=l) | parseTimestamp("yyyyMMddHHmmssSSSxx", field=compact, as=c) | parseTimestamp("yyyy-MM-dd'T'HH:mm:ssXXX", field=utc, as=u) | parseTimestamp("yyyy-MM-dd HH:mm:ss.n", field=frac, timezone=UTC, as=f) | parseTimestamp("dd/MM/yy K:mm a", field=half, timezone=UTC, as=h))q",
        R"q(parseTimestamp("yyyy-MM-dd HH:mm:ss[.SSS][.S]", field=frac, timezone=UTC) | parseTimestamp("kk LLLL uu ZZZZZ O", field=half) | parseTimestamp("'open", field=t) | parseTimestamp("[open", field=t) | parseTimestamp("yyyy-MM-dd'T'HH:mm:ssx", field=utc) | parseTimestamp("yyyy-MM-dd'T'HH:mm:ss'Z'", field=utc, timezone="Z"))q",
        R"q(parseInt(neg, radix=16, as=a) | parseInt(odd, radix=16, as=b, endian=little) | parseInt(hex, radix=16, as=c, endian=little) | parseInt(odd, as=d, radix=36) | parseHexString(neg, as=e, charset="UTF-16LE") | parseHexString(hex, as=f, charset="ISO-8859-1"))q",
        R"q(base64Decode(b64, as=a) | base64Decode(b64n, as=b, charset="UTF-16BE") | base64Decode(bad, as=c) | base64Encode(fix, as=d, charset="UTF-16LE") | urlDecode(enc, as=e) | urlDecode(bad, as=f) | urlEncode(mail, as=g, type=path) | urlEncode(enc, as=h))q",
        R"q(unit:convert(kb, to="MB/h", as=a) | unit:convert(us, to=ns, as=b) | unit:convert(m, to=km, as=c) | unit:convert(m, from="m", to=s, as=d) | unit:convert(minus, from=MiB, to=Gi, as=e, keepUnit=true) | unit:convert(big, from="1/s", to="1/m", as=f) | unit:convert(kb, to="Kbit/s", as=g, binary=true))q",
        R"q(kvParse(kv, padding="no", as=k, excludeEmpty=true) | kvParse(kv, onDuplicate=keepLast, override=true, separator="=", separatorPadding=yes) | parseCsv(csv, columns=[c1, c2, c3], excludeEmpty=yes) | parseCsv(tab, columns=[d1, d2], delimiter="\\t") | parseCsv(csv, columns=[e1], delimiter="") | parseFixedWidth(fix, columns=[w, v], widths=[1, 9]) | parseFixedWidth(text, columns=[p, q], widths=[2, 2], trim=false))q",
        R"q(parseUri(mail, as=a) | parseUri(v6url, as=b) | parseUri(rel, as=c) | parseUri(wrong, as=d) | parseUrl(rel, as=e) | parseUri(text, defaultBase="https://b.example", as=f))q",
        R"q(a := format("%b|%B|%c|%C|%5c|%-5b|%.1s", field=[flag, flag, ch, ch, ch, flag, text]) | b := format("%+08d|%(08d|%-8d|%#x|%#X|%#o|%i|%u|%h|%H|% ,d", field=[minus, minus, minus, eight, eight, eight, minus, minus, minus, eight, big]) | c := format("%.0e|%.3E|%F|%.2g|%.0G|%(,.2f|%f", field=[minus, big, minus, big, minus, minus, inf]) | d := format("%5$s|%<s|%2$tH|%tY", field=[flag, utc]) | e := format("%", field=flag) | f := format("%5", field=flag) | g := format("%q %y", field=flag))q",
        R"q(formatTime("%E %O %+ %_d %-d %^a %#Z %f %J", field=@timestamp, as=a) | formatTime("%s %L", field=minus, as=b, unit=seconds, locale=xx, timezone="+25:00") | formatTime("%p %P %r %x %X", as=c, field=big, locale="de_DE", timezone="Asia/Kolkata"))q",
        R"q(correlate(a: {#type=web} include: *, b: {#type=dns | user <=> a.user | host <=> a.host} include: [user, host], sequence=true, sequenceBy=[@timestamp, @id], within=1s, jitterTolerance=10ms, maxPerRoot=1, includeMatchesOnceOnly=true))q",
        R"q(correlate(globalConstraints=[user, host], a: {*}, b: {eight>3}, c: {zero<=1 | user <=> b.user}, root=b, sequence=false, within=1d) | groupBy(a.user))q",
        R"q(correlate(aggregation={groupBy(a.user, function=count())}, a: {#type=web} include: user, b: {#type=dns | user <=> a.user} include: user))q",
        R"q(sort([hex, s, hexbad], order=[desc, asc], type=[hex, any, number], limit=3))q",
        R"q(table([s, hex, user], sortby=s, type=any, order=asc, limit=2) | sort(hex, type=hex, reverse=true))q",
        R"q(head(2) | sort(nowhere) | tail(1) | sort(type=string))q",
        R"q(groupBy(user, function=collect(host)) | head(1) | tail(1) | transpose(header=user, limit=1))q",
        R"q(parseCEF(cef) | parseCEF(cef2, keeplabels=true) | parseCEF(cef2, prefix=p, labelprefix=q) | parseLEEF(leef) | parseLEEF(leef0, keeplabels=true) | parseLEEF(leefbad, delimiter="tab") | parseLEEF(leefshort))q",
        R"q(communityId(proto=tcp, sourceip=ip, destinationip=ip2, sourceport=sp, destinationport=dp, as=a) | communityId(proto=icmp, sourceip=ip, destinationip=ip2, icmptype=eight, icmpcode=zero, as=b) | communityId(proto=icmp6, sourceip=six, destinationip=sixb, icmptype=eight, icmpcode=zero, as=c, seed=7) | communityId(proto=num6, sourceip=six, destinationip=sixb, sourceport=dp, destinationport=sp, as=d) | communityId(proto=odd-proto, sourceip=ip, destinationip=ip2, as=e) | communityId(proto=udp, sourceip=ip, destinationip=six, sourceport=sp, destinationport=dp))q",
        R"q(subnet(ip, bits=-1) | subnet(ip, bits=33, as=b) | subnet(six, bits=127, as=c) | geohash(lat=eight, lon=zero, precision=12) | geography:distance(lat1=lat, lon1=zero, lat2=eight, lon2=minus) | reverseDns(ip, as=d) | ipLocation(field=six) | cidr(six, subnet=["fe80::/127", "10.1.2.8/29"]))q",
        R"q(array:length("a[]", as=l) | array:contains("a[]", value=r) | array:append("a[]", values=[user, "z"]) | array:dedup("n[]") | array:sort("n[]", type=hex, order=desc) | array:sort("n[]", type=number) | array:drop("a[]") | split(n) | fieldset())q",
        R"q(array:eval("a[]", asArray="a[]", var=v, function={v := upper(v) | a := v}) | array:filter("n[]", var=v, function={v>9}) | array:rename("n[]", asArray="a[]") | concatArray(a, from=1, to=2, as=j) | array:reduceRow("a[]", var=v, function=max(v)) | split("a[]", strip=true))q",
        R"q(fieldset() | sort(fieldset, order=asc, type=string, limit=5))q",
        R"q(a := math:log(zero) | b := math:sqrt(minus) | c := 1 / zero | d := big * big * 1e300 | e := -1 / zero | f := a - a | g := s + plus | h := round(minus, how=round) | i := math:log10(eight) | j := math:log2(eight) | k := math:mod(minus, zero) | l := math:pow(minus, exponent=0.5))q",
        R"q(join({#type=dns}, field=[user, host], key=[user, host], include=[eight, text], repo="other", start=1d, end=now, mode=inner, live=false) | join(query={#type=web}, field=user, key=user, view="own-view", mode=left, max=1, limit=1))q",
        R"q(defineTable(query={#type=dns | text=*}, include=[user, text], name="t", start=30d, end=now, view="own-view") | match(t, field=user, column=user, strict=true, nrows=1, include=text))q",
        R"q(match("own.csv", field=ip, column=net, mode=cidr, include=["deep.a[0]", key]) | match(file="own.csv", field=host, column=key, mode=glob, strict=false) | readFile(["own.csv", "own.csv"], include=[key]))q",
        R"q(readFile("own.csv") | groupBy(key, function=[count(), collect([net, user])]) | sort(key, order=asc, type=string))q",
        R"q(parseXml(xml, prefix=x) | parseXml(xmlbad, strict=false) | xml:prettyPrint(xml, step=3, as=pp) | parseJson(json, prefix="j.", removePrefixes=["j.a"], include=["j.c*"], handleNull=discard) | parseJson(jsonbad) | json:prettyPrint(json, strict=true, as=jp) | writeJson([json, "j.*", user], as=w, unflatten=yes))q",
        R"q(test(s > plus) | test(user == "x" or host != "h1" and not eight < 3) | test(user <= host) | test(minus * -1 >= 7) | test(true == flag) | test(nowhere != user))q",
        R"q(timeChart(function=[count(), max(eight)], span=1d, limit=1, unit=["x", "y"], timezone=CET, minSpan=1h) | timeChart(series=_bucket, function=sum(_count), buckets=3))q",
        R"q(bucket(field=[user, host], function=[percentile(eight), stdDev(zero)], buckets=2, limit=1, timezone="+02:00") | groupBy([_bucket], function=[sum(_50), counterAsRate(_stddev)]))q",
        R"q(top([user], limit=1, percent=true, rest=others, as=n, error=5) | sort(n, order=asc))q",
        R"q(selfJoin(field=user, where=[{#type=web}, {#type=dns}], prefilter=true, limit=1, collect=[text], select=[host, text], postfilter=true))q",
        R"q(user match { x => a := 1; "y" | "z" => a := 2; /^$/ => a := 3; length(string=user) => a := 4; * => a := host } | host match { in(values=["h*"]) => b := "in"; ** => b := "rest" })q",
        R"q(case { not user=*; eight>3 or text=/X{2}/ | case { zero=1 | c := "in"; * | c := eight + 1 }; test(minus < 0) | head := 1; * } | lowercase(field=*, include=keys, locale=tr) | drop([a*]))q",
        R"q(#type="web" !user="" (host=h1 or host="h2*") text=* "x" /x/i user!=y? eight<=300 | select(["*"]) | findTimestamp(timezone=CET))q",
        R"q(user=?{p="x"} host=?p ip=~in(values=["10.1.2.9", "10.*"]) | in(field=eight, values=[8, 3.0, "12?"], ignoreCase=true) | text=~wildcard(pattern="A*C", ignoreCase=true) | text~"X" | user like ?{q="x"})q",
        R"q(ioc:lookup(field=[ip, nowhere], type=ip_address, confidenceThreshold=unverified, strict=true) | ioc:lookup(field=user, type=domain, prefix=d) | ipLocation(ip) | asn(six, as=y) | rdns(ip2, as=z) | reverseDns(nowhere))q",
        R"q($saved() | $"two"() | $saved(u="x*") | $again() | $nowhere(a=1) | $saved("x") | in(user, values=$list()))q",
        R"q(groupBy(user) | readFile("own.csv") | join({$saved()}, field=user) | eventInternals() | correlate(a: {#type=web | count()} include: *, "b": {groupBy(x)}, {user=*}))q",
        R"q(case { user=x | groupBy(user); count(); * | user match { x => sum(eight); * => head(1) } } | !sort(user) | !!in(user, values=[x]) | user=~!in(values=[y]))q",
        R"q(a := (b) | eval(x = -eight + !zero) | c := groupBy | groupBy(user, function={text := lower(text) | max(eight)}) | stats({user match { * => x := 1 }}) | concat([user, "-"]) | array:length(n[]) | sum(eight, as=?p) | head(?p))q",
        R"q(/a(?<x>b)/g | text=/(?<x>X)/F | "#type"=~"web" | #type=true | user=false | eight=* | text like "*" | not (user=x | host=y) | user="${v}" | (#type=web host=h1) or text=/X/d | *)q",
        R"q(formatDuration(minus, as=a) | formatDuration(eight, from=d, precision=1, as=b) | c := duration(s) | d := duration("1mon 2q") | e := duration("5") | time:hour(nowhere, as=f) | time:dayOfMonthName(utc, as=g) | h := time:quarter(timezone="UTC"))q",
};

}  // namespace

std::vector<std::string> queriesOfOddEvents() { return withStepsAlone(kQueries); }

}  // namespace quarry::fuzz
