// A folder for what a target reads from files.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "support.h"

namespace quarry::fuzz {

// The process's own, removed at its end; ends in a slash.
inline const std::string& folder() {
  // Outlives all statics: what is registered at exit still needs it.
  static const std::string* const kPath = [] {
    std::string made = (std::filesystem::temp_directory_path() / "quarry-fuzz-XXXXXX").string();
    require(::mkdtemp(made.data()) != nullptr, "a folder can be made");
    std::atexit([] { std::filesystem::remove_all(folder()); });
    return new std::string(made + "/");
  }();
  return *kPath;
}

// The path of a file in it that holds the text now.
inline std::string written(const std::string& name, const std::string& text) {
  const std::string path = folder() + name;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  require(out.flush().good(), "the text can be written");
  return path;
}

}  // namespace quarry::fuzz
