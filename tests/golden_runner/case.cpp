#include "case.h"

#include <stdexcept>

namespace quarry::golden {

namespace {

bool isExpected(std::string_view name) {
  return name == "stdout" || name == "stderr" || name == "exit" || name.starts_with("after ");
}

// "-- name (flags) --" without the line break; false if the line is something else.
bool parseHeader(std::string_view line, Section& section) {
  if (!line.starts_with("-- ") || !line.ends_with(" --") || line.size() < 7) return false;
  std::string_view name = line.substr(3, line.size() - 6);
  section = {};
  if (name.ends_with(')')) {
    const std::size_t open = name.rfind(" (");
    if (open != std::string_view::npos) {
      section.flags = name.substr(open + 2, name.size() - open - 3);
      name = name.substr(0, open);
    }
  }
  section.name = name;
  return true;
}

}  // namespace

Case parse(std::string_view text) {
  Case golden;
  Section* current = nullptr;
  std::vector<Section> sections;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    Section header;
    if (parseHeader(line, header)) {
      sections.push_back(std::move(header));
      current = &sections.back();
    } else if (current != nullptr) {
      current->text += line;
      current->text += '\n';
    } else if (line.starts_with("$ ")) {
      golden.commands.emplace_back(line.substr(2));
    } else if (line.starts_with("#") || line.empty()) {
      golden.comments.emplace_back(line);
    } else {
      throw std::runtime_error("expected `# comment`, `$ command` or `-- section --`, found: " + std::string(line));
    }
  }
  if (golden.commands.empty()) throw std::runtime_error("no `$ quarry …` command");
  for (Section& section : sections) {
    if (isExpected(section.name))
      golden.expected[section.name] = std::move(section.text);
    else
      golden.inputs.push_back(std::move(section));
  }
  return golden;
}

std::string print(const Case& golden) {
  std::string out;
  for (const std::string& line : golden.comments) out += line + "\n";
  for (const std::string& command : golden.commands) out += "$ " + command + "\n";
  const auto section = [&](const std::string& name, const std::string& text) {
    out += "-- " + name + " --\n" + text;
    if (!text.empty() && text.back() != '\n') out += '\n';
  };
  for (const Section& input : golden.inputs)
    section(input.flags.empty() ? input.name : input.name + " (" + input.flags + ")", input.text);
  const auto expected = [&](const std::string& name) {
    const auto found = golden.expected.find(name);
    if (found != golden.expected.end() && !found->second.empty() && !(name == "exit" && found->second == "0\n"))
      section(name, found->second);
  };
  expected("stdout");
  expected("stderr");
  expected("exit");
  for (const auto& [name, text] : golden.expected)
    if (name.starts_with("after ")) section(name, text);
  return out;
}

std::string unescape(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case 'x':
        out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
        break;
      case '{': {
        const std::size_t colon = text.find(':', i), close = text.find('}', i);
        if (colon == std::string_view::npos || close == std::string_view::npos)
          throw std::runtime_error("bad \\{N:text}");
        const int times = std::stoi(std::string(text.substr(i + 1, colon - i - 1)));
        const std::string piece = unescape(text.substr(colon + 1, close - colon - 1));
        for (int k = 0; k < times; ++k) out += piece;
        i = close;
        break;
      }
      default:
        out += text[i];
    }
  }
  return out;
}

std::vector<std::string> words(std::string_view command) {
  std::vector<std::string> out;
  std::string word;
  bool inWord = false;
  char quote = 0;
  for (const char c : command) {
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      inWord = true;
    } else if (c == ' ') {
      if (inWord) out.push_back(std::move(word));
      word.clear();
      inWord = false;
    } else {
      word += c;
      inWord = true;
    }
  }
  if (inWord) out.push_back(std::move(word));
  return out;
}

}  // namespace quarry::golden
