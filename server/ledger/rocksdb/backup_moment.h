#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/metadata.h"
#include "rocksdb/utilities/stackable_db.h"
#include "server/ledger/ledger.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"

namespace wuse::ledger {

// The ledger's database as it was between two appends: the files that it consisted of, and their lengths. While this
// lives, none of them is deleted. The backup engine, which is given it in place of the database, would take the list of
// files itself, at a time that nobody could tell the head of.
class BackupMoment : public rocksdb::StackableDB {
 public:
  // Appends wait for this, not for what is done with it. The ledger outlives it.
  static absl::StatusOr<std::unique_ptr<BackupMoment>> Take(RocksdbLedger& ledger);
  ~BackupMoment() override;

  const Head& head() const { return head_; }

  rocksdb::Status GetLiveFilesStorageInfo(const rocksdb::LiveFilesStorageInfoOptions& options,
                                          std::vector<rocksdb::LiveFileStorageInfo>* files) override;

 private:
  explicit BackupMoment(rocksdb::DB& db);
  absl::Status TakeFiles();

  Head head_;
  std::vector<rocksdb::LiveFileStorageInfo> files_;
};

}  // namespace wuse::ledger
