#include "server/history/memory_env.h"

#include <rocksdb/env.h>

namespace wuse::history {

MemoryEnv::MemoryEnv() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {}

MemoryEnv::~MemoryEnv() = default;

}  // namespace wuse::history
