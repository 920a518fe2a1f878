#include "memory_watchdog.h"

#include "platform.h"

#include <chrono>
#include <future>
#include <memory>

namespace earshot {

MemoryWatchdog::MemoryWatchdog(Events & events) : events_(events), thread_([this] { run(); }) {}

MemoryWatchdog::~MemoryWatchdog() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void MemoryWatchdog::run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!wake_.wait_for(lock, std::chrono::milliseconds(250), [this] { return stop_; })) {
        const uint64_t limit    = limit_;
        const uint64_t resident = limit > 0 ? resident_bytes() : 0;
        if (resident > limit) {
            end_for_memory(events_, "the runner uses " + std::to_string(resident >> 20) + " MiB, above its limit of " +
                                        std::to_string(limit >> 20) + " MiB");
        }
    }
}

void end_for_memory(Events & events, const std::string & message) {
    try {
        const auto        said = std::make_shared<std::promise<void>>(); // the thread may outlive this call for a moment
        std::future<void> done = said->get_future();
        std::thread([&events, message, said] {
            try {
                events.error(ErrorCode::memory_limit, message, "");
                said->set_value();
            } catch (const std::exception &) {
                exit_now(EXIT_MEMORY_LIMIT); // no memory is left even for the message
            }
        }).detach();
        done.wait_for(std::chrono::milliseconds(200));
    } catch (const std::exception &) {
        exit_now(EXIT_MEMORY_LIMIT); // nor for the thread
    }
    exit_now(EXIT_MEMORY_LIMIT);
}

} // namespace earshot
