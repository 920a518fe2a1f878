#pragma once

#include "commands.h"
#include "engine.h"

#include <vector>

namespace earshot {

constexpr int VAD_WINDOW_SAMPLES = 512; // entry i of both lists covers the samples [512 i, 512 (i + 1))

struct VoiceActivity {
    std::vector<float> probabilities;
    std::vector<int>   levels_db; // root mean square against full scale, not below -100
};

// Throws Cancelled, RunnerError.
VoiceActivity measure_voice_activity(VoiceActivityModel & model, const PcmRange & range);

} // namespace earshot
