# Writes OUT: a table of the FILES' names (without .yml) and texts. Called by src/CMakeLists.txt.
#
# Every byte becomes an escape of its own: CMake would take `;`, `[` and `]` in a text for the structure of a list, and a
# raw literal ends at the first text that looks like its end.
set(rows "")
foreach(path ${FILES})
  get_filename_component(name ${path} NAME_WLE)
  file(READ ${path} bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR length "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" literal "${bytes}")
  string(APPEND rows "    {\"${name}\", std::string_view(\"${literal}\", ${length})},\n")
endforeach()
file(WRITE ${OUT} "// Generated from src/schema/data.
#include <vector>

#include \"schema/data.h\"

namespace quarry::schema {

std::span<const DataFile> embeddedFiles() {
  static const std::vector<DataFile> all = {
${rows}  };
  return all;
}

}  // namespace quarry::schema
")
