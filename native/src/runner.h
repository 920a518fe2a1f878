// The process's main object: reads commands, owns the loaded model and the threads that work with it.
#pragma once

#include "commands.h"
#include "engine.h"
#include "events.h"
#include "memory_watchdog.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace earshot {

using JobCommand = std::variant<VadCommand, DetectLanguageCommand, TranscribeCommand>;

struct Job {
    std::string                           id;
    JobCommand                            command;
    std::chrono::steady_clock::time_point queued_at = std::chrono::steady_clock::now();
    bool                                  cancelled = false; // guarded by Runner::mutex_
    Watch *                               watch     = nullptr; // of the worker that runs it; guarded by Runner::mutex_
};

class Runner {
  public:
    Runner();
    ~Runner();

    // Until `quit` or the end of stdin. Returns the exit code.
    int run();

  private:
    // A thread with what it computes on. Exactly one of state and vad is set.
    struct Worker {
        std::unique_ptr<EngineState>        state;
        std::unique_ptr<VoiceActivityModel> vad;
        std::shared_ptr<Job>                job; // running; guarded by mutex_
        std::thread                         thread;

        Watch & watch() { return state ? state->watch() : vad->watch(); }
    };

    // Everything that comes and goes with a model. Declared in the order that destruction needs: workers before the model.
    struct Loaded {
        std::unique_ptr<Model>               model;
        std::vector<std::unique_ptr<Worker>> states;
        std::unique_ptr<Worker>              vad;
        std::thread                          heartbeat;
    };

    enum class Phase { empty, loading, loaded };

    bool        handle(const std::string & line); // false: quit
    std::string id_for_error(const std::string & id);

    void start_load(const LoadCommand & command);
    void load(const LoadCommand & command); // on the loader's thread
    void submit(const std::string & id, JobCommand command);
    void cancel(const std::string & id);
    void unload();

    void stop_workers(); // cancels what runs; every job gets its last event
    void work(Worker & worker, std::deque<std::shared_ptr<Job>> & queue, int index);
    void execute(Worker & worker, Job & job, int index);
    void beat(int period_ms);

    Events         events_;
    MemoryWatchdog watchdog_{events_};

    std::mutex                                  mutex_; // guards all below
    std::condition_variable                     work_ready_;
    std::condition_variable                     stopping_changed_;
    bool                                        stopping_ = false;
    Phase                                       phase_    = Phase::empty;
    std::unique_ptr<Loaded>                     loaded_;
    std::deque<std::shared_ptr<Job>>            state_queue_;
    std::deque<std::shared_ptr<Job>>            vad_queue_;
    std::map<std::string, std::shared_ptr<Job>> jobs_; // queued or running
    std::thread                                 loader_;
};

} // namespace earshot
