#pragma once

#include <string>

namespace earshot {

bool is_valid_utf8(const std::string & bytes);

// True if the bytes end inside a multi-byte character that further bytes could complete.
bool ends_inside_character(const std::string & bytes);

// Whisper's tokens are byte-level BPE: a decode that stops early can leave half a character. Each such piece becomes U+FFFD.
std::string replace_invalid_utf8(const std::string & bytes);

} // namespace earshot
