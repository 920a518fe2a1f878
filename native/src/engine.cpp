// whisper.cpp is compiled inside this translation unit, because what a reliable worker needs is not in its C API: the back ends of a
// state (to stop a running graph), the decoders' scores and random generators, and the encoder's output. Tied to whisper.cpp 1.9.1.

#include "ggml-backend.h"

namespace earshot {
namespace {
ggml_status compute_graph(ggml_backend_sched_t sched, ggml_cgraph * graph);
}
} // namespace earshot

// All graphs of whisper.cpp run through one call of this function. See compute_graph() for what we do there.
#define ggml_backend_sched_graph_compute ::earshot::compute_graph
#include "whisper.cpp"
#undef ggml_backend_sched_graph_compute

#include "engine.h"
#include "errors.h"
#include "model_file.h"
#include "pcm.h"
#include "utf8.h"

namespace earshot {
namespace {

// What the graphs of this thread belong to.
struct Running {
    Watch *               watch        = nullptr;
    const whisper_state * skip_encoder = nullptr; // this state already holds the encoder's output for the window
};
thread_local Running running;

class RunningScope {
  public:
    explicit RunningScope(Watch & watch, const whisper_state * skip_encoder = nullptr) { running = {&watch, skip_encoder}; }
    ~RunningScope() { running = {}; }
};

ggml_status compute_graph(ggml_backend_sched_t sched, ggml_cgraph * graph) {
    if (running.watch) {
        // Back ends without an abort callback (all GPUs) can at least be stopped between graphs.
        if (running.watch->cancel.load(std::memory_order_relaxed)) return GGML_STATUS_ABORTED;
        running.watch->nodes.fetch_add(1, std::memory_order_relaxed);
    }
    // whisper_full() always encodes its window, on each attempt. The keys and values of the cross attention are still in the state
    // from encode_window(), and nothing else of the encoder is read, so its three graphs can be left out.
    if (const whisper_state * state = running.skip_encoder) {
        if (sched == state->sched_conv.sched || sched == state->sched_encode.sched || sched == state->sched_cross.sched) {
            return GGML_STATUS_SUCCESS;
        }
    }
    return ggml_backend_sched_graph_compute(sched, graph);
}

// ggml's CPU back end asks after each node of a graph.
bool on_node(void * data) {
    Watch * watch = static_cast<Watch *>(data);
    watch->nodes.fetch_add(1, std::memory_order_relaxed);
    return watch->cancel.load(std::memory_order_relaxed);
}

void watch_backends(const std::vector<ggml_backend_t> & backends, Watch & watch) {
    for (ggml_backend_t backend : backends) {
        ggml_backend_dev_t device = ggml_backend_get_device(backend);
        ggml_backend_reg_t reg    = device ? ggml_backend_dev_backend_reg(device) : nullptr;
        if (!reg) continue;
        void * function = ggml_backend_reg_get_proc_address(reg, "ggml_backend_set_abort_callback");
        if (function) reinterpret_cast<ggml_backend_set_abort_callback_t>(function)(backend, on_node, &watch);
    }
}

whisper_model_loader loader_for(VerifiedModelFile & file) {
    whisper_model_loader loader{};
    loader.context = &file;
    loader.read    = [](void * f, void * out, size_t count) { return static_cast<VerifiedModelFile *>(f)->read(out, count); };
    loader.eof     = [](void * f) { return static_cast<VerifiedModelFile *>(f)->at_end(); };
    loader.close   = [](void *) {};
    return loader;
}

std::string device_type_name(ggml_backend_dev_t device) {
    switch (ggml_backend_dev_type(device)) {
        case GGML_BACKEND_DEVICE_TYPE_CPU:  return "cpu";
        case GGML_BACKEND_DEVICE_TYPE_GPU:  return "gpu";
        case GGML_BACKEND_DEVICE_TYPE_IGPU: return "igpu";
        default:                            return "accel";
    }
}

// The same quantity as whisper.cpp's get_signal_energy(): the mean of |sample| over 65 samples. A running sum in double precision
// takes 1 ms for 30 s of audio instead of 65 additions for each sample.
std::vector<float> smoothed_loudness(const std::vector<float> & samples) {
    constexpr size_t   half  = 32;
    const size_t       count = samples.size();
    std::vector<float> result(count);
    double             sum = 0;
    for (size_t i = 0; i < std::min(half, count); i++) sum += std::fabs(samples[i]);
    for (size_t i = 0; i < count; i++) {
        if (i + half < count) sum += std::fabs(samples[i + half]);
        if (i > half) sum -= std::fabs(samples[i - half - 1]);
        result[i] = static_cast<float>(std::max(sum, 0.0) / (2 * half + 1));
    }
    return result;
}

double no_speech_probability(const std::vector<float> & logits, whisper_token no_speech) {
    const float max = *std::max_element(logits.begin(), logits.end());
    double      sum = 0;
    for (const float logit : logits) sum += std::exp(logit - max);
    return std::exp(logits[static_cast<size_t>(no_speech)] - max) / sum;
}

bool is_text_token(const whisper_context & context, whisper_token id) { return id < context.vocab.token_eot; }

} // namespace

std::vector<DeviceInfo> list_devices() {
    std::vector<DeviceInfo> devices;
    for (size_t i = 0; i < ggml_backend_dev_count(); i++) {
        ggml_backend_dev_t device = ggml_backend_dev_get(i);
        devices.push_back({ggml_backend_dev_name(device), ggml_backend_dev_description(device), device_type_name(device)});
    }
    return devices;
}

// --- Model -----------------------------------------------------------------------------------------------------------------------

Model::Model(const ModelFile & file, Device device) {
    // Logs go to stderr, which is the parent's log file. Neither the seam that makes whisper_full() stop after one window nor a
    // cancelled job is an error.
    whisper_log_set(
        [](ggml_log_level level, const char * text, void *) {
            const bool cancelled = running.watch && running.watch->cancel.load(std::memory_order_relaxed);
            if (level < GGML_LOG_LEVEL_WARN || cancelled || std::strstr(text, "encoder_begin_callback returned false")) return;
            std::fputs(text, stderr);
        },
        nullptr);

    bool has_gpu = false;
    for (const DeviceInfo & info : list_devices()) has_gpu = has_gpu || info.type == "gpu" || info.type == "igpu";
    if (device == Device::gpu && !has_gpu) throw RunnerError(ErrorCode::device_unavailable, "this build or machine has no GPU back end");

    VerifiedModelFile      verified(file, ModelKind::whisper);
    whisper_context_params params = whisper_context_default_params();
    params.use_gpu                = device != Device::cpu && has_gpu;
    params.flash_attn             = true;
    whisper_model_loader loader   = loader_for(verified);
    context_                      = whisper_init_with_params_no_state(&loader, params);
    if (!context_) throw RunnerError(ErrorCode::model_load, "whisper.cpp cannot load the model");
}

Model::~Model() { whisper_free(context_); }

ModelInfo Model::info() const {
    ModelInfo info;
    info.type         = whisper_model_type_readable(context_);
    info.weights      = ggml_type_name(context_->wtype);
    info.multilingual = whisper_is_multilingual(context_) != 0;
    info.languages    = info.multilingual ? context_->vocab.num_languages() : 1;
    return info;
}

bool Model::knows(const std::string & language) const {
    const auto found = g_lang.find(language);
    return found != g_lang.end() && found->second.first < info().languages;
}

// --- EngineState -----------------------------------------------------------------------------------------------------------------

EngineState::EngineState(const Model & model, int threads) : model_(model), threads_(threads) { create(); }

EngineState::~EngineState() { whisper_free_state(state_); }

void EngineState::create() {
    state_ = whisper_init_state(model_.raw());
    if (!state_) throw RunnerError(ErrorCode::model_load, "whisper.cpp cannot make a state for the model");
    watch_backends(state_->backends, watch_);
}

std::string EngineState::backend() const { return ggml_backend_name(state_->backends.front()); }

void EngineState::fail(const char * what) {
    if (watch_.cancel.load()) throw Cancelled{};
    throw RunnerError(ErrorCode::engine_failed, what);
}

void EngineState::set_audio(std::vector<float> samples) {
    if (!state_) create();
    state_->t_mel_us = state_->t_encode_us = state_->t_decode_us = state_->t_batchd_us = state_->t_prompt_us = state_->t_sample_us = 0;
    state_->t_beg = state_->t_last = 0;
    state_->tid_last               = 0;
    encoded_frame_                 = -1;
    encode_count_                  = 0;
    samples_                       = std::move(samples);
    energy_                        = smoothed_loudness(samples_);

    RunningScope scope(watch_);
    if (whisper_pcm_to_mel_with_state(model_.raw(), state_, samples_.data(), static_cast<int>(samples_.size()), threads_) != 0) {
        fail("the mel spectrogram failed");
    }
    if (watch_.cancel.load()) throw Cancelled{};
}

int EngineState::frames() const { return whisper_n_len_from_state(state_); }

// Encodes, and decodes the start token alone. The model says there how likely it finds "no speech" and each language. whisper.cpp
// 1.9.1 reads the former from logits of the first prompt token, which it has not asked for: it gets those of some earlier step, or
// zeros (about 0 in a first job, anything later). OpenAI's decoder reads them where we do.
void EngineState::encode_window(int frame) {
    if (encoded_frame_ == frame) return;
    whisper_context * context = model_.raw();
    RunningScope      scope(watch_);
    encoded_frame_          = -1;
    state_->exp_n_audio_ctx = 0;
    if (whisper_encode_with_state(context, state_, frame, threads_) != 0) fail("the encoder failed");
    whisper_kv_cache_clear(state_->kv_self); // what is left from earlier jobs must not move the new token to another cell
    const whisper_token start = whisper_token_sot(context);
    if (whisper_decode_with_state(context, state_, &start, 1, 0, threads_) != 0) fail("the decoder failed");
    start_logits_.assign(state_->logits.begin(), state_->logits.begin() + context->vocab.n_vocab);
    encoded_frame_ = frame;
    encode_count_++;
}

// As whisper_lang_auto_detect_with_state(), but only over the languages that the model has: upstream also counts Cantonese for
// models made before it was added, where its place holds the "translate" token.
DetectedLanguage EngineState::detect_language() {
    whisper_context * context = model_.raw();
    if (!whisper_is_multilingual(context)) return {"en", 1.0, {{"en", 1.0}}};
    encode_window(0);

    const int  count = context->vocab.num_languages();
    const auto logit = [&](int language) {
        return static_cast<double>(start_logits_[static_cast<size_t>(whisper_token_lang(context, language))]);
    };
    double max = -INFINITY;
    double sum = 0;
    for (int i = 0; i < count; i++) max = std::max(max, logit(i));
    for (int i = 0; i < count; i++) sum += std::exp(logit(i) - max);

    DetectedLanguage result;
    for (int i = 0; i < count; i++) {
        const double      probability = std::exp(logit(i) - max) / sum;
        const std::string language    = whisper_lang_str(i);
        if (probability > 0.001) result.probabilities[language] = probability;
        if (probability > result.probability) {
            result.probability = probability;
            result.language    = language;
        }
    }
    return result;
}

std::vector<int> EngineState::tokenize(const std::string & text) const { return ::tokenize(model_.raw()->vocab, text); }

WindowAttempt EngineState::decode_window(const DecodeOptions & options, const std::vector<int> & prompt, const std::string & language,
                                         int frame, float temperature) {
    whisper_context * context = model_.raw();
    // Above temperature 0 candidates are sampled, as in OpenAI's decoder: whisper.cpp would go on with beams.
    const bool          beams  = options.beam_size > 1 && temperature == 0;
    whisper_full_params params = whisper_full_default_params(beams ? WHISPER_SAMPLING_BEAM_SEARCH : WHISPER_SAMPLING_GREEDY);
    params.n_threads             = threads_;
    params.offset_ms             = frame * 10;
    params.translate             = options.translate;
    params.language              = language.c_str();
    params.prompt_tokens         = prompt.empty() ? nullptr : prompt.data();
    params.prompt_n_tokens       = static_cast<int>(prompt.size());
    params.max_tokens            = options.max_tokens;
    params.suppress_nst          = options.suppress_non_speech;
    params.print_progress        = false;
    params.print_timestamps      = false;
    params.greedy.best_of        = temperature > 0 ? options.best_of : 1;
    params.beam_search.beam_size = options.beam_size;
    // One temperature a call: whisper.cpp does not tell which one it ended with. It still compares the candidates of a call by
    // entropy, but is never to drop a window by itself: no_speech_prob cannot be above 2.
    params.temperature     = temperature;
    params.temperature_inc = 0;
    params.entropy_thold   = static_cast<float>(options.entropy_threshold);
    params.no_speech_thold = 2.0f;
    // One window a call: whisper.cpp asks before each window and takes "no" for the end, with what it has as the result.
    int windows                            = 0;
    params.encoder_begin_callback_user_data = &windows;
    params.encoder_begin_callback = [](whisper_context *, whisper_state *, void * count) { return (*static_cast<int *>(count))++ == 0; };

    // whisper.cpp seeds its generators when a state is made (and all but the first in each call): without this, the text of a
    // chunk would depend on what the state did before.
    for (int i = 0; i < WHISPER_MAX_DECODERS; i++) state_->decoders[i].rng = std::mt19937(static_cast<unsigned>(i));

    encode_window(frame);
    int rc = 0;
    {
        RunningScope scope(watch_, state_);
        rc = whisper_full_with_state(context, state_, params, nullptr, 0);
    }
    if (rc == -7) state_ = nullptr; // whisper.cpp has freed it; set_audio() makes a new one
    if (rc != 0) fail("whisper.cpp failed to decode a window");
    if (watch_.cancel.load()) throw Cancelled{};

    // whisper_full()'s own choice: the best score among those that did not fail; the first decoder if all did.
    const int candidates = temperature > 0 ? options.best_of : options.beam_size;
    int       best       = 0;
    double    best_score = -INFINITY;
    for (int i = 0; i < candidates; i++) {
        const whisper_decoder & decoder = state_->decoders[i];
        if (!decoder.failed && best_score < decoder.sequence.score) {
            best_score = decoder.sequence.score;
            best       = i;
        }
    }
    const whisper_decoder &                 decoder = state_->decoders[best];
    const std::vector<whisper_token_data> & tokens  = decoder.sequence.tokens;

    WindowAttempt attempt;
    attempt.temperature    = temperature;
    attempt.avg_log_prob   = decoder.sequence.avg_logprobs;
    attempt.entropy        = decoder.sequence.entropy;
    attempt.no_speech_prob = no_speech_probability(start_logits_, whisper_token_nosp(context));
    if (decoder.failed) {
        // A decoder that failed on entropy got its score first; the others failed on the way (time going back, no end, no time).
        attempt.failure = std::isfinite(decoder.sequence.avg_logprobs) ? Rejection::entropy : Rejection::incomplete;
    }
    // whisper_full()'s rule for a window that ends with one single timestamp: nothing more is said in it (whisper.cpp PR #2629).
    const whisper_token begin      = context->vocab.token_beg;
    const bool          token_stop = options.max_tokens > 0 && tokens.size() > static_cast<size_t>(options.max_tokens);
    const bool          single_end =
        tokens.size() > 1 && !token_stop && tokens[tokens.size() - 2].id < begin && tokens[tokens.size() - 1].id > begin;
    attempt.advance_frames = single_end ? std::min(frames() - frame, 100 * WHISPER_CHUNK_SIZE) : decoder.seek_delta;
    attempt.segments       = collect_segments(options, frame);
    return attempt;
}

std::vector<Segment> EngineState::collect_segments(const DecodeOptions & options, int frame) {
    whisper_context *    context = model_.raw();
    std::vector<Segment> segments;
    for (size_t s = 0; s < state_->result_all.size(); s++) {
        whisper_segment & raw = state_->result_all[s];
        if (options.token_times) {
            // Called by ourselves instead of by whisper_full(), because there (1.9.1) it looks up the loudness of a token at its
            // distance from the segment's start but in an array that begins at the chunk's start: only a first segment is right.
            // Each segment gets an array that begins where it does. The other three carry the time of the last known token.
            const size_t first = std::min(energy_.size(), static_cast<size_t>(std::max<int64_t>(raw.t0, 0)) * (SAMPLE_RATE_HZ / 100));
            state_->energy.assign(energy_.begin() + static_cast<std::ptrdiff_t>(first), energy_.end());
            if (s == 0) {
                state_->t_beg    = frame;
                state_->t_last   = raw.t0;
                state_->tid_last = whisper_token_beg(context);
            }
            if (!state_->energy.empty()) {
                whisper_exp_compute_token_level_timestamps(*context, *state_, static_cast<int>(s), 0.01f, 0.01f);
            }
        }

        Segment segment;
        segment.start_ms = raw.t0 * 10;
        segment.end_ms   = raw.t1 * 10;
        segment.text     = replace_invalid_utf8(raw.text);
        std::string bytes; // of tokens that are not yet whole characters
        Token       token;
        const auto  finish = [&] {
            token.text = replace_invalid_utf8(bytes);
            segment.tokens.push_back(std::move(token));
            token = {};
            bytes.clear();
        };
        for (const whisper_token_data & data : raw.tokens) {
            if (!is_text_token(*context, data.id)) continue;
            if (token.ids.empty()) {
                token.start_ms    = data.t0 < 0 ? segment.start_ms : data.t0 * 10;
                token.probability = data.p;
            }
            token.ids.push_back(data.id);
            token.end_ms      = data.t1 < 0 ? segment.end_ms : data.t1 * 10;
            token.probability = std::min<double>(token.probability, data.p);
            bytes += whisper_token_to_str(context, data.id);
            if (!ends_inside_character(bytes)) finish();
        }
        if (!token.ids.empty()) finish();
        segments.push_back(std::move(segment));
    }
    return segments;
}

EngineTimings EngineState::timings() const {
    if (!state_) return {};
    EngineTimings timings;
    timings.mel_ms       = static_cast<double>(state_->t_mel_us) / 1e3;
    timings.encode_ms    = static_cast<double>(state_->t_encode_us) / 1e3;
    timings.decode_ms    = static_cast<double>(state_->t_decode_us + state_->t_batchd_us) / 1e3;
    timings.prompt_ms    = static_cast<double>(state_->t_prompt_us) / 1e3;
    timings.sample_ms    = static_cast<double>(state_->t_sample_us) / 1e3;
    timings.encode_count = encode_count_;
    return timings;
}

// --- VoiceActivityModel ----------------------------------------------------------------------------------------------------------

VoiceActivityModel::VoiceActivityModel(const ModelFile & file) {
    VerifiedModelFile          verified(file, ModelKind::voice_activity);
    whisper_vad_context_params params = whisper_vad_default_context_params();
    params.n_threads                  = 1; // each window is tiny: with upstream's 4 threads on 2 cores it runs 30 times slower
    whisper_model_loader loader       = loader_for(verified);
    try {
        context_ = whisper_vad_init_with_params(&loader, params);
    } catch (const std::runtime_error & error) {
        throw RunnerError(ErrorCode::model_load, error.what());
    }
    if (!context_) throw RunnerError(ErrorCode::model_load, "whisper.cpp cannot load the voice activity model");
    watch_backends(context_->backends, watch_);
}

VoiceActivityModel::~VoiceActivityModel() { whisper_vad_free(context_); }

void VoiceActivityModel::reset() { whisper_vad_reset_state(context_); }

std::vector<float> VoiceActivityModel::probabilities(const std::vector<float> & samples) {
    RunningScope scope(watch_);
    const bool   done = whisper_vad_detect_speech_no_reset(context_, samples.data(), static_cast<int>(samples.size()));
    if (watch_.cancel.load()) throw Cancelled{}; // upstream returns true after an aborted graph
    if (!done) throw RunnerError(ErrorCode::engine_failed, "voice activity detection failed");
    const float * first = whisper_vad_probs(context_);
    return std::vector<float>(first, first + whisper_vad_n_probs(context_));
}

} // namespace earshot
