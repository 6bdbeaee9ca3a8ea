#pragma once

#include <memory>

namespace rocksdb {
class Env;
}

namespace wuse::history {

// Files in memory for History::Options::env, so that other modules' tests need neither a disk nor RocksDB's headers.
// What was written lives as long as this; every history opened on it goes first.
class MemoryEnv {
 public:
  MemoryEnv();
  ~MemoryEnv();
  MemoryEnv(const MemoryEnv&) = delete;
  MemoryEnv& operator=(const MemoryEnv&) = delete;
  rocksdb::Env* get() const { return env_.get(); }

 private:
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace wuse::history
