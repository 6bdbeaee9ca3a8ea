#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "rocksdb/env.h"

namespace wuse::ledger {

// The environment in which backups are written and checked: `base`, but it counts what is written, and once stopped,
// every further read or write of a file fails, which ends the backup engine's work wherever it is (it can be told to
// stop copying, but not to stop checking). Files can still be removed. Thread-safe.
class BackupEnv {
 public:
  explicit BackupEnv(rocksdb::Env* base);
  ~BackupEnv();
  BackupEnv(const BackupEnv&) = delete;
  BackupEnv& operator=(const BackupEnv&) = delete;

  rocksdb::Env* env() { return env_.get(); }
  void Stop();
  bool stopped() const;
  uint64_t written_bytes() const;  // since it was made

 private:
  class Files;
  const std::shared_ptr<Files> files_;
  const std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace wuse::ledger
