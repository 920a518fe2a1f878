#include "runner.h"

#include "platform.h"

#include <algorithm>
#include <new>
#include <system_error>

namespace earshot {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t MAX_LINE_BYTES = 1 << 20;

double ms_between(Clock::time_point start, Clock::time_point end) { return std::chrono::duration<double, std::milli>(end - start).count(); }
double ms_since(Clock::time_point start) { return ms_between(start, Clock::now()); }

} // namespace

Runner::Runner() { events_.hello(); }

Runner::~Runner() {
    stop_workers();
    if (loader_.joinable()) loader_.join();
}

int Runner::run() {
    LineReader  reader(MAX_LINE_BYTES);
    std::string line;
    while (true) {
        const LineReader::Status status = reader.next(line);
        if (status == LineReader::Status::end) exit_now(EXIT_OK); // the parent is gone: nobody wants what still runs
        if (status == LineReader::Status::too_long) {
            events_.error(ErrorCode::line_too_long, "a line is longer than 1 MiB", "");
        } else if (!line.empty() && !handle(line)) {
            break;
        }
    }
    stop_workers();
    events_.bye();
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (phase_ == Phase::loading) exit_now(EXIT_OK); // reading a large model cannot be interrupted
    }
    return EXIT_OK;
}

bool Runner::handle(const std::string & line) {
    std::string id;
    try {
        const Command command = parse_command(line, id);
        if (std::holds_alternative<QuitCommand>(command)) return false;
        if (std::holds_alternative<UnloadCommand>(command)) unload();
        if (std::holds_alternative<MemoryCommand>(command)) events_.memory(watchdog_.limit());
        if (std::holds_alternative<PingCommand>(command)) events_.pong(id);
        if (std::holds_alternative<CancelCommand>(command)) cancel(id);
        if (const auto * load = std::get_if<LoadCommand>(&command)) start_load(*load);
        if (const auto * vad = std::get_if<VadCommand>(&command)) submit(id, *vad);
        if (const auto * detect = std::get_if<DetectLanguageCommand>(&command)) submit(id, *detect);
        if (const auto * transcribe = std::get_if<TranscribeCommand>(&command)) submit(id, *transcribe);
    } catch (const RunnerError & error) {
        // These two are about a job that lives or has ended: by now the parent may use the id for another one.
        const bool about_other = error.code == ErrorCode::duplicate_id || error.code == ErrorCode::unknown_id;
        events_.error(error.code, error.what(), about_other ? "" : id_for_error(id));
    } catch (const std::bad_alloc &) {
        end_for_memory(events_, "out of memory");
    } catch (const std::exception & error) {
        events_.error(ErrorCode::internal, error.what(), id_for_error(id));
    }
    return true;
}

// With the id of a job that is queued or running, the error of another command would read as that job's end.
std::string Runner::id_for_error(const std::string & id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return jobs_.count(id) > 0 ? "" : id;
}

// --- load and unload: on a thread of its own, so that pings are answered and stdin's end is noticed meanwhile --------------------

void Runner::start_load(const LoadCommand & command) {
    Phase before;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (phase_ == Phase::loading) throw RunnerError(ErrorCode::busy, "a model is being loaded");
        if (!jobs_.empty()) throw RunnerError(ErrorCode::busy, "jobs are running");
        before = phase_;
        phase_ = Phase::loading;
    }
    if (loader_.joinable()) loader_.join();
    const auto run = [this, command] {
        // The parent may load again as soon as it reads the error.
        const auto fail = [this](ErrorCode code, const std::string & message) {
            stop_workers(); // those that started before a thread could not be made
            watchdog_.set_limit(0);
            {
                const std::lock_guard<std::mutex> lock(mutex_);
                phase_ = Phase::empty;
            }
            events_.error(code, message, "");
        };
        try {
            load(command);
        } catch (const RunnerError & error) {
            fail(error.code, error.what());
        } catch (const std::bad_alloc &) {
            end_for_memory(events_, "out of memory while loading the model");
        } catch (const std::exception & error) {
            fail(ErrorCode::model_load, error.what());
        }
    };
    try {
        loader_ = std::thread(run);
    } catch (const std::system_error &) {
        const std::lock_guard<std::mutex> lock(mutex_);
        phase_ = before;
        throw;
    }
}

