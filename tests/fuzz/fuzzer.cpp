// What libFuzzer asks for besides the target: half of its changes are made by pieces of the language.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "mutate.h"
#include "seeds.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  static const std::vector<std::string> words = quarry::fuzz::words(QUARRY_FUZZ_TARGET);
  std::mt19937 random(seed);
  if (words.empty() || random() % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string text = quarry::fuzz::mutated({reinterpret_cast<const char*>(data), size}, random, words);
  const std::size_t kept = std::min(text.size(), most);
  std::memcpy(data, text.data(), kept);
  return kept;
}
