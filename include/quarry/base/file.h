// Files of the user: read whole with a limit, replaced whole, and named so that a terminal can show it.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace quarry::base {

struct FileText {
  std::string text;
  std::string fault;      // why it cannot be read, in lower case without a stop; "" if it could
  bool tooLarge = false;  // `text` is the beginning, one byte more than was allowed
};

// What may be read: below a folder that is searched, reading a pipe or a device would wait or never end; one that is
// named outright (`<(…)` of a shell) is meant.
enum class Accept { regular, anything };

// At most `most` bytes and one more. Never throws.
FileText readFile(const std::string& path, std::size_t most, Accept accept = Accept::anything);
// Standard input, the same way.
FileText readStandardInput(std::size_t most);

// A sentence for people: the file, what could not be done with it, and why.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Writes a file whole: beside it, then renamed over it; signals wait meanwhile, so that nothing is left beside. A link
// is followed to its file; mode and owner stay. With `was`, a file that holds anything else by now is left as it is.
// Throws FileError.
void replaceFile(const std::string& path, std::string_view text, std::optional<std::string_view> was = std::nullopt);

// The system's message for an error number, in our style: lower case.
std::string systemMessage(int error);

// Names of files, and what others wrote, as text for people: control characters, and bytes that are no UTF-8, become
// `\n`, `\t` or `\xHH`.
std::string shown(std::string_view text);
// The same for programs that escape control characters themselves: only bytes that are no UTF-8 become `\xHH`.
std::string asUtf8(std::string_view text);

}  // namespace quarry::base
