#include "transcribe.h"

#include "errors.h"
#include "pcm.h"

#include <algorithm>

namespace earshot {
namespace {

constexpr int     WINDOW_FRAMES      = 30 * FRAMES_PER_SECOND;
constexpr int     MIN_ADVANCE_FRAMES = 20; // bounds the windows of a chunk when the decoder hardly moves on
constexpr int64_t MIN_SEGMENT_MS     = 20; // Whisper's own resolution

bool is_silent(const WindowAttempt & attempt, const DecodeOptions & options) {
    return attempt.no_speech_prob > options.no_speech_threshold && attempt.avg_log_prob < options.log_prob_threshold;
}

// The rule of openai/whisper for going up the ladder: a window that is probably silence is not tried again but discarded. An
// incomplete attempt is: it was never scored, so that its log-probability says nothing.
Rejection judge(const WindowAttempt & attempt, const DecodeOptions & options) {
    if (attempt.failure == Rejection::incomplete) return attempt.failure;
    if (is_silent(attempt, options)) return Rejection::none;
    if (attempt.failure != Rejection::none) return attempt.failure;
    return attempt.avg_log_prob < options.log_prob_threshold ? Rejection::log_probability : Rejection::none;
}

WindowAttempt climb_ladder(EngineState & state, const DecodeOptions & options, const std::vector<int> & prompt,
                           const std::string & language, int frame, WindowReport & report) {
    for (size_t i = 0;; i++) {
        WindowAttempt   attempt  = state.decode_window(options, prompt, language, frame, options.temperatures[i]);
        const Rejection rejected = judge(attempt, options);
        report.attempts.push_back({attempt.temperature, attempt.avg_log_prob, attempt.entropy, rejected});
        report.no_speech_prob = attempt.no_speech_prob;
        if (rejected == Rejection::none || i + 1 == options.temperatures.size()) return attempt;
    }
}

// Why a segment is not announced, or nullptr. To be asked before its times are clamped.
const char * reason_to_discard(const Segment & segment, const WindowAttempt & kept, bool silent, int64_t duration_ms) {
    if (silent) return "no-speech";
    if (segment.start_ms >= duration_ms) return "outside-audio";
    if (kept.failure == Rejection::incomplete && segment.start_ms >= segment.end_ms) return "unfinished";
    return nullptr;
}

// Whisper places text on a 30 s canvas: times can lie in the padding. Text inside the audio always takes some time, also where
// Whisper gives it none. Token times never go back and stay inside their segment.
void clamp_times(Segment & segment, int64_t duration_ms) {
    segment.start_ms = std::clamp<int64_t>(segment.start_ms, 0, duration_ms);
    if (segment.end_ms <= segment.start_ms) segment.end_ms = segment.start_ms + MIN_SEGMENT_MS;
    segment.end_ms   = std::min(segment.end_ms, duration_ms);
    int64_t earliest = segment.start_ms;
    for (Token & token : segment.tokens) {
        token.start_ms = std::clamp(token.start_ms, earliest, segment.end_ms);
        token.end_ms   = std::clamp(token.end_ms, token.start_ms, segment.end_ms);
        earliest       = token.end_ms;
    }
}

} // namespace

std::vector<float> read_chunk(const PcmRange & range) {
    if (range.sample_count > MAX_CHUNK_SAMPLES) throw RunnerError(ErrorCode::chunk_too_long, "a chunk is at most 30 s of audio");
    std::vector<float> samples = PcmReader(range).read(MAX_CHUNK_SAMPLES);
    if (samples.size() < SAMPLE_RATE_HZ) samples.resize(SAMPLE_RATE_HZ);
    return samples;
}

void transcribe(EngineState & state, const TranscribeCommand & command, TranscribeReport & report, const OnSegment & on_segment) {
    const DecodeOptions & options     = command.options;
    const int64_t         duration_ms = static_cast<int64_t>(command.pcm.sample_count * 1000 / SAMPLE_RATE_HZ);

    state.set_audio(read_chunk(command.pcm));
    report.language = options.language;
    if (options.language == "auto") {
        const DetectedLanguage detected = state.detect_language();
        report.language                 = detected.language;
        report.language_probability     = detected.probability;
    }

    const std::vector<int> prompt = state.tokenize(options.prompt);

    // whisper.cpp leaves the last 100 ms alone (whisper.cpp #2065).
    constexpr int shortest = FRAMES_PER_SECOND / 10;
    for (int frame = 0; frame + shortest < state.frames();) {
        WindowReport window{};
        window.start_ms            = int64_t(frame) * 10;
        window.end_ms              = std::min(window.start_ms + 30000, duration_ms);
        const WindowAttempt kept   = climb_ladder(state, options, prompt, report.language, frame, window);
        const bool          silent = is_silent(kept, options);
        report.windows.push_back(std::move(window));

        for (Segment segment : kept.segments) {
            const char * reason = reason_to_discard(segment, kept, silent, duration_ms);
            clamp_times(segment, duration_ms);
            if (reason) {
                report.discarded.push_back({reason, segment.start_ms, segment.end_ms, segment.text, kept.temperature,
                                            kept.no_speech_prob, kept.avg_log_prob});
                continue;
            }
            for (const Token & token : segment.tokens) report.token_count += static_cast<int>(token.ids.size());
            on_segment(report.segment_count++, segment, kept);
        }
        // The times of text that was made up in silence say nothing about where the silence ends.
        const int advance = silent ? std::min(WINDOW_FRAMES, state.frames() - frame) : kept.advance_frames;
        if (advance <= 0) break;
        frame += std::max(advance, MIN_ADVANCE_FRAMES);
    }
}

} // namespace earshot
