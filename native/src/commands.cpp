#include "commands.h"

#include "errors.h"
#include "json.hpp"
#include "utf8.h"

#include <cmath>

namespace earshot {
namespace {

using nlohmann::json;

constexpr size_t MAX_ID_BYTES = 200;

// Only the last 223 prompt tokens count, which is well below this. whisper.cpp splits the prompt with std::regex, whose libstdc++
// matcher recurses once per character: an unbounded prompt would overflow the thread's stack.
constexpr size_t MAX_PROMPT_BYTES = 4096;

[[noreturn]] void reject(const std::string & message) { throw RunnerError(ErrorCode::bad_argument, message); }

const json * find(const json & object, const char * name) {
    const auto it = object.find(name);
    return it == object.end() || it->is_null() ? nullptr : &*it;
}

const json & need(const json & object, const char * name) {
    const json * value = find(object, name);
    if (!value) reject(std::string("'") + name + "' is missing");
    return *value;
}

std::string to_text(const json & value, const char * name) {
    if (!value.is_string()) reject(std::string("'") + name + "' must be a string");
    std::string text = value.get<std::string>();
    if (text.find('\0') != std::string::npos) reject(std::string("'") + name + "' must not contain a NUL character");
    return text;
}

uint64_t to_integer(const json & value, const char * name, uint64_t min, uint64_t max) {
    if (!value.is_number_unsigned()) reject(std::string("'") + name + "' must be a whole number");
    const uint64_t number = value.get<uint64_t>();
    if (number < min || number > max) {
        reject(std::string("'") + name + "' must be from " + std::to_string(min) + " to " + std::to_string(max));
    }
    return number;
}

double to_number(const json & value, const char * name, double min, double max) {
    if (!value.is_number()) reject(std::string("'") + name + "' must be a number");
    const double number = value.get<double>();
    if (!(number >= min && number <= max)) reject(std::string("'") + name + "' is out of range");
    return number;
}

// Logits are divided by it: close to 0 they overflow, and whisper.cpp takes some of these values for 0 and some not.
float to_temperature(const json & value) {
    const double temperature = to_number(value, "temperatures", 0.0, 2.0);
    if (temperature > 0 && temperature < 0.01) reject("'temperatures' must be 0 or from 0.01 to 2");
    return static_cast<float>(temperature);
}

bool to_flag(const json & value, const char * name) {
    if (!value.is_boolean()) reject(std::string("'") + name + "' must be true or false");
    return value.get<bool>();
}

std::string to_path(const json & value, const char * name) {
    std::string path = to_text(value, name);
    if (path.empty()) reject(std::string("'") + name + "' is empty");
    return path;
}

ModelFile to_model_file(const json & value, const char * name) {
    if (!value.is_object()) reject(std::string("'") + name + "' must be an object");
    ModelFile file;
    file.path = to_path(need(value, "path"), "path");
    if (const json * size = find(value, "sizeBytes")) file.size_bytes = to_integer(*size, "sizeBytes", 0, UINT64_MAX);
    if (const json * hash = find(value, "sha256")) {
        file.sha256 = to_text(*hash, "sha256");
        if (file.sha256.size() != 64 || file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
            reject("'sha256' must be 64 lower-case hexadecimal digits");
        }
    }
    return file;
}

Device to_device(const json & value) {
    const std::string device = to_text(value, "device");
    if (device == "auto") return Device::automatic;
    if (device == "cpu") return Device::cpu;
    if (device == "gpu") return Device::gpu;
    reject("'device' must be auto, cpu or gpu");
}

LoadCommand to_load(const json & object) {
    LoadCommand load;
    load.model = to_model_file(need(object, "model"), "model");
    if (const json * vad = find(object, "vadModel")) load.vad_model = to_model_file(*vad, "vadModel");
    load.states  = static_cast<int>(to_integer(need(object, "states"), "states", 1, 16));
    load.threads = static_cast<int>(to_integer(need(object, "threads"), "threads", 1, 64));
    if (const json * device = find(object, "device")) load.device = to_device(*device);
    if (const json * limit = find(object, "memoryLimitBytes")) {
        load.memory_limit = to_integer(*limit, "memoryLimitBytes", 1, UINT64_MAX);
    }
    if (const json * heartbeat = find(object, "heartbeatMs")) {
        load.heartbeat_ms = static_cast<int>(to_integer(*heartbeat, "heartbeatMs", 10, 3600000));
    }
    return load;
}

PcmRange to_pcm(const json & object) {
    PcmRange pcm;
    pcm.path         = to_path(need(object, "pcm"), "pcm");
    pcm.first_sample = to_integer(need(object, "firstSample"), "firstSample", 0, uint64_t(1) << 40);
    pcm.sample_count = to_integer(need(object, "sampleCount"), "sampleCount", 0, uint64_t(1) << 40);
    return pcm;
}

DecodeOptions to_options(const json & value) {
    if (!value.is_object()) reject("'options' must be an object");
    DecodeOptions options;
    options.language = to_text(need(value, "language"), "language");
    if (const json * v = find(value, "translate")) options.translate = to_flag(*v, "translate");
    if (const json * v = find(value, "prompt")) {
        options.prompt = to_text(*v, "prompt");
        if (options.prompt.size() > MAX_PROMPT_BYTES) reject("'prompt' is longer than 4096 bytes");
    }
    if (const json * v = find(value, "beamSize")) options.beam_size = static_cast<int>(to_integer(*v, "beamSize", 1, 8));
    if (const json * v = find(value, "bestOf")) options.best_of = static_cast<int>(to_integer(*v, "bestOf", 1, 8));
    if (const json * v = find(value, "temperatures")) {
        if (!v->is_array() || v->empty() || v->size() > 16) reject("'temperatures' must be a list of 1 to 16 numbers");
        options.temperatures.clear();
        for (const json & t : *v) options.temperatures.push_back(to_temperature(t));
    }
    if (const json * v = find(value, "entropyThreshold")) options.entropy_threshold = to_number(*v, "entropyThreshold", -10, 10);
    if (const json * v = find(value, "logProbThreshold")) options.log_prob_threshold = to_number(*v, "logProbThreshold", -100, 0);
    if (const json * v = find(value, "noSpeechThreshold")) options.no_speech_threshold = to_number(*v, "noSpeechThreshold", 0, 2);
    if (const json * v = find(value, "tokenTimes")) options.token_times = to_flag(*v, "tokenTimes");
    if (const json * v = find(value, "suppressNonSpeech")) options.suppress_non_speech = to_flag(*v, "suppressNonSpeech");
    if (const json * v = find(value, "maxTokens")) options.max_tokens = static_cast<int>(to_integer(*v, "maxTokens", 0, 448));
    return options;
}

std::string to_id(const json & value) {
    std::string id = to_text(value, "id");
    if (id.empty() || id.size() > MAX_ID_BYTES) reject("'id' must have 1 to 200 bytes");
    return id;
}

} // namespace

Command parse_command(const std::string & line, std::string & id) {
    if (!is_valid_utf8(line)) throw RunnerError(ErrorCode::invalid_utf8, "the line is not valid UTF-8");
    const json object = json::parse(line, nullptr, /* allow_exceptions */ false);
    if (object.is_discarded() || !object.is_object()) throw RunnerError(ErrorCode::bad_json, "the line is not a JSON object");

    const json * name = find(object, "cmd");
    if (!name || !name->is_string()) throw RunnerError(ErrorCode::unknown_command, "'cmd' is missing");
    const std::string command = name->get<std::string>();

    if (command == "load") return to_load(object);
    if (command == "unload") return UnloadCommand{};
    if (command == "memory") return MemoryCommand{};
    if (command == "quit") return QuitCommand{};
    if (command == "ping") {
        if (const json * value = find(object, "id")) id = to_id(*value);
        return PingCommand{id};
    }

    const bool needs_id = command == "vad" || command == "detectLanguage" || command == "transcribe" || command == "cancel";
    if (!needs_id) throw RunnerError(ErrorCode::unknown_command, "unknown command");
    id = to_id(need(object, "id"));
    if (command == "cancel") return CancelCommand{id};
    if (command == "vad") return VadCommand{id, to_pcm(object)};
    if (command == "detectLanguage") return DetectLanguageCommand{id, to_pcm(object)};
    return TranscribeCommand{id, to_pcm(object), to_options(need(object, "options"))};
}

} // namespace earshot
