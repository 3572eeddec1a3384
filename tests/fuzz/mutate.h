// Changes to inputs by the pieces of their language: words, quoted texts, signs and lines, rather than bytes.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace quarry::fuzz {

// The same text for the same state of `random`. `others`: texts that pieces are taken from; may be empty.
std::string mutated(const std::string& text, std::mt19937& random, const std::vector<std::string>& words,
                    const std::vector<std::string>& others = {});

}  // namespace quarry::fuzz
