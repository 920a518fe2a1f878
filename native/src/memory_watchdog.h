#pragma once

#include "events.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace earshot {

// Looks at the process's own memory four times a second and ends the process above the limit. A hard limit (RLIMIT_AS) would kill
// it inside some allocation instead, and says nothing useful once a GPU driver has mapped its address space.
class MemoryWatchdog {
  public:
    explicit MemoryWatchdog(Events & events);
    ~MemoryWatchdog();

    void     set_limit(uint64_t bytes) { limit_ = bytes; } // 0: none
    uint64_t limit() const { return limit_; }

  private:
    void run();

    Events &                events_;
    std::atomic<uint64_t>   limit_{0};
    std::mutex              mutex_;
    std::condition_variable wake_;
    bool                    stop_ = false;
    std::thread             thread_;
};

// Says why (waiting at most 200 ms for a parent that does not read), then ends the process with EXIT_MEMORY_LIMIT.
[[noreturn]] void end_for_memory(Events & events, const std::string & message);

} // namespace earshot
