#include "server/ledger/rocksdb/backup_moment.h"

#include <limits>

#include "common/status.h"
#include "server/ledger/rocksdb/store_directory.h"

namespace wuse::ledger {
namespace {

// The ledger keeps its database.
std::shared_ptr<rocksdb::DB> NotOwned(rocksdb::DB& db) {
  return {std::shared_ptr<void>(), &db};
}

}  // namespace

BackupMoment::BackupMoment(rocksdb::DB& db) : StackableDB(NotOwned(db)) {}

BackupMoment::~BackupMoment() {
  // Deletions are counted: this ends only our own pause of them.
  GetBaseDB()->EnableFileDeletions(/*force=*/false).PermitUncheckedError();
}

absl::StatusOr<std::unique_ptr<BackupMoment>> BackupMoment::Take(RocksdbLedger& ledger) {
  std::unique_ptr<BackupMoment> moment;
  const absl::Status taken = ledger.BetweenAppends([&moment](rocksdb::DB& db, const Head& head) {
    WUSE_RETURN_IF_ERROR(StatusOf(db.DisableFileDeletions(), "back up", db.GetName()));
    moment.reset(new BackupMoment(db));
    moment->head_ = head;
    return moment->TakeFiles();
  });
  if (!taken.ok()) return taken;
  return moment;
}

absl::Status BackupMoment::TakeFiles() {
  rocksdb::LiveFilesStorageInfoOptions options;
  // Not flushed, which would take long: the log is copied as far as it is written, and all of it is synced.
  options.wal_size_for_flush = std::numeric_limits<uint64_t>::max();
  return StatusOf(GetBaseDB()->GetLiveFilesStorageInfo(options, &files_), "back up", GetName());
}

rocksdb::Status BackupMoment::GetLiveFilesStorageInfo(const rocksdb::LiveFilesStorageInfoOptions& /*options*/,
                                                      std::vector<rocksdb::LiveFileStorageInfo>* files) {
  *files = files_;
  return rocksdb::Status::OK();
}

}  // namespace wuse::ledger
