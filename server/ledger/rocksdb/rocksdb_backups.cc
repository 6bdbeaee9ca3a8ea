#include "server/ledger/rocksdb/rocksdb_backups.h"

#include <algorithm>
#include <chrono>

#include "common/limits.h"
#include "common/status.h"
#include "rocksdb/utilities/backup_engine.h"
#include "server/ledger/rocksdb/backup_directory.h"
#include "server/ledger/rocksdb/backup_env.h"
#include "server/ledger/rocksdb/backup_error.h"
#include "server/ledger/rocksdb/backup_listing.h"
#include "server/ledger/rocksdb/backup_metadata.h"
#include "server/ledger/rocksdb/backup_moment.h"
#include "server/ledger/rocksdb/store_directory.h"
#include "server/ledger/rocksdb/store_options.h"
#include "server/ledger/rocksdb/stored_records.h"

namespace wuse::ledger {
namespace {

using WritingEngine = std::unique_ptr<rocksdb::BackupEngine>;

absl::StatusOr<WritingEngine> OpenBackupEngine(rocksdb::Env* env, rocksdb::Env* ledger_env, const std::string& dir) {
  rocksdb::BackupEngineOptions options(dir, env);
  options.share_table_files = true;
  options.sync = true;
  options.backup_rate_limit = common::kBackupBytesPerSecond;
  rocksdb::BackupEngine* opened = nullptr;
  const rocksdb::Status status = rocksdb::BackupEngine::Open(options, ledger_env, &opened);
  WritingEngine engine(opened);
  WUSE_RETURN_IF_ERROR(BackupStatusOf(status, "be opened", dir));
  return engine;
}

// The last record of what was backed up, read from there.
absl::StatusOr<Head> HeadReadBack(rocksdb::DB& db, const std::string& dir) {
  const RecordBounds bounds;
  const std::unique_ptr<rocksdb::Iterator> iterator(db.NewIterator(bounds.options()));
  iterator->SeekToLast();
  WUSE_RETURN_IF_ERROR(BackupStatusOf(iterator->status(), "be read back", dir));
  if (!iterator->Valid()) return Head{};
  const std::optional<common::Sequence> last = SequenceOf(iterator->key());
  if (!last) return BackupDamaged(dir, "a key of no record");
  ChainWalk walk(db, *last);
  WUSE_RETURN_IF_ERROR(walk.Start());
  const absl::StatusOr<std::string_view> record = walk.Take();
  if (!record.ok()) return record.status();
  return Head{.sequence = *last, .chain = walk.chain()};
}

// Opens the backup as a database, without changing it, and compares with the metadata.
absl::Status CheckReadBack(const rocksdb::BackupInfo& info, const Backup& expected, const std::string& dir) {
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::OpenForReadOnly(StoreOptions(info.env_for_open.get()), info.name_for_open, &opened);
  const std::unique_ptr<rocksdb::DB> db(opened);
  WUSE_RETURN_IF_ERROR(BackupStatusOf(status, "be read back", dir));
  std::string store_id;
  WUSE_RETURN_IF_ERROR(BackupStatusOf(db->Get({}, kStoreIdKey, &store_id), "be read back", dir));
  const absl::StatusOr<Head> head = HeadReadBack(*db, dir);
  if (!head.ok()) return head.status();
  if (store_id != expected.store_id || head->sequence != expected.head.sequence || head->chain != expected.head.chain) {
    return BackupDamaged(dir, "it ends at record " + std::to_string(head->sequence.value) + " of store " + store_id +
                                  " instead of " + std::to_string(expected.head.sequence.value) + " of store " +
                                  expected.store_id);
  }
  return absl::OkStatus();
}

// Every file's checksum, and the content.
absl::StatusOr<Backup> VerifiedBackup(rocksdb::BackupEngine& engine, uint32_t id, const std::string& dir) {
  WUSE_RETURN_IF_ERROR(BackupStatusOf(engine.VerifyBackup(id, /*verify_with_checksum=*/true), "be verified", dir));
  rocksdb::BackupInfo info;
  WUSE_RETURN_IF_ERROR(
      BackupStatusOf(engine.GetBackupInfo(id, &info, /*include_file_details=*/true), "be read back", dir));
  const Backup backup = BackupOf(info);
  if (backup.damaged) return BackupDamaged(dir, "its metadata cannot be read back");
  WUSE_RETURN_IF_ERROR(CheckReadBack(info, backup, dir));
  return backup;
}

}  // namespace

RocksdbBackups::RocksdbBackups(const Options& options)
    : ledger_(options.ledger),
      data_dir_(options.data_dir),
      clock_(options.clock),
      env_(std::make_unique<BackupEnv>(options.env != nullptr ? options.env : rocksdb::Env::Default())) {}

RocksdbBackups::~RocksdbBackups() = default;

void RocksdbBackups::Stop() {
  env_->Stop();
}

absl::Status RocksdbBackups::OrStopped(const absl::Status& status, const std::string& dir) const {
  return !status.ok() && env_->stopped() ? BackupStopped(dir) : status;
}

absl::Status RocksdbBackups::CheckPath(const std::string& dir) const {
  return BackupDirectory::CheckPath(dir, data_dir_);
}

absl::StatusOr<Backup> RocksdbBackups::Create(const std::string& dir) {
  WUSE_RETURN_IF_ERROR(CheckPath(dir));
  if (writing_.exchange(true)) return BackupRunning(dir);
  absl::StatusOr<Backup> backup = CreateAlone(dir);
  writing_ = false;
  if (!backup.ok()) return OrStopped(backup.status(), dir);
  return backup;
}

absl::StatusOr<Backup> RocksdbBackups::CreateAlone(const std::string& dir) {
  const uint64_t written_before = env_->written_bytes();
  BackupDirectory directory(env_->env(), dir);
  const auto lock = directory.Prepare();
  if (!lock.ok()) return lock.status();
  const common::SystemTime made_at = clock_.Now();
  const auto moment = BackupMoment::Take(ledger_);
  if (!moment.ok()) return moment.status();
  const absl::StatusOr<WritingEngine> engine = OpenBackupEngine(env_->env(), (*moment)->GetEnv(), dir);
  if (!engine.ok()) return engine.status();
  const std::string metadata = EncodeBackupMetadata({.made_at = made_at,
                                                     .store_id = ledger_.store_id(),
                                                     .head = (*moment)->head(),
                                                     .format = StoreDirectory::kFormat});
  uint32_t id = 0;
  const rocksdb::Status created = (*engine)->CreateNewBackupWithMetadata({}, moment->get(), metadata, &id);
  WUSE_RETURN_IF_ERROR(BackupStatusOf(created, "be written", dir));
  absl::StatusOr<Backup> backup = VerifiedBackup(**engine, id, dir);
  if (!backup.ok()) {
    (*engine)->DeleteBackup(id).PermitUncheckedError();  // the error that is told is the first one
    return backup.status();
  }
  backup->copied_bytes = env_->written_bytes() - written_before;
  return backup;
}

absl::StatusOr<std::vector<Backup>> RocksdbBackups::List(const std::string& dir) const {
  WUSE_RETURN_IF_ERROR(BackupDirectory::CheckPath(dir, ""));
  absl::StatusOr<std::vector<Backup>> backups = ListBackups(env_->env(), dir);
  if (!backups.ok()) return OrStopped(backups.status(), dir);
  return backups;
}

absl::StatusOr<int> RocksdbBackups::Keep(const std::string& dir, int count) {
  WUSE_RETURN_IF_ERROR(CheckPath(dir));
  if (writing_.exchange(true)) return BackupRunning(dir);
  absl::StatusOr<int> gone = KeepAlone(dir, std::max(1, count));
  writing_ = false;
  if (!gone.ok()) return OrStopped(gone.status(), dir);
  return gone;
}

absl::StatusOr<int> RocksdbBackups::KeepAlone(const std::string& dir, int count) {
  BackupDirectory directory(env_->env(), dir);
  const auto lock = directory.Prepare();
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<WritingEngine> engine = OpenBackupEngine(env_->env(), rocksdb::Env::Default(), dir);
  if (!engine.ok()) return engine.status();
  std::vector<rocksdb::BackupInfo> infos;
  (*engine)->GetBackupInfo(&infos);
  int kept = 0;
  int gone = 0;
  for (auto info = infos.rbegin(); info != infos.rend(); ++info) {
    const Backup backup = BackupOf(*info);
    if (backup.damaged || backup.store_id != ledger_.store_id() || kept++ < count) continue;
    WUSE_RETURN_IF_ERROR(BackupStatusOf((*engine)->DeleteBackup(backup.id), "be cleared", dir));
    ++gone;
  }
  return gone;
}

}  // namespace wuse::ledger
