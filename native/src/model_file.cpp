#include "model_file.h"

#include "errors.h"
#include "ggml.h"
#include "platform.h"
#include "sha256.h"

#include <string>
#include <vector>

namespace earshot {
namespace {

[[noreturn]] void reject(const std::string & message) { throw RunnerError(ErrorCode::model_format, message); }

class Cursor {
  public:
    Cursor(std::FILE * file, uint64_t size) : file_(file), size_(size) {}

    int32_t int32() {
        unsigned char b[4];
        take(b, 4);
        return static_cast<int32_t>(uint32_t(b[0]) | uint32_t(b[1]) << 8 | uint32_t(b[2]) << 16 | uint32_t(b[3]) << 24);
    }

    int32_t int32_within(int32_t min, int32_t max, const char * what) {
        const int32_t value = int32();
        if (value < min || value > max) reject(std::string("absurd ") + what + ": " + std::to_string(value));
        return value;
    }

    std::string text(size_t count) {
        std::string bytes(count, '\0');
        take(&bytes[0], count);
        return bytes;
    }

    void skip(uint64_t count) {
        if (count > size_ - at_) reject("the file is cut short");
        at_ += count;
        if (!seek_file(file_, at_)) reject("the file cannot be read");
    }

    uint64_t left() const { return size_ - at_; }

  private:
    void take(void * bytes, size_t count) {
        if (count > size_ - at_ || std::fread(bytes, 1, count, file_) != count) reject("the file is cut short");
        at_ += count;
    }

