#include "events.h"

#include "cpu_features.h"
#include "json.hpp"
#include "platform.h"
#include "variant.h"

#include <cmath>

namespace earshot {
namespace {

using nlohmann::ordered_json;

std::string to_line(const ordered_json & event) {
    return event.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// Fewer digits make shorter lines. What is not finite (the mean log-probability of a decoder that failed early) becomes null.
ordered_json rounded(double value, int decimals) {
    if (!std::isfinite(value)) return nullptr;
    const double scale = std::pow(10.0, decimals);
    return std::round(value * scale) / scale;
}

ordered_json probability(double value) { return rounded(value, 4); }
ordered_json score(double value) { return rounded(value, 4); }
ordered_json duration(double ms) { return rounded(ms, 1); }

ordered_json text_or_null(const std::string & text) { return text.empty() ? ordered_json(nullptr) : ordered_json(text); }

ordered_json rejection(Rejection reason) {
    switch (reason) {
        case Rejection::entropy:         return "entropy";
        case Rejection::log_probability: return "log-probability";
        case Rejection::incomplete:      return "incomplete";
        case Rejection::none:            break;
    }
    return nullptr;
}

ordered_json to_json(const WindowReport & window) {
    ordered_json attempts = ordered_json::array();
    for (const AttemptReport & attempt : window.attempts) {
        attempts.push_back({{"temperature", rounded(attempt.temperature, 4)},
                            {"averageLogProbability", score(attempt.avg_log_prob)},
                            {"entropy", score(attempt.entropy)},
                            {"rejected", rejection(attempt.rejected)}});
    }
    const AttemptReport & kept = window.attempts.back();
    return {{"startMs", window.start_ms},
            {"endMs", window.end_ms},
            {"temperature", rounded(kept.temperature, 4)},
            {"averageLogProbability", score(kept.avg_log_prob)},
            {"entropy", score(kept.entropy)},
            {"noSpeechProbability", probability(window.no_speech_prob)},
            {"attempts", std::move(attempts)}};
}

ordered_json to_json(const DiscardedText & text) {
    return {{"reason", text.reason},
            {"startMs", text.start_ms},
            {"endMs", text.end_ms},
            {"text", text.text},
            {"temperature", rounded(text.temperature, 4)},
            {"noSpeechProbability", probability(text.no_speech_prob)},
            {"averageLogProbability", score(text.avg_log_prob)}};
}

} // namespace

void Events::hello() {
    writer_.write(to_line({{"ev", "hello"},
                           {"protocol", 1},
                           {"engine", "whisper.cpp " WHISPER_VERSION},
                           {"variant", variant_name()},
                           {"pid", process_id()},
                           {"cpuFeatures", cpu_features()}}));
}

void Events::ready(const ReadyReport & report) {
    ordered_json devices = ordered_json::array();
    for (const DeviceInfo & device : report.devices) {
        devices.push_back({{"name", device.name}, {"description", device.description}, {"type", device.type}});
    }
    writer_.write(to_line({{"ev", "ready"},
                           {"loadMs", duration(report.load_ms)},
                           {"variant", variant_name()},
                           {"backend", report.backend},
                           {"devices", std::move(devices)},
                           {"states", report.states},
                           {"threads", report.threads},
                           {"model",
                            {{"type", report.model.type},
                             {"weights", report.model.weights},
                             {"multilingual", report.model.multilingual},
                             {"languages", report.model.languages}}}}));
}

void Events::vad(const std::string & id, const VoiceActivity & activity, double wall_ms) {
    ordered_json probabilities = ordered_json::array();
    for (const float p : activity.probabilities) probabilities.push_back(rounded(p, 3));
    writer_.write(to_line({{"ev", "vad"},
                           {"id", id},
                           {"windowSamples", VAD_WINDOW_SAMPLES},
                           {"probabilities", std::move(probabilities)},
                           {"levelsDb", activity.levels_db},
                           {"wallMs", duration(wall_ms)}}));
}

void Events::language(const std::string & id, const DetectedLanguage & detected, double wall_ms) {
    ordered_json probabilities = ordered_json::object();
    for (const auto & entry : detected.probabilities) probabilities[entry.first] = probability(entry.second);
    writer_.write(to_line({{"ev", "language"},
                           {"id", id},
                           {"language", detected.language},
                           {"probability", probability(detected.probability)},
                           {"probabilities", std::move(probabilities)},
                           {"wallMs", duration(wall_ms)}}));
}

void Events::started(const std::string & id, int state) { writer_.write(to_line({{"ev", "started"}, {"id", id}, {"state", state}})); }

void Events::segment(const std::string & id, int index, const Segment & segment, const WindowAttempt & kept) {
    ordered_json tokens = ordered_json::array();
    for (const Token & token : segment.tokens) {
        tokens.push_back({{"ids", token.ids},
                          {"text", token.text},
                          {"startMs", token.start_ms},
                          {"endMs", token.end_ms},
                          {"probability", probability(token.probability)}});
    }
    writer_.write(to_line({{"ev", "segment"},
                           {"id", id},
                           {"index", index},
                           {"startMs", segment.start_ms},
                           {"endMs", segment.end_ms},
                           {"text", segment.text},
                           {"temperature", rounded(kept.temperature, 4)},
                           {"noSpeechProbability", probability(kept.no_speech_prob)},
                           {"averageLogProbability", score(kept.avg_log_prob)},
                           {"tokens", std::move(tokens)}}));
}

void Events::done(const std::string & id, const DoneReport & report) {
    ordered_json windows   = ordered_json::array();
    ordered_json discarded = ordered_json::array();
    for (const WindowReport & window : report.text.windows) windows.push_back(to_json(window));
    for (const DiscardedText & text : report.text.discarded) discarded.push_back(to_json(text));
    writer_.write(to_line({{"ev", "done"},
                           {"id", id},
                           {"result", report.cancelled ? "cancelled" : "completed"},
                           {"language", text_or_null(report.text.language)},
                           {"languageProbability", report.text.language_probability ? probability(*report.text.language_probability)
                                                                                    : ordered_json(nullptr)},
                           {"windows", std::move(windows)},
                           {"discarded", std::move(discarded)},
                           {"timings",
                            {{"queueMs", duration(report.queue_ms)},
                             {"wallMs", duration(report.wall_ms)},
                             {"cpuMs", duration(report.cpu_ms)},
                             {"melMs", duration(report.engine.mel_ms)},
                             {"encodeMs", duration(report.engine.encode_ms)},
                             {"decodeMs", duration(report.engine.decode_ms)},
                             {"promptMs", duration(report.engine.prompt_ms)},
                             {"sampleMs", duration(report.engine.sample_ms)}}},
                           {"tokenCount", report.text.token_count},
                           {"encodeCount", report.engine.encode_count},
                           {"peakRssBytes", peak_resident_bytes()}}));
}

void Events::heartbeat(const HeartbeatReport & report) {
    ordered_json running = ordered_json::array();
    for (const std::string & id : report.running) running.push_back(text_or_null(id));
    writer_.write(to_line({{"ev", "heartbeat"},
                           {"nodes", report.nodes},
                           {"vadNodes", report.vad_nodes},
                           {"running", std::move(running)},
                           {"rssBytes", resident_bytes()}}));
}

void Events::memory(uint64_t limit_bytes) {
    writer_.write(to_line({{"ev", "memory"},
                           {"rssBytes", resident_bytes()},
                           {"peakRssBytes", peak_resident_bytes()},
                           {"limitBytes", limit_bytes > 0 ? ordered_json(limit_bytes) : ordered_json(nullptr)}}));
}

void Events::unloaded() { writer_.write(to_line({{"ev", "unloaded"}})); }

void Events::pong(const std::string & id) {
    ordered_json event = {{"ev", "pong"}};
    if (!id.empty()) event["id"] = id;
    writer_.write(to_line(event));
}

void Events::bye() { writer_.write(to_line({{"ev", "bye"}}), /* last */ true); }

void Events::error(ErrorCode code, const std::string & message, const std::string & id) {
    ordered_json event = {{"ev", "error"}, {"code", wire_name(code)}, {"message", message}};
    if (!id.empty()) event["id"] = id;
    writer_.write(to_line(event));
}

std::string probe_line() {
    return to_line({{"variant", variant_name()}, {"cpuFeatures", cpu_features()}, {"supported", supported_variants()}});
}

} // namespace earshot
