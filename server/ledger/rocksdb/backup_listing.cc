#include "server/ledger/rocksdb/backup_listing.h"

#include <algorithm>

#include "common/status.h"
#include "server/ledger/rocksdb/backup_directory.h"
#include "server/ledger/rocksdb/backup_error.h"
#include "server/ledger/rocksdb/backup_metadata.h"

namespace wuse::ledger {

using ReadOnlyEngine = std::unique_ptr<rocksdb::BackupEngineReadOnly>;

Backup BackupOf(const rocksdb::BackupInfo& info) {
  Backup backup = DecodeBackupMetadata(info.app_metadata).value_or(Backup{.damaged = true});
  backup.id = info.backup_id;
  backup.bytes = info.size;
  return backup;
}

absl::StatusOr<ReadOnlyEngine> OpenForReading(rocksdb::Env* env, const std::string& dir) {
  WUSE_RETURN_IF_ERROR(BackupDirectory(env, dir).CheckReadable());
  const rocksdb::BackupEngineOptions options(dir, env);
  rocksdb::BackupEngineReadOnly* opened = nullptr;
  rocksdb::Status status = rocksdb::BackupEngineReadOnly::Open(options, env, &opened);
  // An old backup that was cleared meanwhile takes files away between the listing and the reading: look again.
  if (status.IsIOError() || status.IsNotFound()) {
    status = rocksdb::BackupEngineReadOnly::Open(options, env, &opened);
  }
  ReadOnlyEngine engine(opened);
  // No engine has been here yet: the marker is made before.
  if (!status.ok() && env->FileExists(dir + "/meta").IsNotFound()) return ReadOnlyEngine();
  WUSE_RETURN_IF_ERROR(BackupStatusOf(status, "be read", dir));
  return engine;
}

absl::StatusOr<std::vector<Backup>> ListBackups(rocksdb::Env* env, const std::string& dir) {
  const absl::StatusOr<ReadOnlyEngine> engine = OpenForReading(env, dir);
  if (!engine.ok()) return engine.status();
  std::vector<Backup> backups;
  if (*engine == nullptr) return backups;
  std::vector<rocksdb::BackupInfo> infos;
  (*engine)->GetBackupInfo(&infos);
  for (const rocksdb::BackupInfo& info : infos) backups.push_back(BackupOf(info));
  std::vector<rocksdb::BackupID> damaged;
  (*engine)->GetCorruptedBackups(&damaged);
  for (const rocksdb::BackupID id : damaged) backups.push_back({.id = id, .damaged = true});
  std::sort(backups.begin(), backups.end(), [](const Backup& a, const Backup& b) { return a.id < b.id; });
  return backups;
}

}  // namespace wuse::ledger