    std::FILE *    file_;
    const uint64_t size_;
    uint64_t       at_ = 0;
};

constexpr int32_t MAGIC = 0x67676d6c; // "ggml"

void check_magic(Cursor & in) {
    if (in.left() < 4 || in.int32() != MAGIC) reject("not a ggml model file");
}

bool is_weight_type(int32_t type) {
    return type >= 0 && type < GGML_TYPE_COUNT && ggml_blck_size(static_cast<ggml_type>(type)) > 0 &&
           ggml_type_size(static_cast<ggml_type>(type)) > 0;
}

// Walks the tensors to the end of the file without reading their weights.
int count_tensors(Cursor & in) {
    int count = 0;
    while (in.left() > 0) {
        const int32_t dimensions = in.int32_within(0, 4, "number of dimensions");
        const int32_t name_bytes = in.int32_within(1, 128, "tensor name length");
        const int32_t type       = in.int32();
        if (!is_weight_type(type)) reject("unknown weight type " + std::to_string(type));
        uint64_t elements = 1;
        for (int32_t i = 0; i < dimensions; i++) {
            elements *= static_cast<uint64_t>(in.int32_within(1, 1 << 20, "tensor size"));
            if (elements > INT32_MAX) reject("absurd tensor size");
        }
        in.text(static_cast<size_t>(name_bytes));
        const auto weight_type = static_cast<ggml_type>(type);
        in.skip(elements / static_cast<uint64_t>(ggml_blck_size(weight_type)) * ggml_type_size(weight_type));
        count++;
    }
    return count;
}

// The weight formats that whisper.cpp's quantiser writes. ggml_ftype_to_ggml_type() ends the process on a value it does not know.
bool is_known_file_type(int32_t type) {
    switch (type) {
        case GGML_FTYPE_ALL_F32:
        case GGML_FTYPE_MOSTLY_F16:
        case GGML_FTYPE_MOSTLY_BF16:
        case GGML_FTYPE_MOSTLY_Q4_0:
        case GGML_FTYPE_MOSTLY_Q4_1:
        case GGML_FTYPE_MOSTLY_Q5_0:
        case GGML_FTYPE_MOSTLY_Q5_1:
        case GGML_FTYPE_MOSTLY_Q8_0:
        case GGML_FTYPE_MOSTLY_Q2_K:
        case GGML_FTYPE_MOSTLY_Q3_K:
        case GGML_FTYPE_MOSTLY_Q4_K:
        case GGML_FTYPE_MOSTLY_Q5_K:
        case GGML_FTYPE_MOSTLY_Q6_K:
            return true;
        default:
            return false;
    }
}

void check_whisper(Cursor & in) {
    check_magic(in);
    const int32_t vocabulary   = in.int32_within(51864, 51866, "vocabulary size"); // English, 99 and 100 languages
    in.int32_within(1500, 1500, "audio context");
    const int32_t audio_state  = in.int32_within(64, 4096, "encoder width");
    const int32_t audio_heads  = in.int32_within(1, 64, "number of encoder heads");
    const int32_t audio_layers = in.int32_within(1, 64, "number of encoder layers");
    in.int32_within(448, 448, "text context");
    const int32_t text_state   = in.int32_within(64, 4096, "decoder width");
    const int32_t text_heads   = in.int32_within(1, 64, "number of decoder heads");
    const int32_t text_layers  = in.int32_within(1, 64, "number of decoder layers");
    const int32_t mel_bands    = in.int32_within(80, 128, "number of mel bands");
    const int32_t file_type    = in.int32();
    if (audio_state != text_state || audio_state % audio_heads != 0 || text_state % text_heads != 0) reject("inconsistent header");
    if (file_type < 0 || !is_known_file_type(file_type % 1000)) reject("unknown file type " + std::to_string(file_type));

    // The loader allocates from the header alone. A layer has at least 12 x width^2 weights, of at least 2.5 bits each.
    const uint64_t width = static_cast<uint64_t>(audio_state);
    if (width * width * 12 * static_cast<uint64_t>(audio_layers + text_layers) / 4 > in.left()) reject("the file is too short for its header");

    const int32_t filter_bands = in.int32_within(mel_bands, mel_bands, "number of mel filters");
    const int32_t filter_bins  = in.int32_within(201, 201, "mel filter width");
    in.skip(static_cast<uint64_t>(filter_bands) * static_cast<uint64_t>(filter_bins) * 4);

    const int32_t words = in.int32_within(1, vocabulary, "number of words");
    for (int32_t i = 0; i < words; i++) in.text(static_cast<size_t>(in.int32_within(0, 1024, "word length")));

    // With no tensor at all whisper.cpp takes the file for one of its own test models and "transcribes" with zeros.
    const int tensors = count_tensors(in);
    if (tensors < 15 * audio_layers + 24 * text_layers) reject("the file holds only " + std::to_string(tensors) + " tensors");
}

void check_voice_activity(Cursor & in) {
    check_magic(in);
    const int32_t name_bytes = in.int32_within(1, 64, "model name length");
    if (in.text(static_cast<size_t>(name_bytes)).rfind("silero", 0) != 0) reject("not a Silero voice activity model");
    for (int i = 0; i < 3; i++) in.int32_within(0, 1000, "version");
    // whisper.cpp's graph is written for these very shapes (Silero 5 and 6 at 16 kHz).
    const int32_t shape[] = {512, 64, 4, 129, 128, 3, 128, 64, 3, 64, 64, 3, 64, 128, 3, 128, 128, 128, 1};
    for (const int32_t expected : shape) in.int32_within(expected, expected, "model shape");
    if (count_tensors(in) < 15) reject("tensors are missing");
}

void check_hash(std::FILE * file, const std::string & expected) {
    Sha256                     hash;
    std::vector<unsigned char> bytes(1 << 20);
    while (const size_t count = std::fread(bytes.data(), 1, bytes.size(), file)) hash.update(bytes.data(), count);
    if (hash.hex_digest() != expected) throw RunnerError(ErrorCode::model_hash, "the model file is damaged: its SHA-256 differs");
}

} // namespace

VerifiedModelFile::VerifiedModelFile(const ModelFile & expected, ModelKind kind) {
    uint64_t size = 0;
    file_.reset(open_regular_file(expected.path, size));
    if (!file_) throw RunnerError(ErrorCode::model_not_found, "the model file cannot be opened");
    if (expected.size_bytes && *expected.size_bytes != size) {
        throw RunnerError(ErrorCode::model_size, "the model file has " + std::to_string(size) + " bytes instead of " +
                                                     std::to_string(*expected.size_bytes));
    }
    if (!expected.sha256.empty()) check_hash(file_.get(), expected.sha256);

    seek_file(file_.get(), 0);
    Cursor cursor(file_.get(), size);
    if (kind == ModelKind::whisper) {
        check_whisper(cursor);
    } else {
        check_voice_activity(cursor);
    }
    seek_file(file_.get(), 0);
}

} // namespace earshot