void Runner::load(const LoadCommand & command) {
    const auto start = Clock::now();
    stop_workers();
    watchdog_.set_limit(command.memory_limit);

    auto next   = std::make_unique<Loaded>();
    next->model = std::make_unique<Model>(command.model, command.device);
    for (int i = 0; i < command.states; i++) {
        auto worker   = std::make_unique<Worker>();
        worker->state = std::make_unique<EngineState>(*next->model, command.threads);
        next->states.push_back(std::move(worker));
    }
    const std::string backend = next->states.front()->state->backend();
    if (command.device == Device::gpu && backend == "CPU") {
        throw RunnerError(ErrorCode::device_unavailable, "the GPU back end could not be started");
    }
    if (command.vad_model) {
        next->vad      = std::make_unique<Worker>();
        next->vad->vad = std::make_unique<VoiceActivityModel>(*command.vad_model);
    }

    const ReadyReport report{ms_since(start), backend, list_devices(), command.states, command.threads, next->model->info()};
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        loaded_ = std::move(next);
        for (size_t i = 0; i < loaded_->states.size(); i++) {
            Worker & worker = *loaded_->states[i];
            worker.thread   = std::thread([this, &worker, i] { work(worker, state_queue_, static_cast<int>(i)); });
        }
        if (loaded_->vad) {
            Worker & worker = *loaded_->vad;
            worker.thread   = std::thread([this, &worker] { work(worker, vad_queue_, -1); });
        }
        loaded_->heartbeat = std::thread([this, period = command.heartbeat_ms] { beat(period); });
        phase_             = Phase::loaded;
        // Under the lock: no heartbeat and no job of the new model may be announced before it.
        events_.ready(report);
    }
}

void Runner::unload() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (phase_ == Phase::loading) throw RunnerError(ErrorCode::busy, "a model is being loaded");
        if (phase_ == Phase::empty) throw RunnerError(ErrorCode::not_loaded, "no model is loaded");
        if (!jobs_.empty()) throw RunnerError(ErrorCode::busy, "jobs are running");
        phase_ = Phase::empty;
    }
    stop_workers();
    watchdog_.set_limit(0);
    events_.unloaded();
}

void Runner::stop_workers() {
    std::unique_ptr<Loaded>           old;
    std::vector<std::shared_ptr<Job>> dropped;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (!loaded_) return;
        old       = std::move(loaded_);
        stopping_ = true;
        for (auto * queue : {&state_queue_, &vad_queue_}) {
            dropped.insert(dropped.end(), queue->begin(), queue->end());
            queue->clear();
        }
        for (const auto & job : dropped) jobs_.erase(job->id);
        for (const auto & entry : jobs_) {
            entry.second->cancelled = true;
            if (entry.second->watch) entry.second->watch->cancel = true;
        }
    }
    work_ready_.notify_all();
    stopping_changed_.notify_all();
    for (const auto & job : dropped) {
        DoneReport report;
        report.cancelled = true;
        report.queue_ms  = ms_since(job->queued_at);
        events_.done(job->id, report);
    }
    // A load that failed half-way has not started all of them.
    const auto join = [](std::thread & thread) {
        if (thread.joinable()) thread.join();
    };
    for (const auto & worker : old->states) join(worker->thread);
    if (old->vad) join(old->vad->thread);
    join(old->heartbeat);
    old.reset();
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = false;
}

// --- jobs ------------------------------------------------------------------------------------------------------------------------

void Runner::submit(const std::string & id, JobCommand command) {
    const bool for_vad = std::holds_alternative<VadCommand>(command);
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (jobs_.count(id) > 0) throw RunnerError(ErrorCode::duplicate_id, "a job with this id is queued or running");
        if (phase_ != Phase::loaded) throw RunnerError(ErrorCode::not_loaded, "no model is loaded");
        if (for_vad && !loaded_->vad) throw RunnerError(ErrorCode::not_loaded, "no voice activity model is loaded");
        if (const auto * transcribe = std::get_if<TranscribeCommand>(&command)) {
            const std::string & language = transcribe->options.language;
            if (language != "auto" && !loaded_->model->knows(language)) {
                throw RunnerError(ErrorCode::bad_argument, "the model does not know this 'language'");
            }
        }
        auto job     = std::make_shared<Job>();
        job->id      = id;
        job->command = std::move(command);
        jobs_[id]    = job;
        (for_vad ? vad_queue_ : state_queue_).push_back(job);
    }
    work_ready_.notify_all();
}

