#pragma once

namespace earshot {

// The CPU variant that this executable was linked for.
const char * variant_name();

} // namespace earshot
