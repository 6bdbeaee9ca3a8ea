#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/mutex.h"
#include "server/ledger/ledger.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace wuse::ledger {

// The ledger on an embedded RocksDB: one synced write batch per Append. What is on disk: FORMAT.md.
// Owns its directory and keeps it locked. Errors of Open: kFailedPrecondition when the directory is in use
// (DATA_DIRECTORY_IN_USE), holds something else (LEDGER_FOREIGN_DIRECTORY) or another format version
// (LEDGER_FORMAT_UNKNOWN); kDataLoss when what is stored is not what was written (LEDGER_DAMAGED);
// kUnavailable when the disk answers with an error (LEDGER_UNREADABLE). Read may answer the latter two as well.
class RocksdbLedger : public Ledger {
 public:
  struct Options {
    std::string dir;              // made if missing; its parent must exist
    rocksdb::Env* env = nullptr;  // null: the real disk
  };
  static absl::StatusOr<std::unique_ptr<RocksdbLedger>> Open(const Options& options);
  ~RocksdbLedger() override;

  const std::string& store_id() const override { return store_id_; }
  Head head() const override;
  absl::StatusOr<Head> Append(common::Sequence after, std::span<const std::string_view> records) override;
  absl::StatusOr<std::vector<Record>> Read(common::Sequence from, ReadLimit limit) const override;
  absl::StatusOr<common::Sha256Digest> ChainAt(common::Sequence sequence) const override;

  // Calls `look` between two appends, with the head that the database has then; appends wait for it. For backups.
  // Errors: those of `look`, and kDataLoss after a failed append.
  absl::Status BetweenAppends(const std::function<absl::Status(rocksdb::DB& db, const Head& head)>& look);

 private:
  RocksdbLedger(std::unique_ptr<rocksdb::DB> db, std::string store_id);
  // The last record's sequence and chain; verifies the links of what a WAL may have brought back.
  absl::Status LoadHead();
  absl::StatusOr<Head> Write(Head head, std::span<const std::string_view> records);
  // Waits for its turn and checks; the turn is ended by EndTurn.
  absl::StatusOr<Head> BeginTurn(common::Sequence after, std::span<const std::string_view> records);
  void EndTurn(const absl::StatusOr<Head>& head);
  absl::StatusOr<std::vector<Record>> ReadUpTo(Head head, common::Sequence from, ReadLimit limit) const;

  const std::unique_ptr<rocksdb::DB> db_;
  const std::string store_id_;
  mutable common::Mutex mutex_;
  common::CondVar turn_ended_;
  bool appending_ WUSE_GUARDED_BY(mutex_) = false;
  Head head_ WUSE_GUARDED_BY(mutex_);            // of what is synced
  absl::Status poison_ WUSE_GUARDED_BY(mutex_);  // not OK after a failed append
};

}  // namespace wuse::ledger
