#include "schema/data.h"

#include <algorithm>
#include <vector>

namespace quarry::schema {

namespace {

bool isShared(const DataFile& file) { return file.name == "shared_variants"; }

}  // namespace

std::span<const DataFile> dataFiles() {
  static const std::vector<DataFile> families = [] {
    std::vector<DataFile> out;
    std::remove_copy_if(embeddedFiles().begin(), embeddedFiles().end(), std::back_inserter(out), isShared);
    return out;
  }();
  return families;
}

const DataFile& sharedFile() { return *std::find_if(embeddedFiles().begin(), embeddedFiles().end(), isShared); }

}  // namespace quarry::schema
