// whisper.cpp behind a small interface: a model, and states that each decode one 30 s window at a time over its weights.
#pragma once

#include "commands.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct whisper_context;
struct whisper_state;
struct whisper_vad_context;

namespace earshot {

constexpr int FRAMES_PER_SECOND = 100; // mel frames; also whisper.cpp's unit of time (10 ms)

struct DeviceInfo {
    std::string name;
    std::string description;
    std::string type; // cpu, gpu, igpu, accel
};

struct ModelInfo {
    std::string type;    // tiny, base, small, medium, large
    std::string weights; // q8_0, f16, ...
    bool        multilingual = false;
    int         languages    = 0;
};

struct Token {
    std::vector<int> ids; // several, when only together they are whole characters
    std::string      text;
    int64_t          start_ms    = 0;
    int64_t          end_ms      = 0;
    double           probability = 0; // of the least likely id
};

struct Segment {
    int64_t            start_ms = 0; // from the first sample of the chunk
    int64_t            end_ms   = 0;
    std::string        text;
    std::vector<Token> tokens;
};

enum class Rejection { none, entropy, log_probability, incomplete };

// What one attempt at one window gave, before anybody decides whether it is good enough.
struct WindowAttempt {
    double               temperature     = 0;
    double               avg_log_prob    = 0; // may be -infinity
    double               entropy         = 0;
    double               no_speech_prob  = 0;
    Rejection            failure         = Rejection::none; // of the decoder itself: entropy or incomplete
    int                  advance_frames  = 0;               // whisper.cpp's own step to the next window
    std::vector<Segment> segments;
};

struct EngineTimings {
    double mel_ms       = 0;
    double encode_ms    = 0;
    double decode_ms    = 0;
    double prompt_ms    = 0;
    double sample_ms    = 0;
    int    encode_count = 0;
};

struct DetectedLanguage {
    std::string                   language;
    double                        probability = 0;
    std::map<std::string, double> probabilities;
};

// Thrown through whisper.cpp's callers when the job's cancel flag was seen.
struct Cancelled {};

// Shared by a computation and those who watch it.
struct Watch {
    std::atomic<bool>     cancel{false};
    std::atomic<uint64_t> nodes{0}; // ggml graph nodes computed: tells slow from hung
};

std::vector<DeviceInfo> list_devices();

class Model {
  public:
    // Throws RunnerError: the codes of VerifiedModelFile, model-load, device-unavailable.
    Model(const ModelFile & file, Device device);
    ~Model();
    Model(const Model &)             = delete;
    Model & operator=(const Model &) = delete;

    ModelInfo info() const;
    bool      knows(const std::string & language) const; // Whisper's code

    whisper_context * raw() const { return context_; }

  private:
    whisper_context * context_ = nullptr;
};

class EngineState {
  public:
    EngineState(const Model & model, int threads);
    ~EngineState();
    EngineState(const EngineState &)             = delete;
    EngineState & operator=(const EngineState &) = delete;

    std::string backend() const; // the one that really runs

    Watch & watch() { return watch_; }

    // Forgets everything of earlier jobs and takes the audio of the next. Later results depend on nothing but this audio.
    void set_audio(std::vector<float> samples);

    int frames() const; // of the audio

    DetectedLanguage detect_language();

    std::vector<int> tokenize(const std::string & text) const; // slow for long texts

    // Decodes the window that starts at `frame` once. `language` is never "auto" here; `prompt` holds the tokens of options.prompt.
    // Throws Cancelled, RunnerError (engine-failed).
    WindowAttempt decode_window(const DecodeOptions & options, const std::vector<int> & prompt, const std::string & language, int frame,
                                float temperature);

    EngineTimings timings() const;

  private:
    void                 create();
    void                 encode_window(int frame);
    std::vector<Segment> collect_segments(const DecodeOptions & options, int frame);
    [[noreturn]] void    fail(const char * what);

    const Model &      model_;
    const int          threads_;
    whisper_state *    state_ = nullptr;
    Watch              watch_;
    std::vector<float> samples_;
    std::vector<float> energy_;             // smoothed loudness per sample, for token times
    int                encoded_frame_ = -1; // the window whose encoder output the state holds; -1: none
    int                encode_count_  = 0;
    std::vector<float> start_logits_; // of that window, after the start token alone: language and "no speech" are read from them
};

class VoiceActivityModel {
  public:
    // Throws RunnerError: the codes of VerifiedModelFile, model-load.
    explicit VoiceActivityModel(const ModelFile & file);
    ~VoiceActivityModel();
    VoiceActivityModel(const VoiceActivityModel &)             = delete;
    VoiceActivityModel & operator=(const VoiceActivityModel &) = delete;

    Watch & watch() { return watch_; }

    void reset();

    // Probability of speech for each 512 samples, going on from where the last call ended. The count must be a multiple of 512 in
    // all calls but the last. Throws Cancelled, RunnerError (engine-failed).
    std::vector<float> probabilities(const std::vector<float> & samples);

  private:
    whisper_vad_context * context_ = nullptr;
    Watch                 watch_;
};

} // namespace earshot
