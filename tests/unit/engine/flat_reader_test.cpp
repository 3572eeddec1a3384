// JSON events as rows of CQL.
#include "engine/flat/reader.h"

#include <doctest/doctest.h>

#include "engine/byte_stream.h"
#include "engine/flat/run.h"
#include "quarry/engine/value.h"

using namespace quarry::engine;
using quarry::engine::flat::Reader;
using quarry::engine::flat::Row;
using Fields = Row::Fields;

namespace {

// An event's text with what the parser may read beyond its end.
class Padded {
 public:
  explicit Padded(std::string_view json) : text_(json), size_(json.size()) { text_.append(ByteStream::kPadding, ' '); }
  std::string_view text() const { return std::string_view(text_).substr(0, size_); }

 private:
  std::string text_;
  std::size_t size_;
};

Fields fieldsOf(Reader& reader, Row& row, std::string_view json) {
  const Padded padded(json);
  REQUIRE(reader.read(padded.text(), row) == "");
  return row.fields();
}

Fields fieldsOf(std::string_view json) {
  Reader reader;
  Row row;
  return fieldsOf(reader, row, json);
}

std::string faultOf(std::string_view json) {
  Reader reader;
  Row row;
  const Padded padded(json);
  return std::string(reader.read(padded.text(), row));
}

}  // namespace

TEST_CASE("members are fields in their order, nested ones by their path") {
  CHECK(fieldsOf(R"({"b":"x","a":{"z":"1","y":{"w":"2"}}})") == Fields{{"b", "x"}, {"a.z", "1"}, {"a.y.w", "2"}});
  CHECK(fieldsOf(R"({"a.b":"flat","a":{"b":"nested"}})") == Fields{{"a.b", "flat"}, {"a.b", "nested"}});
  CHECK(fieldsOf(R"({"#tag":"t","@timestamp":"5"})") == Fields{{"#tag", "t"}, {"@timestamp", "5"}});
}

TEST_CASE("elements are fields by their number, also of arrays in arrays") {
  CHECK(fieldsOf(R"({"a":["x","y"]})") == Fields{{"a[0]", "x"}, {"a[1]", "y"}});
  CHECK(fieldsOf(R"({"a":[{"b":"x"},{"b":["y","z"]}]})") ==
        Fields{{"a[0].b", "x"}, {"a[1].b[0]", "y"}, {"a[1].b[1]", "z"}});
  CHECK(fieldsOf(R"({"a":[["x"],["y"]]})") == Fields{{"a[0][0]", "x"}, {"a[1][0]", "y"}});
}

TEST_CASE("null and what is empty are no fields, an empty text is one") {
  CHECK(fieldsOf(R"({"a":null,"b":{},"c":[],"d":"","e":[null,"x"]})") == Fields{{"d", ""}, {"e[1]", "x"}});
  CHECK(fieldsOf("{}").empty());
}

TEST_CASE("numbers and truth values are texts as they are written") {
  CHECK(
      fieldsOf(R"({"i":-7,"u":18446744073709551615,"l":-9223372036854775808,"t":true,"f":false})") ==
      Fields{{"i", "-7"}, {"u", "18446744073709551615"}, {"l", "-9223372036854775808"}, {"t", "true"}, {"f", "false"}});
  CHECK(fieldsOf(R"({"a":7.0,"b":1e5,"c":[0.10],"d":{"e":1.5E-3}})") ==
        Fields{{"a", "7.0"}, {"b", "1e5"}, {"c[0]", "0.10"}, {"d.e", "1.5E-3"}});
}

TEST_CASE("escapes are what they stand for") {
  CHECK(fieldsOf(R"({"a\tb":"C:\\x \"q\" \u00e9\ud83d\ude00 \u0000."})") ==
        Fields{{"a\tb", std::string("C:\\x \"q\" \xc3\xa9\xf0\x9f\x98\x80 ") + '\0' + "."}});
}

TEST_CASE("a row that is used again holds nothing of the event before") {
  Reader reader;
  Row row;
  fieldsOf(reader, row, R"({"a":"1","b":"2","c":"3"})");
  CHECK(fieldsOf(reader, row, R"({"a":"9","d":"4"})") == Fields{{"a", "9"}, {"d", "4"}});
  CHECK(fieldsOf(reader, row, R"({"x":"1","a":1.50,"y":["z"]})") == Fields{{"x", "1"}, {"a", "1.50"}, {"y[0]", "z"}});
  CHECK(fieldsOf(reader, row, R"({"y":"1"})") == Fields{{"y", "1"}});
  CHECK(fieldsOf(reader, row, "{}").empty());
}

TEST_CASE("what is no event is said, and the reader goes on") {
  CHECK(faultOf("[1]") == "it is no JSON object");
  CHECK(faultOf("\"text\"") == "it is no JSON object");
  CHECK(faultOf("") != "");
  CHECK(faultOf("{\"a\":") != "");
  CHECK(faultOf("{\"a\":1,}") != "");
  CHECK(faultOf("{\"a\":\"\xff\"}") != "");
  Reader reader;
  Row row;
  const Padded broken("{\"a\":\"1\"");
  CHECK(reader.read(broken.text(), row) != "");
  CHECK(fieldsOf(reader, row, R"({"b":"2"})") == Fields{{"b", "2"}});
}

TEST_CASE("a number that nothing holds is its text, beside fractions and in texts that look like one") {
  CHECK(fieldsOf(R"({"a":123456789012345678901,"b":"123456789012345678901\\","c":18446744073709551615})") ==
        Fields{{"a", "123456789012345678901"}, {"b", "123456789012345678901\\"}, {"c", "18446744073709551615"}});
  CHECK(fieldsOf(R"({"a":1e400,"b":-0.5,"c":[-99999999999999999999]})") ==
        Fields{{"a", "1e400"}, {"b", "-0.5"}, {"c[0]", "-99999999999999999999"}});
  CHECK(faultOf(R"({"a":123456789012345678901,"b":1.2.3})") != "");
}

// Fractions take a way of their own, by the value of the whole text: both ways make the same row.
TEST_CASE("a row is the same whether or not a fraction is in the event") {
  for (const char* members : {R"("a":{"b":["x",{"c":null}],"d":true},"e":"")",
                              R"("n":-12,"m":{"n":[1,[2,{"o":false}]]})", R"("a.b":{"c":"d"},"a":{"b":{"c":"e"}})",
                              R"("k":"v","k":"w")", R"("\u00e9":["\n"])", R"("a":[[],{},[null]])"}) {
    CAPTURE(members);
    const std::string whole = std::string("{") + members + "}";
    Fields with = fieldsOf(std::string("{") + members + R"(,"last":0.5})");
    REQUIRE(!with.empty());
    CHECK(with.back() == std::pair<std::string, std::string>{"last", "0.5"});
    with.pop_back();
    CHECK(fieldsOf(whole) == with);
    CHECK(flat::flatten(parseJson(whole).value_or(Value())).fields() == with);
  }
}
