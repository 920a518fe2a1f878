#pragma once

#include <string>
#include <vector>

namespace earshot {

// What this CPU offers and the operating system lets programs use, among what the variants need.
std::vector<std::string> cpu_features();

// The variants that run here, best first. Always ends with "baseline".
std::vector<std::string> supported_variants();

} // namespace earshot
