// One chunk (at most 30 s) to text: the windows of the chunk, the temperature ladder of each window, and what is not kept.
#pragma once

#include "commands.h"
#include "engine.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace earshot {

constexpr uint64_t MAX_CHUNK_SAMPLES = 30 * 16000;

struct AttemptReport {
    double    temperature;
    double    avg_log_prob;
    double    entropy;
    Rejection rejected; // also set on a last attempt, which is kept for want of a better one
};

struct WindowReport {
    int64_t                    start_ms;
    int64_t                    end_ms;
    double                     no_speech_prob;
    std::vector<AttemptReport> attempts; // the last one is what was kept
};

struct DiscardedText {
    const char * reason; // no-speech, outside-audio, unfinished
    int64_t      start_ms;
    int64_t      end_ms;
    std::string  text;
    double       temperature;
    double       no_speech_prob;
    double       avg_log_prob;
};

struct TranscribeReport {
    std::string                language;
    std::optional<double>      language_probability; // only where the language was listened for
    std::vector<WindowReport>  windows;
    std::vector<DiscardedText> discarded;
    int                        segment_count = 0;
    int                        token_count   = 0;
};

using OnSegment = std::function<void(int index, const Segment & segment, const WindowAttempt & kept)>;

// Reads a chunk, padded with silence to at least a second (whisper.cpp 1.9.1 reads past the end of less than 201 samples, PR #3956).
// Throws RunnerError: the codes of PcmReader, chunk-too-long.
std::vector<float> read_chunk(const PcmRange & range);

// Segments are announced once their window is accepted, and stay valid whatever comes after. Throws Cancelled, RunnerError; the
// report then holds what was done so far.
void transcribe(EngineState & state, const TranscribeCommand & command, TranscribeReport & report, const OnSegment & on_segment);

} // namespace earshot
