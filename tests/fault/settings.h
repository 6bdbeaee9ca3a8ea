#pragma once

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>

#include "server/ledger/temp_dir.h"

namespace wuse::fault {

// WUSE_FAULT_LONG is set: the proof at full length.
bool IsLong();
// What the short forms are divided by. Under AddressSanitizer, where they take minutes, half is enough: the same run of
// the tests has the whole without it.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr int64_t kShortPart = 2;
#else
inline constexpr int64_t kShortPart = 1;
#endif
// By WUSE_FAULT_SEED, else by chance; printed.
std::mt19937_64 Seeded(const std::string& what);

using ledger::TempDir;

// Without the number: "ledger/MANIFEST", "history/.sst".
std::string KindOfFile(const std::filesystem::path& file);

}  // namespace wuse::fault
