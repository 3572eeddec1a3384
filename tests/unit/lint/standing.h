// A rule round an example: an example about rules holds the parts it is about, and the rest is added here.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace quarry::test {

inline std::string standing(std::string_view example) {
  std::string text(example);
  if (!text.ends_with('\n')) text += '\n';
  // Whole documents stand for themselves.
  if (("\n" + text).find("\ntitle:") != std::string::npos && text.find("\ndetection:") != std::string::npos)
    return text;
  if (text.find("correlation:") != std::string::npos || text.find("\n---\n") != std::string::npos) return text;
  static constexpr std::pair<std::string_view, std::string_view> kParts[] = {
      {"title:", "title: Snapshot Deleted By An Unusual Caller\n"},
      {"id:", "id: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\n"},
      {"status:", "status: experimental\n"},
      {"description:", "description: Somebody deletes a snapshot that others rely on.\n"},
      {"references:", "references:\n  - https://example.org/snapshots\n"},
      {"author:", "author: A. Writer\n"},
      {"date:", "date: 2026-01-10\n"},
      {"tags:", "tags: [attack.impact, attack.t1485]\n"},
      {"logsource:", "logsource: {product: aws, service: cloudtrail}\n"},
      {"detection:", "detection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n"},
      {"level:", "level: medium\n"},
  };
  for (const auto& [key, part] : kParts)
    if (("\n" + text).find("\n" + std::string(key)) == std::string::npos) text += part;
  return text;
}

}  // namespace quarry::test
