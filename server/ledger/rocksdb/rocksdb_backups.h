#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "common/clock.h"
#include "server/ledger/backups.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"

namespace wuse::ledger {

class BackupEnv;

// Backups of a RocksdbLedger by RocksDB's backup engine. What is in their directory: BACKUPS.md.
class RocksdbBackups : public Backups {
 public:
  struct Options {
    RocksdbLedger& ledger;  // outlives this
    std::string data_dir;   // no backups in there; empty: anywhere
    const common::Clock& clock;
    rocksdb::Env* env = nullptr;  // of the backups; null: the real disk
  };
  explicit RocksdbBackups(const Options& options);
  ~RocksdbBackups() override;

  absl::Status CheckPath(const std::string& dir) const override;
  absl::StatusOr<Backup> Create(const std::string& dir) override;
  absl::StatusOr<std::vector<Backup>> List(const std::string& dir) const override;
  absl::StatusOr<int> Keep(const std::string& dir, int count) override;
  void Stop() override;

 private:
  absl::StatusOr<Backup> CreateAlone(const std::string& dir);
  absl::StatusOr<int> KeepAlone(const std::string& dir, int count);
  // BACKUP_STOPPED in place of whatever came of it.
  absl::Status OrStopped(const absl::Status& status, const std::string& dir) const;

  RocksdbLedger& ledger_;
  const std::string data_dir_;
  const common::Clock& clock_;
  const std::unique_ptr<BackupEnv> env_;
  std::atomic<bool> writing_ = false;
};

}  // namespace wuse::ledger
