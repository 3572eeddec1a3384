// What a fuzz target starts from: the inputs of the transcripts, the examples of lint rules, and files of findings.
#pragma once

#include <string>
#include <vector>

namespace quarry::fuzz {

// `root` is the repository. In one order, whatever the file system's; none twice.
std::vector<std::string> seeds(const std::string& target, const std::string& root);

// Words of the target's language, for mutations.
std::vector<std::string> words(const std::string& target);

}  // namespace quarry::fuzz
