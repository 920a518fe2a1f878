#include "cpu_features.h"
#include "errors.h"
#include "events.h"
#include "platform.h"
#include "runner.h"
#include "variant.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

int main(int argc, char ** argv) {
    using namespace earshot;

    const std::string argument = argc > 1 ? argv[1] : "";
    if (argument == "--probe") {
        std::printf("%s\n", probe_line().c_str());
        return EXIT_OK;
    }
    if (argument == "--version") {
        std::printf("whisper-runner (protocol 1, whisper.cpp " WHISPER_VERSION ", %s)\n", variant_name());
        return EXIT_OK;
    }
    if (argc > 1) {
        std::fprintf(stderr, "usage: whisper-runner [--probe | --version]\n");
        return EXIT_BAD_USAGE;
    }

    // Better a clear exit code than an illegal instruction in the middle of a job.
    const std::vector<std::string> supported = supported_variants();
    if (std::find(supported.begin(), supported.end(), variant_name()) == supported.end()) {
        std::fprintf(stderr, "this computer cannot run the variant %s\n", variant_name());
        return EXIT_CPU_UNSUPPORTED;
    }

    prepare_process();
    try {
        Runner runner;
        return runner.run();
    } catch (const std::bad_alloc &) {
        exit_now(EXIT_MEMORY_LIMIT);
    } catch (const std::exception & error) {
        std::fprintf(stderr, "%s\n", error.what());
        exit_now(EXIT_INTERNAL);
    }
}
