#include "field_seeds.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "quarry/schema/list.h"

namespace quarry::fuzz {

namespace {

constexpr std::string_view kAsked[] = {
    R"(: 'C:\Windows\System32\cmd.exe')",
    R"(: '\\server\share\*')",
    R"(|contains: '\Software\')",
    R"(|endswith: '\x.exe')",
    R"(|startswith: ['HKLM\System\', 'HKCU\'])",
    R"(|re: '^a.*<b>&[^c]$')",
    R"(|cidr: ['10.0.0.0/8', 'fe80::/10'])",
    R"(: '0x3e7')",
    R"(: 42)",
    R"(|contains: 'SHA256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef')",
    R"(|startswith: 'd41d8cd98f')",
    R"(: null)",
    R"(: '')",
    R"(|exists: true)",
    R"(|cased: 'NT AUTHORITY\SYSTEM')",
    R"(|gte: 5)",
    R"(: '*a?b<*')",
    R"(: ['DWORD (0x00000001)', 'Binary Data', 'true', 'Success'])",
    R"(: '10.1.2.3')",
    R"(|endswith: '.example.com')",
};

constexpr std::size_t kFieldsOfARule = 8;  // inputs are cut at some thousand bytes

// How a field is kept, as far as a test on it goes.
std::string wayOf(std::string_view platform, const schema::FieldInfo& field) {
  std::string way(platform);
  way += ' ' + field.access + ' ' + field.type + (field.unavailable.empty() ? "" : " none");
  if (field.place.find(", ") != std::string::npos) way += " in several places";
  const auto has = [&](std::string_view word) { return field.remarks.find(word) != std::string::npos; };
  for (const std::string_view word : {"always", "one spelling", "several values", "stored as", "means absent"})
    if (has(word)) way += ' ' + std::string(word);
  if (const std::size_t shape = field.remarks.find("kept as "); shape != std::string::npos)
    way += ' ' + field.remarks.substr(shape, field.remarks.find(';', shape) - shape);
  return way;
}

// "product aws, service cloudtrail" as YAML has it: the first blank of each pair is a colon's.
std::string logSource(std::string text) {
  for (std::size_t at = 0; at < text.size();) {
    text.insert(text.find(' ', at), ":");
    const std::size_t next = text.find(", ", at);
    at = next == std::string::npos ? text.size() : next + 2;
  }
  return '{' + text + '}';
}

std::string ruleOf(const std::string& source, const std::vector<std::string>& fields, std::string_view asked) {
  std::string text = "title: Fields\nlogsource: " + source + "\ndetection:\n  all:\n";
  for (const std::string& field : fields) text += "    " + field + std::string(asked) + '\n';
  return text + "  condition: all\n";
}

// The same fields read by steps. Names of steps are not as free as those of detections.
std::string stepsOf(const std::string& source, const std::vector<std::string>& fields) {
  std::string text = "title: Steps\nlogsource: " + source + "\ndetection:\n  s: {" + fields.front() +
                     "|exists: true}\n  condition: s\nsteps:\n";
  for (const std::string& field : fields)
    text += "  - where: \"`" + field + "` == 'Success' or `" + field + "` in ('Low', 'true', '7') or not `" + field +
            "` != 'x'\"\n  - let: {x: '`" + field + "`'}\n";
  return text + "  - group: {by: ['`" + fields.front() + "`'], n: count(), v: 'values(`" + fields.back() + "`)'}\n";
}

}  // namespace

std::vector<std::string> rulesOfEverySource() {
  std::vector<std::string> rules;
  std::set<std::string> seen;
  for (const schema::SourceInfo& source : schema::allSources()) {
    std::vector<std::string> fields;
    for (const schema::PlatformInfo& platform : source.platforms)
      for (const schema::VariantInfo& variant : platform.variants)
        for (const schema::FieldInfo& field : variant.fields)
          if (seen.insert(wayOf(schema::name(platform.platform), field)).second &&
              std::find(fields.begin(), fields.end(), field.field) == fields.end())
            fields.push_back(field.field);
    for (std::size_t at = 0; at < fields.size(); at += kFieldsOfARule) {
      const std::vector<std::string> some(
          fields.begin() + static_cast<std::ptrdiff_t>(at),
          fields.begin() + static_cast<std::ptrdiff_t>(std::min(fields.size(), at + kFieldsOfARule)));
      rules.push_back(stepsOf(logSource(source.logSources.front()), some));
      for (const std::string_view asked : kAsked)
        rules.push_back(ruleOf(logSource(source.logSources.front()), some, asked));
    }
  }
  return rules;
}

}  // namespace quarry::fuzz
