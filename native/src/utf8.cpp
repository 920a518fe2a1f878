#include "utf8.h"

#include <cstddef>

namespace earshot {
namespace {

enum class Kind { valid, incomplete, invalid };

struct Piece {
    Kind   kind;
    size_t length; // bytes to move on by
};

// Unicode 15, table 3-7 (well-formed byte sequences): no overlong forms, no surrogates, nothing above U+10FFFF.
Piece next_piece(const std::string & bytes, size_t at) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) return {Kind::valid, 1};

    size_t        length = 0;
    unsigned char low    = 0x80;
    unsigned char high   = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    } else {
        return {Kind::invalid, 1};
    }
    for (size_t i = 1; i < length; i++) {
        if (at + i >= bytes.size()) return {Kind::incomplete, i};
        if (byte(at + i) < low || byte(at + i) > high) return {Kind::invalid, i};
        low  = 0x80;
        high = 0xBF;
    }
    return {Kind::valid, length};
}

} // namespace

bool is_valid_utf8(const std::string & bytes) {
    for (size_t at = 0; at < bytes.size();) {
        const Piece piece = next_piece(bytes, at);
        if (piece.kind != Kind::valid) return false;
        at += piece.length;
    }
    return true;
}

bool ends_inside_character(const std::string & bytes) {
    for (size_t at = 0; at < bytes.size();) {
        const Piece piece = next_piece(bytes, at);
        if (piece.kind == Kind::incomplete) return true;
        at += piece.length;
    }
    return false;
}

std::string replace_invalid_utf8(const std::string & bytes) {
    std::string text;
    for (size_t at = 0; at < bytes.size();) {
        const Piece piece = next_piece(bytes, at);
        if (piece.kind == Kind::valid) {
            text.append(bytes, at, piece.length);
        } else {
            text += "\xEF\xBF\xBD";
        }
        at += piece.length;
    }
    return text;
}

} // namespace earshot
