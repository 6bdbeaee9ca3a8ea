#include "server/ledger/rocksdb/backup_restore.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "common/limits.h"
#include "common/status.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "server/ledger/rocksdb/backup_directory.h"
#include "server/ledger/rocksdb/backup_error.h"
#include "server/ledger/rocksdb/backup_listing.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "server/ledger/rocksdb/store_directory.h"
#include "server/ledger/rocksdb/store_options.h"
#include "server/ledger/rocksdb/stored_records.h"

namespace wuse::ledger {
namespace {

constexpr char kLedgerName[] = "/ledger";
constexpr char kUnfinishedName[] = "/ledger.restoring";
constexpr int kRecordsARead = 1000;

absl::Status TargetError(absl::StatusCode code, const std::string& reason, const std::string& to,
                         const std::string& english, const std::string& chinese) {
  return common::MakeError(code, "restore to " + to + ": " + english,
                           {.reason = reason, .chinese = "恢复到 " + to + "：" + chinese});
}

absl::Status TargetUnusable(const rocksdb::Status& status, const std::string& to) {
  if (status.ok()) return absl::OkStatus();
  return TargetError(absl::StatusCode::kFailedPrecondition, "RESTORE_TARGET_UNUSABLE", to, status.ToString(),
                     "目录不能使用，请检查上级目录是否存在、是否有权写入（" + status.ToString() + "）");
}

rocksdb::Status SyncDirectory(rocksdb::Env& env, const std::string& dir) {
  std::unique_ptr<rocksdb::Directory> directory;
  const rocksdb::Status status = env.NewDirectory(dir, &directory);
  return status.ok() ? directory->Fsync() : status;
}

// Where the ledger is made. Unless it is finished, everything that was made goes with this object.
class RestoreTarget {
 public:
  RestoreTarget(rocksdb::Env& env, std::string to)
      : env_(env), to_(std::move(to)), unfinished_(to_ + kUnfinishedName) {}
  ~RestoreTarget() {
    if (finished_) return;
    if (made_unfinished_) RemoveUnfinished();
    if (made_to_) env_.DeleteDir(to_).PermitUncheckedError();
  }
  RestoreTarget(const RestoreTarget&) = delete;
  RestoreTarget& operator=(const RestoreTarget&) = delete;

  const std::string& unfinished() const { return unfinished_; }

  absl::Status Make() {
    if (env_.FileExists(to_).IsNotFound()) {
      WUSE_RETURN_IF_ERROR(TargetUnusable(env_.CreateDir(to_), to_));
      made_to_ = true;
    }
    WUSE_RETURN_IF_ERROR(CheckEmpty());
    WUSE_RETURN_IF_ERROR(TargetUnusable(env_.CreateDir(unfinished_), to_));
    made_unfinished_ = true;
    return absl::OkStatus();
  }

  absl::Status Finish() {
    rocksdb::Status status = SyncDirectory(env_, unfinished_);
    if (status.ok()) status = env_.RenameFile(unfinished_, to_ + kLedgerName);
    WUSE_RETURN_IF_ERROR(TargetUnusable(status, to_));
    finished_ = true;  // whole under its name: from here on it is not removed
    status = SyncDirectory(env_, to_);
    const std::filesystem::path parent = (std::filesystem::path(to_) / "").parent_path().parent_path();
    if (status.ok() && made_to_) status = SyncDirectory(env_, parent.empty() ? "." : parent.string());
    return TargetUnusable(status, to_);
  }

 private:
  absl::Status CheckEmpty() const {
    std::vector<std::string> children;
    WUSE_RETURN_IF_ERROR(TargetUnusable(env_.GetChildren(to_, &children), to_));
    for (const std::string& name : children) {
      if (name == "." || name == ".." || name == "lost+found") continue;  // the root of a disk of its own is empty
      const bool is_rest = "/" + name == kUnfinishedName;
      return TargetError(absl::StatusCode::kAlreadyExists, "RESTORE_TARGET_EXISTS", to_,
                         "it is not empty (" + name + ")",
                         is_rest ? "其中有没有完成的恢复。若没有恢复正在进行，请删除 " + unfinished_ + " 后重新运行"
                                 : "目录不是空的（有 " + name + "），不会覆盖任何内容");
    }
    return absl::OkStatus();
  }
  // RocksDB makes no directories within.
  void RemoveUnfinished() {
    std::vector<std::string> children;
    env_.GetChildren(unfinished_, &children).PermitUncheckedError();
    for (const std::string& name : children) env_.DeleteFile(unfinished_ + "/" + name).PermitUncheckedError();
    env_.DeleteDir(unfinished_).PermitUncheckedError();
  }

