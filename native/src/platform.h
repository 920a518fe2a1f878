// Everything that differs between operating systems.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

namespace earshot {

// Binary stdin and stdout, no death by SIGPIPE, no ggml debugger on an assert, death with the parent where the OS offers that, an exit
// code of ours for an exception that nobody catches.
void prepare_process();

[[noreturn]] void exit_now(int code); // no destructors, no atexit: other threads may be deep in a computation

long read_stdin(char * bytes, size_t count); // blocks; 0 at the end, negative on an error
bool write_stdout(const char * bytes, size_t count);

// A regular file by its UTF-8 path, or nullptr. Pipes and devices are refused: opening one could block for ever.
std::FILE * open_regular_file(const std::string & path, uint64_t & size_bytes);
bool        seek_file(std::FILE * file, uint64_t offset);

uint64_t resident_bytes();
uint64_t peak_resident_bytes();
double   thread_cpu_ms(); // of the calling thread
int      process_id();

} // namespace earshot
