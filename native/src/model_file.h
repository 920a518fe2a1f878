// Model files are checked here, completely, before whisper.cpp sees one byte: its loader (1.9.1) trusts counts in the file (header
// overflow fixed upstream by whisper.cpp PR #3957), ignores short reads, and stops the process on an unknown weight type.
#pragma once

#include "commands.h"

#include <cstdint>
#include <cstdio>
#include <memory>

namespace earshot {

enum class ModelKind { whisper, voice_activity };

class VerifiedModelFile {
  public:
    // Throws RunnerError: model-not-found, model-size, model-hash, model-format.
    VerifiedModelFile(const ModelFile & expected, ModelKind kind);

    size_t read(void * bytes, size_t count) { return std::fread(bytes, 1, count, file_.get()); }
    bool   at_end() const { return std::feof(file_.get()) != 0; }

  private:
    struct Close {
        void operator()(std::FILE * file) const { std::fclose(file); }
    };

    std::unique_ptr<std::FILE, Close> file_; // the same handle is checked and then loaded: the file cannot be swapped in between
};

} // namespace earshot
