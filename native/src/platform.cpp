#include "platform.h"

#include "errors.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
// psapi.h needs windows.h first
#include <fcntl.h>
#include <io.h>
#include <psapi.h>
#else
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#endif
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __APPLE__
#include <mach/mach.h>
#endif

namespace earshot {

namespace {

// What nobody catches, for example in whisper.cpp's helper threads, still ends with an exit code of ours.
[[noreturn]] void end_for_exception() {
    try {
        if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
    } catch (const std::bad_alloc &) {
        exit_now(EXIT_MEMORY_LIMIT);
    } catch (const std::exception & error) {
        std::fprintf(stderr, "%s\n", error.what());
    } catch (...) {
        std::fputs("an unknown exception\n", stderr);
    }
    exit_now(EXIT_INTERNAL);
}

} // namespace

void prepare_process() {
    std::set_terminate(end_for_exception);
#ifdef _WIN32
    _putenv_s("GGML_NO_BACKTRACE", "1");
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX); // no dialog may hold up a crash
#else
    setenv("GGML_NO_BACKTRACE", "1", 1); // on a failed assert ggml forks gdb or lldb to print a backtrace
    std::signal(SIGPIPE, SIG_IGN);       // write() reports EPIPE instead
#endif
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); // stdin's end says the same, unless another process inherited the pipe
#endif
}

void exit_now(int code) { std::_Exit(code); }

long read_stdin(char * bytes, size_t count) {
#ifdef _WIN32
    return _read(0, bytes, static_cast<unsigned>(count));
#else
    ssize_t got = 0;
    do {
        got = ::read(0, bytes, count);
    } while (got < 0 && errno == EINTR);
    return static_cast<long>(got);
#endif
}

bool write_stdout(const char * bytes, size_t count) {
    while (count > 0) {
#ifdef _WIN32
        const long written = _write(1, bytes, static_cast<unsigned>(std::min<size_t>(count, 1 << 20)));
#else
        const ssize_t written = ::write(1, bytes, count);
        if (written < 0 && errno == EINTR) continue;
#endif
        if (written <= 0) return false;
        bytes += written;
        count -= static_cast<size_t>(written);
    }
    return true;
}

std::FILE * open_regular_file(const std::string & path, uint64_t & size_bytes) {
    const std::filesystem::path native = std::filesystem::u8path(path);
    std::error_code             error;
    if (!std::filesystem::is_regular_file(native, error) || error) return nullptr;
    size_bytes = std::filesystem::file_size(native, error);
    if (error) return nullptr;
#ifdef _WIN32
    return _wfopen(native.c_str(), L"rb");
#else
    return std::fopen(native.c_str(), "rb");
#endif
}

bool seek_file(std::FILE * file, uint64_t offset) {
#ifdef _WIN32
    return _fseeki64(file, static_cast<int64_t>(offset), SEEK_SET) == 0;
#else
    return fseeko(file, static_cast<off_t>(offset), SEEK_SET) == 0;
#endif
}

uint64_t resident_bytes() {
#if defined(_WIN32)
    PROCESS_MEMORY_COUNTERS counters{};
    return GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters)) ? counters.WorkingSetSize : 0;
#elif defined(__APPLE__)
    task_vm_info_data_t    info{};
    mach_msg_type_number_t count = TASK_VM_INFO_COUNT;
    if (task_info(mach_task_self(), TASK_VM_INFO, reinterpret_cast<task_info_t>(&info), &count) != KERN_SUCCESS) return 0;
    return info.phys_footprint;
#else
    unsigned long pages = 0;
    unsigned long resident = 0;
    if (std::FILE * file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lu %lu", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return static_cast<uint64_t>(resident) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
#endif
}

uint64_t peak_resident_bytes() {
#if defined(_WIN32)
    PROCESS_MEMORY_COUNTERS counters{};
    return GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters)) ? counters.PeakWorkingSetSize : 0;
#else
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return static_cast<uint64_t>(usage.ru_maxrss); // bytes here, kilobytes elsewhere
#else
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
#endif
#endif
}

double thread_cpu_ms() {
#ifdef _WIN32
    FILETIME created, exited, kernel, user;
    if (!GetThreadTimes(GetCurrentThread(), &created, &exited, &kernel, &user)) return 0;
    const auto ticks = [](FILETIME t) { return (static_cast<uint64_t>(t.dwHighDateTime) << 32) | t.dwLowDateTime; };
    return static_cast<double>(ticks(kernel) + ticks(user)) / 1e4;
#else
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
#endif
}

int process_id() {
#ifdef _WIN32
    return static_cast<int>(GetCurrentProcessId());
#else
    return getpid();
#endif
}

} // namespace earshot
