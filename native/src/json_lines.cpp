#include "json_lines.h"

#include "errors.h"
#include "platform.h"

namespace earshot {

LineReader::Status LineReader::next(std::string & line) {
    line.clear();
    bool too_long = false;
    while (true) {
        if (position_ == buffer_.size()) {
            buffer_.resize(1 << 16);
            const long count = read_stdin(&buffer_[0], buffer_.size());
            position_        = 0;
            buffer_.resize(count > 0 ? static_cast<size_t>(count) : 0);
            // A last line without its newline may be half a command: it is not run.
            if (buffer_.empty()) return Status::end;
        }
        const size_t end  = buffer_.find('\n', position_);
        const size_t stop = end == std::string::npos ? buffer_.size() : end;
        if (!too_long) line.append(buffer_, position_, stop - position_);
        position_ = end == std::string::npos ? stop : stop + 1;
        if (line.size() > max_bytes_) {
            too_long = true;
            line.clear();
        }
        if (end != std::string::npos) break;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return too_long ? Status::too_long : Status::line;
}

void LineWriter::write(std::string line, bool last) {
    line += '\n';
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) return;
    closed_ = last;
    if (!write_stdout(line.data(), line.size())) exit_now(EXIT_OUTPUT_CLOSED);
}

} // namespace earshot
