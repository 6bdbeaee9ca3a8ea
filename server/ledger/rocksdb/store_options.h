#pragma once

#include <cstddef>
#include <string>

#include "rocksdb/options.h"

namespace wuse::ledger {

// The memory tables, and so the logs that a restart replays, hold at most this much: opening verifies as much of the
// tail, so that a hole in a log cannot hide.
inline constexpr size_t kMemtableBytes = 16 << 20;
inline constexpr int kMemtables = 3;
inline constexpr size_t kVerifiedTailBytes = kMemtableBytes * (kMemtables + 1);

// How every ledger is opened. `env` null: the real disk.
rocksdb::Options StoreOptions(rocksdb::Env* env);

// 32 random hex digits.
std::string NewStoreId();

}  // namespace wuse::ledger
