#include "cpu_features.h"

#include <algorithm>
#include <cstdint>

#if defined(__x86_64__) || defined(_M_X64)
#define EARSHOT_X86 1
#ifdef _MSC_VER
#include <immintrin.h>
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#elif defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
#elif defined(_WIN32)
#include <windows.h>
#endif

namespace earshot {
namespace {

struct Variant {
    const char *              name;
    std::vector<std::string>  needs;
};

#ifdef EARSHOT_X86

struct Registers {
    uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

Registers cpuid(uint32_t leaf, uint32_t subleaf) {
    Registers r;
#ifdef _MSC_VER
    int values[4];
    __cpuidex(values, static_cast<int>(leaf), static_cast<int>(subleaf));
    r = {uint32_t(values[0]), uint32_t(values[1]), uint32_t(values[2]), uint32_t(values[3])};
#else
    __cpuid_count(leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
#endif
    return r;
}

// The register sets that the operating system saves on a context switch.
uint64_t enabled_register_state() {
#ifdef _MSC_VER
    return _xgetbv(0);
#else
    uint32_t low = 0, high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0)); // as code: the intrinsic needs -mxsave
    return uint64_t(high) << 32 | low;
#endif
}

const std::vector<Variant> & variants() {
    static const std::vector<Variant> list = {
        {"avx512", {"sse4.2", "avx", "avx2", "fma", "f16c", "bmi2", "avx512f", "avx512cd", "avx512vl", "avx512dq", "avx512bw",
                    "avx512vbmi", "avx512vnni", "avx512bf16"}},
        {"avx2", {"sse4.2", "avx", "avx2", "fma", "f16c", "bmi2"}},
        {"avx", {"sse4.2", "avx"}},
        {"baseline", {}},
    };
    return list;
}

#else

const std::vector<Variant> & variants() {
    static const std::vector<Variant> list = {{"dotprod", {"dotprod", "fp16"}}, {"baseline", {}}};
    return list;
}

#endif

} // namespace

std::vector<std::string> cpu_features() {
    std::vector<std::string> features;
    const auto               add = [&](const char * name, bool present) {
        if (present) features.emplace_back(name);
    };
#ifdef EARSHOT_X86
    const uint32_t  highest = cpuid(0, 0).eax;
    const Registers one     = cpuid(1, 0);
    const auto      bit     = [](uint32_t value, int n) { return ((value >> n) & 1) != 0; };
    add("sse4.2", bit(one.ecx, 20));

    const uint64_t enabled = bit(one.ecx, 27) ? enabled_register_state() : 0;
    const bool     ymm     = (enabled & 0x06) == 0x06; // xmm, upper halves of ymm
    const bool     zmm     = (enabled & 0xe6) == 0xe6; // and masks, upper halves of zmm, zmm16-31
    add("avx", ymm && bit(one.ecx, 28));
    add("fma", ymm && bit(one.ecx, 12));
    add("f16c", ymm && bit(one.ecx, 29));
    if (highest >= 7) {
        const Registers seven     = cpuid(7, 0);
        const Registers seven_one = seven.eax >= 1 ? cpuid(7, 1) : Registers{};
        add("avx2", ymm && bit(seven.ebx, 5));
        add("bmi2", bit(seven.ebx, 8));
        add("avx512f", zmm && bit(seven.ebx, 16));
        add("avx512dq", zmm && bit(seven.ebx, 17));
        add("avx512cd", zmm && bit(seven.ebx, 28));
        add("avx512bw", zmm && bit(seven.ebx, 30));
        add("avx512vl", zmm && bit(seven.ebx, 31));
        add("avx512vbmi", zmm && bit(seven.ecx, 1));
        add("avx512vnni", zmm && bit(seven.ecx, 11));
        add("avx512bf16", zmm && bit(seven_one.eax, 5));
    }
#elif defined(__linux__)
    const unsigned long caps = getauxval(AT_HWCAP);
    add("neon", (caps & HWCAP_ASIMD) != 0);
    add("dotprod", (caps & HWCAP_ASIMDDP) != 0);
    add("fp16", (caps & HWCAP_ASIMDHP) != 0);
#elif defined(__APPLE__)
    const auto has = [](const char * name) {
        int    value = 0;
        size_t size  = sizeof(value);
        return sysctlbyname(name, &value, &size, nullptr, 0) == 0 && value != 0;
    };
    add("neon", true);
    add("dotprod", has("hw.optional.arm.FEAT_DotProd"));
    add("fp16", has("hw.optional.arm.FEAT_FP16"));
#elif defined(_WIN32)
    add("neon", true);
    add("dotprod", IsProcessorFeaturePresent(43) != 0); // PF_ARM_V82_DP_INSTRUCTIONS_AVAILABLE; such cores have FP16 as well
    add("fp16", IsProcessorFeaturePresent(43) != 0);
#endif
    return features;
}

std::vector<std::string> supported_variants() {
    const std::vector<std::string> features = cpu_features();
    std::vector<std::string>       names;
    for (const Variant & variant : variants()) {
        const bool runs = std::all_of(variant.needs.begin(), variant.needs.end(), [&](const std::string & need) {
            return std::find(features.begin(), features.end(), need) != features.end();
        });
        if (runs) names.emplace_back(variant.name);
    }
    return names;
}

} // namespace earshot
