// What libFuzzer asks for besides the target: half of its changes are made by pieces of the language. A quarter of
// these begin with a seed, whatever is to be changed: libFuzzer leaves alone what smaller inputs reach as well, and so
// in time most seeds.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>

#include "mutate.h"
#include "seeds.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  static const std::vector<std::string> words = quarry::fuzz::words(QUARRY_FUZZ_TARGET);
  std::mt19937 random(seed);
  if (words.empty() || random() % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  // Runs begin in the repository (tests/fuzz/run); elsewhere there are no seeds.
  static const std::vector<std::string> seeds =
      std::filesystem::is_directory("tests/golden") ? quarry::fuzz::seeds(QUARRY_FUZZ_TARGET, ".") : words;
  const bool anew = random() % 4 == 0;
  const std::string given =
      anew ? seeds[random() % seeds.size()] : std::string(reinterpret_cast<const char*>(data), size);
  const std::string text = quarry::fuzz::mutated(given, random, words, seeds);
  const std::size_t kept = std::min(text.size(), most);
  std::memcpy(data, text.data(), kept);
  return kept;
}
