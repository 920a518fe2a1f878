// Every way a command can fail. The names on the wire are a closed set, mirrored by runner-protocol.ts and listed in README.md.
#pragma once

#include <stdexcept>
#include <string>

namespace earshot {

enum class ErrorCode {
    bad_json,
    line_too_long,
    invalid_utf8,
    unknown_command,
    bad_argument,
    duplicate_id,
    unknown_id,
    not_loaded,
    busy,
    model_not_found,
    model_size,
    model_hash,
    model_format,
    model_load,
    device_unavailable,
    pcm_not_found,
    pcm_range,
    pcm_empty,
    chunk_too_long,
    engine_failed,
    memory_limit,
    internal,
};

inline const char * wire_name(ErrorCode code) {
    switch (code) {
        case ErrorCode::bad_json:           return "bad-json";
        case ErrorCode::line_too_long:      return "line-too-long";
        case ErrorCode::invalid_utf8:       return "invalid-utf8";
        case ErrorCode::unknown_command:    return "unknown-command";
        case ErrorCode::bad_argument:       return "bad-argument";
        case ErrorCode::duplicate_id:       return "duplicate-id";
        case ErrorCode::unknown_id:         return "unknown-id";
        case ErrorCode::not_loaded:         return "not-loaded";
        case ErrorCode::busy:               return "busy";
        case ErrorCode::model_not_found:    return "model-not-found";
        case ErrorCode::model_size:         return "model-size";
        case ErrorCode::model_hash:         return "model-hash";
        case ErrorCode::model_format:       return "model-format";
        case ErrorCode::model_load:         return "model-load";
        case ErrorCode::device_unavailable: return "device-unavailable";
        case ErrorCode::pcm_not_found:      return "pcm-not-found";
        case ErrorCode::pcm_range:          return "pcm-range";
        case ErrorCode::pcm_empty:          return "pcm-empty";
        case ErrorCode::chunk_too_long:     return "chunk-too-long";
        case ErrorCode::engine_failed:      return "engine-failed";
        case ErrorCode::memory_limit:       return "memory-limit";
        case ErrorCode::internal:           return "internal";
    }
    return "internal";
}

struct RunnerError : std::runtime_error {
    RunnerError(ErrorCode error_code, const std::string & message) : std::runtime_error(message), code(error_code) {}

    ErrorCode code;
};

// Process exit codes, after sysexits.h where one fits.
constexpr int EXIT_OK              = 0;  // `quit`, or stdin closed
constexpr int EXIT_BAD_USAGE       = 64; // unknown command-line argument
constexpr int EXIT_INTERNAL        = 70; // an exception that nobody handles
constexpr int EXIT_MEMORY_LIMIT    = 71; // above memoryLimitBytes, or out of memory
constexpr int EXIT_CPU_UNSUPPORTED = 72; // this variant needs instructions that the CPU or the OS does not offer
constexpr int EXIT_OUTPUT_CLOSED   = 74; // nobody reads stdout any more

} // namespace earshot
