// Newline-delimited text on stdin and stdout.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>

namespace earshot {

class LineReader {
  public:
    enum class Status { line, too_long, end };

    explicit LineReader(size_t max_bytes) : max_bytes_(max_bytes) {}

    // Waits for the next line. One that is too long is swallowed up to its end, so that the next one is read whole.
    Status next(std::string & line);

  private:
    const size_t max_bytes_;
    std::string  buffer_;
    size_t       position_ = 0;
};

class LineWriter {
  public:
    // Writes one whole line at a time, whichever thread calls. The process ends when nobody reads stdout any more: its parent is gone.
    // Nothing is written after the last line.
    void write(std::string line, bool last = false);

  private:
    std::mutex mutex_;
    bool       closed_ = false;
};

} // namespace earshot
