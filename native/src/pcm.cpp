#include "pcm.h"

#include "errors.h"
#include "platform.h"

#include <algorithm>

namespace earshot {

PcmReader::PcmReader(const PcmRange & range) : remaining_(range.sample_count) {
    uint64_t size_bytes = 0;
    file_.reset(open_regular_file(range.path, size_bytes));
    if (!file_) throw RunnerError(ErrorCode::pcm_not_found, "the PCM file cannot be opened");
    if (range.sample_count == 0) throw RunnerError(ErrorCode::pcm_empty, "the range has no samples");
    if (range.first_sample + range.sample_count > size_bytes / 2) {
        throw RunnerError(ErrorCode::pcm_range, "the range goes beyond the end of the PCM file");
    }
    if (!seek_file(file_.get(), range.first_sample * 2)) throw RunnerError(ErrorCode::pcm_range, "cannot seek in the PCM file");
}

std::vector<float> PcmReader::read(size_t max_samples) {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(max_samples, remaining_));
    bytes_.resize(count * 2);
    if (std::fread(bytes_.data(), 1, bytes_.size(), file_.get()) != bytes_.size()) {
        throw RunnerError(ErrorCode::pcm_range, "the PCM file became shorter");
    }
    remaining_ -= count;

    std::vector<float> samples(count);
    for (size_t i = 0; i < count; i++) {
        const auto value = static_cast<int16_t>(static_cast<uint16_t>(bytes_[2 * i] | (bytes_[2 * i + 1] << 8)));
        samples[i]       = static_cast<float>(value) / 32768.0f;
    }
    return samples;
}

} // namespace earshot
