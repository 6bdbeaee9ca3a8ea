#include "server/ledger/rocksdb/salvage.h"

#include <filesystem>
#include <memory>
#include <vector>

#include "common/limits.h"
#include "common/status.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "server/ledger/rocksdb/store_directory.h"
#include "server/ledger/rocksdb/store_options.h"
#include "server/ledger/rocksdb/stored_records.h"

namespace wuse::ledger {
namespace {

namespace fs = std::filesystem;

// The marker may be damaged as well: any sign of a ledger will do.
absl::Status ExpectLedger(const std::string& dir) {
  for (const char* name : {"WUSE_LEDGER", "CURRENT", "IDENTITY"}) {
    if (fs::exists(fs::path(dir) / name)) return absl::OkStatus();
  }
  return common::MakeError(absl::StatusCode::kNotFound, dir + " holds no ledger",
                           {.reason = "NO_LEDGER", .chinese = "目录 " + dir + " 中没有账本"});
}

// The lock that a running server holds, for as long as this lives.
class StoreLock {
 public:
  static absl::StatusOr<std::unique_ptr<StoreLock>> Take(const std::string& dir) {
    rocksdb::FileLock* lock = nullptr;
    WUSE_RETURN_IF_ERROR(StatusOf(rocksdb::Env::Default()->LockFile(dir + "/LOCK", &lock), "lock", dir));
    return std::unique_ptr<StoreLock>(new StoreLock(lock));
  }
  ~StoreLock() { rocksdb::Env::Default()->UnlockFile(lock_); }
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

 private:
  explicit StoreLock(rocksdb::FileLock* lock) : lock_(lock) {}
  rocksdb::FileLock* const lock_;
};

absl::Status CopyFiles(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::create_directory(to, error);
  if (!error) fs::copy(from, to, fs::copy_options::recursive, error);
  if (!error) return absl::OkStatus();
  return common::MakeError(absl::StatusCode::kUnavailable, "cannot copy " + from + " to " + to + ": " + error.message(),
                           {.reason = "COPY_FAILED", .chinese = "无法把 " + from + " 复制到 " + to});
}

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenWhatCanBe(const std::string& dir) {
  rocksdb::Options options = StoreOptions(nullptr);
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(options, dir, &opened);
  if (!status.ok()) {
    status = rocksdb::RepairDB(dir, options);
    if (status.ok()) status = rocksdb::DB::Open(options, dir, &opened);
  }
  std::unique_ptr<rocksdb::DB> db(opened);
  WUSE_RETURN_IF_ERROR(StatusOf(status, "repair", dir));
  return db;
}

common::Sequence LastVisible(rocksdb::DB& db) {
  const RecordBounds bounds;
  const std::unique_ptr<rocksdb::Iterator> iterator(db.NewIterator(bounds.options()));
  iterator->SeekToLast();
  return iterator->Valid() ? SequenceOf(iterator->key()).value_or(common::Sequence{}) : common::Sequence{};
}

// Takes records as long as they are good, and appends them in batches.
absl::Status MoveGoodRecords(rocksdb::DB& from, Ledger& to, Salvaged& salvaged, const SalvageJob& job) {
  ChainWalk walk(from, {1});
  WUSE_RETURN_IF_ERROR(walk.Start());
  while (salvaged.damage.ok() && walk.next() <= salvaged.last_visible) {
    std::vector<std::string> batch;
    size_t bytes = 0;
    while (bytes < common::kMaxGroupBytes && walk.next() <= salvaged.last_visible) {
      const absl::StatusOr<std::string_view> record = walk.Take();
      if (!record.ok()) {
        salvaged.damage = record.status();
        break;
      }
      bytes += record->size();
      batch.emplace_back(*record);
    }
    if (batch.empty()) break;
    const std::vector<std::string_view> records(batch.begin(), batch.end());
    const absl::StatusOr<Head> head = to.Append(to.head().sequence, records);
    if (!head.ok()) return head.status();
    if (job.progress) job.progress(head->sequence);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Salvaged> Salvage(const SalvageJob& job) {
  WUSE_RETURN_IF_ERROR(ExpectLedger(job.dir));
  const absl::StatusOr<std::unique_ptr<StoreLock>> lock = StoreLock::Take(job.dir);
  if (!lock.ok()) return lock.status();
  WUSE_RETURN_IF_ERROR(CopyFiles(job.dir, job.copy));
  const absl::StatusOr<std::unique_ptr<rocksdb::DB>> damaged = OpenWhatCanBe(job.copy);
  if (!damaged.ok()) return damaged.status();
  const absl::StatusOr<std::unique_ptr<RocksdbLedger>> made = RocksdbLedger::Open({.dir = job.to});
  if (!made.ok()) return made.status();
  Salvaged salvaged{.store_id = (*made)->store_id(), .last_visible = LastVisible(**damaged)};
  WUSE_RETURN_IF_ERROR(MoveGoodRecords(**damaged, **made, salvaged, job));
  salvaged.head = (*made)->head();
  return salvaged;
}

}  // namespace wuse::ledger