  rocksdb::Env& env_;
  const std::string to_;
  const std::string unfinished_;
  bool made_to_ = false;
  bool made_unfinished_ = false;
  bool finished_ = false;
};

absl::StatusOr<Backup> ChooseBackup(rocksdb::BackupEngineReadOnly* engine, const RestoreJob& job) {
  if (engine == nullptr) return BackupNotFound(job.backups_dir, job.id);
  rocksdb::BackupInfo info;
  const rocksdb::Status status =
      job.id == 0 ? engine->GetLatestBackupInfo(&info) : engine->GetBackupInfo(job.id, &info);
  if (status.IsNotFound()) return BackupNotFound(job.backups_dir, job.id);
  WUSE_RETURN_IF_ERROR(BackupStatusOf(status, "be read", job.backups_dir));
  Backup backup = BackupOf(info);
  if (backup.damaged) {
    return BackupDamaged(job.backups_dir, "backup " + std::to_string(info.backup_id) + " has no metadata of ours");
  }
  if (backup.format != StoreDirectory::kFormat) {
    return BackupError(absl::StatusCode::kFailedPrecondition, "BACKUP_FORMAT_UNKNOWN", job.backups_dir,
                       "backup " + std::to_string(backup.id) + " has the ledger format " +
                           std::to_string(backup.format) + ", this program's is 1",
                       "第 " + std::to_string(backup.id) + " 号备份的账本格式与本程序不符");
  }
  return backup;
}

absl::Status GiveStoreId(rocksdb::Env* env, const std::string& dir, const std::string& store_id) {
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(StoreOptions(env), dir, &opened);
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  if (status.ok()) status = db->Put(synced, kStoreIdKey, store_id);
  if (status.ok()) status = db->Flush({});
  return StatusOf(status, "open", dir);
}

// Reads every record, each of which is checked against the chain.
absl::Status CheckRestored(const Ledger& ledger, const Restored& expected, const RestoreJob& job) {
  const Head& head = expected.backup.head;
  if (ledger.store_id() != expected.store_id || ledger.head().sequence != head.sequence ||
      ledger.head().chain != head.chain) {
    return BackupDamaged(job.backups_dir, "backup " + std::to_string(expected.backup.id) + " ends at record " +
                                              std::to_string(ledger.head().sequence.value) + ", not at " +
                                              std::to_string(head.sequence.value) + " as its metadata says");
  }
  common::Sequence next{1};
  while (next <= head.sequence) {
    const auto records = ledger.Read(next, {.records = kRecordsARead, .bytes = common::kMaxGroupBytes});
    if (!records.ok()) return records.status();
    next = records->back().sequence.Next();
    if (job.progress) job.progress(next.value - 1, head.sequence.value);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Restored> RestoreBackup(const RestoreJob& job) {
  rocksdb::Env* const env = job.env != nullptr ? job.env : rocksdb::Env::Default();
  const auto tell = [&job](const std::string& what) {
    if (job.tell) job.tell(what);
  };
  WUSE_RETURN_IF_ERROR(BackupDirectory::CheckPath(job.backups_dir, ""));
  RestoreTarget target(*env, job.to);  // outlives the engine, whose threads may go on copying after a failure
  const auto engine = OpenForReading(env, job.backups_dir);
  if (!engine.ok()) return engine.status();
  const absl::StatusOr<Backup> backup = ChooseBackup(engine->get(), job);
  if (!backup.ok()) return backup.status();

  const Restored restored{.backup = *backup, .store_id = NewStoreId()};
  WUSE_RETURN_IF_ERROR(target.Make());
  const std::string& dir = target.unfinished();
  tell("copying backup " + std::to_string(backup->id) + ", " + std::to_string(backup->bytes) + " bytes");
  WUSE_RETURN_IF_ERROR(
      BackupStatusOf((*engine)->RestoreDBFromBackup(backup->id, dir, dir), "be restored", job.backups_dir));
  WUSE_RETURN_IF_ERROR(GiveStoreId(env, dir, restored.store_id));
  WUSE_RETURN_IF_ERROR(StoreDirectory(env, dir).MarkComplete());
  tell("checking " + std::to_string(backup->head.sequence.value) + " records");
  {
    const auto ledger = RocksdbLedger::Open({.dir = dir, .env = env});
    if (!ledger.ok()) return ledger.status();
    WUSE_RETURN_IF_ERROR(CheckRestored(**ledger, restored, job));
  }
  WUSE_RETURN_IF_ERROR(target.Finish());
  return restored;
}

absl::Status CheckNoUnfinishedRestore(const std::string& data_dir, rocksdb::Env* env) {
  if (env == nullptr) env = rocksdb::Env::Default();
  const std::string unfinished = data_dir + kUnfinishedName;
  if (env->FileExists(data_dir + kLedgerName).ok() || env->FileExists(unfinished).IsNotFound()) return absl::OkStatus();
  return common::MakeError(
      absl::StatusCode::kFailedPrecondition,
      data_dir + " has no ledger but an unfinished restore: remove " + unfinished + " and run --restore again",
      {.reason = "RESTORE_UNFINISHED",
       .chinese = "数据目录 " + data_dir + " 中没有账本，只有没有完成的恢复。若没有恢复正在进行，请删除 " + unfinished +
                  "，再用 --restore 恢复到该目录"});
}

}  // namespace wuse::ledger
