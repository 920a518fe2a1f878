#pragma once

#include "commands.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

namespace earshot {

constexpr int SAMPLE_RATE_HZ = 16000;

// Reads a range of a raw s16le file. Throws RunnerError: pcm-not-found, pcm-range, pcm-empty.
class PcmReader {
  public:
    explicit PcmReader(const PcmRange & range);

    // The next samples of the range, in [-1, 1); fewer than asked for only at its end.
    std::vector<float> read(size_t max_samples);

    uint64_t remaining() const { return remaining_; }

  private:
    struct Close {
        void operator()(std::FILE * file) const { std::fclose(file); }
    };

    std::unique_ptr<std::FILE, Close> file_;
    uint64_t                          remaining_;
    std::vector<unsigned char>        bytes_;
};

} // namespace earshot
