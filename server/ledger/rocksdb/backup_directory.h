#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"

namespace wuse::ledger {

// A directory of backups as seen before RocksDB's backup engine, which makes files wherever it is opened, touches
// anything: it is marked by a file WUSE_BACKUPS that names the format, so that a wrong directory stays as it is.
class BackupDirectory {
 public:
  // Checks the path alone. `data_dir` empty: not compared with any.
  static absl::Status CheckPath(const std::string& dir, const std::string& data_dir);

  BackupDirectory(rocksdb::Env* env, std::string dir) : env_(env), dir_(std::move(dir)) {}

  // Held while backups are written or removed; gone with the process.
  class Lock {
   public:
    Lock(rocksdb::Env* env, rocksdb::FileLock* lock) : env_(env), lock_(lock) {}
    ~Lock() { env_->UnlockFile(lock_).PermitUncheckedError(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    rocksdb::Env* const env_;
    rocksdb::FileLock* const lock_;
  };
  // Makes the directory and its marker if missing, then keeps other writers out. Errors: BACKUP_RUNNING and those of
  // CheckReadable.
  absl::StatusOr<std::unique_ptr<Lock>> Prepare();
  // That it is a directory of ours, or one that Prepare would take. Changes nothing.
  absl::Status CheckReadable() const;

 private:
  absl::Status CheckMarker() const;
  absl::Status CheckEmpty() const;
  absl::Status WriteMarker();

  rocksdb::Env* const env_;
  const std::string dir_;
};

}  // namespace wuse::ledger
