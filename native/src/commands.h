// What the parent may ask for. Parsing checks types and ranges; what depends on state (is a model loaded?) is the runner's job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace earshot {

struct ModelFile {
    std::string             path; // UTF-8
    std::optional<uint64_t> size_bytes;
    std::string             sha256; // lower-case hex; empty: not checked
};

enum class Device { automatic, cpu, gpu };

struct LoadCommand {
    ModelFile                model;
    std::optional<ModelFile> vad_model;
    int                      states       = 1;
    int                      threads      = 1; // per state
    Device                   device       = Device::automatic;
    uint64_t                 memory_limit = 0; // bytes; 0: none
    int                      heartbeat_ms = 1000;
};

// A range of a raw file: 16 kHz, one channel, signed 16 bit little endian.
struct PcmRange {
    std::string path; // UTF-8
    uint64_t    first_sample = 0;
    uint64_t    sample_count = 0;
};

struct DecodeOptions {
    std::string         language; // ISO code as whisper.cpp spells it, or "auto"
    bool                translate = false;
    std::string         prompt;
    int                 beam_size             = 1;
    std::vector<float>  temperatures          = {0.0f, 0.2f, 0.4f, 0.6f, 0.8f, 1.0f};
    int                 best_of               = 5;
    double              entropy_threshold     = 2.4;
    double              log_prob_threshold    = -1.0;
    double              no_speech_threshold   = 0.6;
    bool                token_times           = true;
    bool                suppress_non_speech   = false;
    int                 max_tokens            = 0; // per window; 0: whisper's own limit
};

struct VadCommand {
    std::string id;
    PcmRange    pcm;
};

struct DetectLanguageCommand {
    std::string id;
    PcmRange    pcm;
};

struct TranscribeCommand {
    std::string   id;
    PcmRange      pcm;
    DecodeOptions options;
};

struct CancelCommand {
    std::string id;
};

struct PingCommand {
    std::string id; // empty: none given
};

struct UnloadCommand {};
struct MemoryCommand {};
struct QuitCommand {};

using Command = std::variant<LoadCommand, VadCommand, DetectLanguageCommand, TranscribeCommand, CancelCommand, PingCommand,
                             UnloadCommand, MemoryCommand, QuitCommand>;

// Throws RunnerError. `id` is set as soon as one is known, so that the error event can carry it.
Command parse_command(const std::string & line, std::string & id);

} // namespace earshot
