#include "variant.h"

namespace earshot {

const char * variant_name() { return EARSHOT_VARIANT; }

} // namespace earshot
