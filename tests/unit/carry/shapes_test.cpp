// Values in the forms in which platforms write them.
#include "carry/shapes.h"

#include <doctest/doctest.h>

using namespace quarry;
using schema::Hives;
using schema::Place;
using schema::Shape;

namespace {

// "=value" for the place itself, "part=value" for a part, in order.
std::string show(const std::string& value, Shape shape, std::map<std::string, std::string> parts = {},
                 Hives hives = Hives::sysmon) {
  Place place;
  place.parts = std::move(parts);
  std::string out;
  for (const carry::Piece& piece : carry::written(value, shape, hives, place))
    out += (out.empty() ? "" : " ") + piece.part + "=" + engine::textOf(piece.value).value_or("?");
  return out;
}

}  // namespace

TEST_CASE("paths") {
  CHECK(show("C:\\a\\b.exe", Shape::devicePath) == "=\\Device\\HarddiskVolume3\\a\\b.exe");
  CHECK(show("\\\\srv\\share\\b", Shape::devicePath) == "=\\Device\\Mup\\srv\\share\\b");
  CHECK(show("\\\\?\\C:\\b", Shape::devicePath) == "=\\\\?\\C:\\b");
  CHECK(show("System", Shape::devicePath) == "=System");
  CHECK(show("C:\\a\\b.exe", Shape::fileName) == "=b.exe");
  CHECK(show("/usr/bin/curl", Shape::fileName) == "=curl");
  CHECK(show("C:\\a\\b.exe", Shape::path, {{"file", "F"}}) == "=C:\\a\\b.exe file=b.exe");
}

TEST_CASE("the registry") {
  const std::map<std::string, std::string> value = {{"value", "V"}};
  CHECK(show("HKLM\\S\\v", Shape::registryPath, value, Hives::kernel) == "=\\REGISTRY\\MACHINE\\S value=v");
  CHECK(show("HKLM\\S\\k", Shape::registryPath, {}, Hives::kernel) == "=\\REGISTRY\\MACHINE\\S\\k");
  CHECK(show("HKLM\\System\\CurrentControlSet\\k", Shape::registryPath, {}, Hives::defender) ==
        "=HKEY_LOCAL_MACHINE\\System\\ControlSet001\\k");
  CHECK(show("HKU\\S-1-5-18\\k\\(Default)", Shape::registryPath, value, Hives::kernel) ==
        "=\\REGISTRY\\USER\\S-1-5-18\\k value=");
  CHECK(show("HKLMX\\k", Shape::registryPath, {}, Hives::kernel) == "=HKLMX\\k");
  const std::map<std::string, std::string> kernel = {{"number", "N"}, {"type", "T"}}, defender = {{"type", "T"}};
  CHECK(show("DWORD (0x0000001f)", Shape::registryData, kernel) == "number=31 type=4");
  CHECK(show("DWORD (0x0000001f)", Shape::registryData, defender) == "=31 type=Dword");
  CHECK(show("QWORD (0x00000001-0x00000000)", Shape::registryData, kernel) == "number=4294967296 type=11");
  CHECK(show("Binary Data", Shape::registryData, defender) == "type=Binary");
  CHECK(show("(Empty)", Shape::registryData, defender) == "= type=String");
  CHECK(show("a text", Shape::registryData, kernel) == "=a text type=1");
}

TEST_CASE("accounts, digests, numbers, addresses, markup") {
  CHECK(show("D\\u", Shape::account, {{"domain", "X"}}) == "=u domain=D");
  CHECK(show("D\\u", Shape::account) == "=u");
  CHECK(show("nt authority\\system", Shape::account, {{"sid", "S"}}) == "sid=S-1-5-18");
  CHECK(show("SHA1=AA,MD5=Bb", Shape::hashes, {{"md5", "M"}, {"sha256", "S"}}) == "md5=bb");
  CHECK(show("0x3e7", Shape::decimal) == "=999");
  CHECK(show("no number", Shape::decimal).empty());
  CHECK(show("999", Shape::hexadecimal) == "=0x3e7");
  CHECK(show("2001:db8::1", Shape::address, {{"v6", "X"}}) == "v6=2001:db8::1");
  CHECK(show("192.0.2.1", Shape::address, {{"v6", "X"}}) == "=192.0.2.1");
  CHECK(show("a<b&c>", Shape::markup) == "=a&lt;b&amp;c&gt;");
  CHECK(show("a<b", Shape::element, {{"element", "E"}}) == "=<E>a&lt;b</E>");
  CHECK(show("v", Shape::element, {{"attribute", "A"}}) == "=<Data A=\"v\"/>");
}
