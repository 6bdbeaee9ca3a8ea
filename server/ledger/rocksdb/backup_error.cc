#include "server/ledger/rocksdb/backup_error.h"

#include "common/status.h"

namespace wuse::ledger {

absl::Status BackupError(absl::StatusCode code, const std::string& reason, const std::string& dir,
                         const std::string& english, const std::string& chinese) {
  return common::MakeError(code, "backup directory " + dir + ": " + english,
                           {.reason = reason, .chinese = "备份目录 " + dir + "：" + chinese});
}

absl::Status BackupStatusOf(const rocksdb::Status& status, const std::string& doing, const std::string& dir) {
  if (status.ok()) return absl::OkStatus();
  const std::string english = "cannot " + doing + ": " + status.ToString();
  if (status.IsNoSpace()) {
    return BackupError(absl::StatusCode::kResourceExhausted, "BACKUP_DISK_FULL", dir, english, "磁盘空间不足");
  }
  // NotFound: a file that the backup consists of.
  if (status.IsCorruption() || status.IsNotFound()) return BackupDamaged(dir, english);
  return BackupError(absl::StatusCode::kInternal, "BACKUP_FAILED", dir, english,
                     "读写出错（" + status.ToString() + "）");
}

absl::Status BackupStopped(const std::string& dir) {
  return BackupError(absl::StatusCode::kUnavailable, "BACKUP_STOPPED", dir, "the server is stopping",
                     "服务器正在停止，备份没有完成");
}

absl::Status BackupRunning(const std::string& dir) {
  return BackupError(absl::StatusCode::kAborted, "BACKUP_RUNNING", dir, "another backup is being made",
                     "另一个备份正在进行，请等它结束后再试");
}

absl::Status BackupDamaged(const std::string& dir, const std::string& english) {
  return BackupError(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED", dir, english,
                     "备份的内容已损坏，不能使用（" + english + "）");
}

absl::Status BackupNotFound(const std::string& dir, uint32_t id) {
  if (id == 0) {
    return BackupError(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND", dir, "there is no backup", "没有可用的备份");
  }
  return BackupError(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND", dir, "there is no backup " + std::to_string(id),
                     "没有第 " + std::to_string(id) + " 号备份");
}

}  // namespace wuse::ledger
