// What the runner says: one function for each event of the protocol. All of them may be called from any thread.
#pragma once

#include "engine.h"
#include "errors.h"
#include "json_lines.h"
#include "transcribe.h"
#include "voice_activity.h"

#include <cstdint>
#include <string>
#include <vector>

namespace earshot {

struct ReadyReport {
    double                  load_ms;
    std::string             backend;
    std::vector<DeviceInfo> devices;
    int                     states;
    int                     threads;
    ModelInfo               model;
};

struct DoneReport {
    bool             cancelled = false;
    TranscribeReport text;
    EngineTimings    engine;
    double           queue_ms = 0;
    double           wall_ms  = 0;
    double           cpu_ms   = 0;
};

struct HeartbeatReport {
    std::vector<uint64_t>    nodes;
    uint64_t                 vad_nodes = 0;
    std::vector<std::string> running; // empty: idle
};

class Events {
  public:
    void hello();
    void ready(const ReadyReport & report);
    void vad(const std::string & id, const VoiceActivity & activity, double wall_ms);
    void language(const std::string & id, const DetectedLanguage & detected, double wall_ms);
    void started(const std::string & id, int state);
    void segment(const std::string & id, int index, const Segment & segment, const WindowAttempt & kept);
    void done(const std::string & id, const DoneReport & report);
    void heartbeat(const HeartbeatReport & report);
    void memory(uint64_t limit_bytes);
    void unloaded();
    void pong(const std::string & id);
    void bye(); // what other threads say after it is dropped
    void error(ErrorCode code, const std::string & message, const std::string & id);

  private:
    LineWriter writer_;
};

std::string probe_line(); // the answer to --probe

} // namespace earshot
