#pragma once

#include <filesystem>
#include <random>
#include <string>

#include "server/ledger/temp_dir.h"

namespace wuse::fault {

// WUSE_FAULT_LONG is set: the proof at full length.
bool IsLong();
// By WUSE_FAULT_SEED, else by chance; printed.
std::mt19937_64 Seeded(const std::string& what);

using ledger::TempDir;

// Without the number: "ledger/MANIFEST", "history/.sst".
std::string KindOfFile(const std::filesystem::path& file);

}  // namespace wuse::fault
