#include "voice_activity.h"

#include "pcm.h"

#include <algorithm>
#include <cmath>

namespace earshot {
namespace {

int level_db(const float * samples, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += static_cast<double>(samples[i]) * samples[i];
    const double db = 10 * std::log10(sum / static_cast<double>(count) + 1e-12);
    return static_cast<int>(std::lround(std::max(db, -100.0)));
}

} // namespace

VoiceActivity measure_voice_activity(VoiceActivityModel & model, const PcmRange & range) {
    // In slices, so that memory does not grow with the recording: 2048 windows are 65 s.
    constexpr size_t slice_samples = size_t(2048) * VAD_WINDOW_SAMPLES;

    PcmReader     reader(range);
    VoiceActivity result;
    model.reset();
    while (reader.remaining() > 0) {
        const std::vector<float> samples = reader.read(slice_samples);
        const std::vector<float> part    = model.probabilities(samples);
        result.probabilities.insert(result.probabilities.end(), part.begin(), part.end());
        for (size_t at = 0; at < samples.size(); at += VAD_WINDOW_SAMPLES) {
            result.levels_db.push_back(level_db(samples.data() + at, std::min<size_t>(VAD_WINDOW_SAMPLES, samples.size() - at)));
        }
    }
    return result;
}

} // namespace earshot
