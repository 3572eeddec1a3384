// ATT&CK's techniques out of MITRE's data.
#pragma once

#include <memory>
#include <string>

#include "quarry/rule/attack.h"

namespace quarry::driver {

// Reads a STIX 2 bundle, such as `enterprise-attack.json`. Null if it cannot be read or holds no technique; `fault`
// then says why.
std::shared_ptr<const rule::Attack> readAttack(const std::string& path, std::string& fault);

}  // namespace quarry::driver