void Runner::cancel(const std::string & id) {
    std::shared_ptr<Job> queued;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto                        found = jobs_.find(id);
        if (found == jobs_.end()) throw RunnerError(ErrorCode::unknown_id, "no job with the id '" + id + "' is queued or running");
        found->second->cancelled = true;
        if (found->second->watch) {
            found->second->watch->cancel = true;
            return; // its worker says how it ended
        }
        queued = found->second;
        jobs_.erase(found);
        for (auto * queue : {&state_queue_, &vad_queue_}) queue->erase(std::remove(queue->begin(), queue->end(), queued), queue->end());
    }
    DoneReport report;
    report.cancelled = true;
    report.queue_ms  = ms_since(queued->queued_at);
    events_.done(id, report);
}

void Runner::work(Worker & worker, std::deque<std::shared_ptr<Job>> & queue, int index) {
    try {
        std::unique_lock<std::mutex> lock(mutex_);
        while (true) {
            work_ready_.wait(lock, [&] { return stopping_ || !queue.empty(); });
            if (stopping_) return;
            const std::shared_ptr<Job> job = queue.front();
            queue.pop_front();
            worker.watch().cancel = false;
            job->watch            = &worker.watch();
            worker.job            = job;
            lock.unlock();
            execute(worker, *job, index);
            lock.lock();
        }
    } catch (const std::bad_alloc &) {
        end_for_memory(events_, "out of memory");
    }
}

void Runner::execute(Worker & worker, Job & job, int index) {
    const auto   start     = Clock::now();
    const double cpu_start = thread_cpu_ms();
    DoneReport   report;
    report.queue_ms = ms_between(job.queued_at, start);

    // The id is free again before the last event goes out: the parent may use it at once.
    const auto release = [&] {
        const std::lock_guard<std::mutex> lock(mutex_);
        jobs_.erase(job.id);
        worker.job.reset();
        job.watch = nullptr;
    };
    const auto finish = [&](bool cancelled) {
        release();
        report.cancelled = cancelled;
        report.wall_ms   = ms_since(start);
        report.cpu_ms    = thread_cpu_ms() - cpu_start;
        if (worker.state) report.engine = worker.state->timings();
        events_.done(job.id, report);
    };

    try {
        if (const auto * command = std::get_if<VadCommand>(&job.command)) {
            const VoiceActivity activity = measure_voice_activity(*worker.vad, command->pcm);
            release();
            events_.vad(job.id, activity, ms_since(start));
        } else if (const auto * detect = std::get_if<DetectLanguageCommand>(&job.command)) {
            worker.state->set_audio(read_chunk(detect->pcm));
            const DetectedLanguage detected = worker.state->detect_language();
            release();
            events_.language(job.id, detected, ms_since(start));
        } else {
            events_.started(job.id, index);
            transcribe(*worker.state, std::get<TranscribeCommand>(job.command), report.text,
                       [&](int number, const Segment & segment, const WindowAttempt & kept) {
                           events_.segment(job.id, number, segment, kept);
                       });
            finish(false);
        }
    } catch (const Cancelled &) {
        finish(true);
    } catch (const RunnerError & error) {
        release();
        events_.error(error.code, error.what(), job.id);
    } catch (const std::bad_alloc &) {
        throw;
    } catch (const std::exception & error) {
        release();
        events_.error(ErrorCode::engine_failed, error.what(), job.id);
    }
}

void Runner::beat(int period_ms) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!stopping_changed_.wait_for(lock, std::chrono::milliseconds(period_ms), [this] { return stopping_; })) {
        HeartbeatReport report;
        for (const auto & worker : loaded_->states) {
            report.nodes.push_back(worker->watch().nodes.load(std::memory_order_relaxed));
            report.running.push_back(worker->job ? worker->job->id : "");
        }
        if (loaded_->vad) report.vad_nodes = loaded_->vad->watch().nodes.load(std::memory_order_relaxed);
        lock.unlock(); // writing can block while the parent does not read
        events_.heartbeat(report);
        lock.lock();
    }
}

} // namespace earshot
