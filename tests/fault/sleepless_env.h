#pragma once

#include <memory>

#include "rocksdb/env.h"

namespace wuse::fault {

// An environment on these files in which nobody sleeps: RocksDB waits a second after each failed flush.
std::unique_ptr<rocksdb::Env> SleeplessEnv(std::shared_ptr<rocksdb::FileSystem> files);

}  // namespace wuse::fault
