#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "server/ledger/backups.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace wuse::ledger {

struct RestoreJob {
  std::string backups_dir;  // absolute; only read
  uint32_t id = 0;          // 0: the newest that is not damaged
  std::string to;           // absent or empty; gets a directory `ledger`. Its parent exists
  // Is told what is done now: English, for a log; and how many records of how many have been checked.
  std::function<void(const std::string& what)> tell;
  std::function<void(int64_t done, int64_t total)> progress;
  rocksdb::Env* env = nullptr;  // null: the real disk
};

struct Restored {
  Backup backup;
  std::string store_id;  // of the new ledger
};

// Makes a ledger of a backup, under a new store id: what was acknowledged after the backup is not in it, so nobody may
// go on reading where the old one ended. Every file's checksum and every link of the chain are checked, and that it
// ends with the backup's head. All or nothing: it is made under another name beside, renamed when it is whole and on
// disk, and removed when anything fails.
// Errors: kAlreadyExists RESTORE_TARGET_EXISTS; kFailedPrecondition RESTORE_TARGET_UNUSABLE; kNotFound
// BACKUP_NOT_FOUND; kDataLoss BACKUP_DAMAGED; those of Backups::List and of RocksdbLedger::Open.
absl::StatusOr<Restored> RestoreBackup(const RestoreJob& job);

// kFailedPrecondition RESTORE_UNFINISHED when `data_dir` has no ledger but what a restore that runs, or was killed, has
// left: a server that started there would make an empty ledger in its place. `env` null: the real disk.
absl::Status CheckNoUnfinishedRestore(const std::string& data_dir, rocksdb::Env* env = nullptr);

}  // namespace wuse::ledger
