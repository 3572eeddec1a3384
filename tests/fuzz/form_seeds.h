// Rules in which forms stand side by side that goldens have one by one.
#pragma once

#include <string>
#include <vector>

namespace quarry::fuzz {

// What a configuration says that these rules, and those that fuzzing makes of them, go by; and a bundle of ATT&CK.
extern const char* const kConfiguration;
extern const char* const kBundle;  // "attack.json"

std::vector<std::string> rulesOfForms();
std::vector<std::string> eventsOfForms();

}  // namespace quarry::fuzz
