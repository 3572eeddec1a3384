// Names that are recorded where a path is expected, without a folder.
#pragma once

#include <string_view>

namespace quarry::schema {

// True for the processes of the kernel, as Sysmon and the Security log name them (`System`, `Registry`), and for what
// stands where the path is not known (`-`, `<unknown process>`). Letters of either case.
bool standsAlone(std::string_view name);
// True if such a name begins with this text.
bool mayStandAlone(std::string_view beginning);

}  // namespace quarry::schema
