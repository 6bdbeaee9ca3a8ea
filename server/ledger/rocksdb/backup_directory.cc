#include "server/ledger/rocksdb/backup_directory.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "server/ledger/rocksdb/backup_error.h"

namespace wuse::ledger {
namespace {

namespace fs = std::filesystem;

constexpr char kBackupMarkerName[] = "/WUSE_BACKUPS";
constexpr char kNewMarkerName[] = "/WUSE_BACKUPS.new";
constexpr char kBackupMarker[] = "wuse backups format 1\n";
constexpr char kAnyBackupMarker[] = "wuse backups format ";
constexpr char kLockName[] = "/LOCK";

absl::Status PathInvalid(const std::string& dir, const std::string& english, const std::string& chinese) {
  return common::InvalidFields({{.field = "dir",
                                 .reason = "BACKUP_DIRECTORY_INVALID",
                                 .description = "backup directory " + common::Quoted(dir) + " " + english,
                                 .chinese = "备份目录“" + common::Quoted(dir) + "”" + chinese}});
}

// Links followed as far as there is something to follow.
fs::path RealPath(const std::string& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(path, error);
  if (error) real = fs::path(path).lexically_normal();
  return real.has_filename() ? real : real.parent_path();
}

bool IsInside(const fs::path& inner, const fs::path& outer) {
  return std::mismatch(inner.begin(), inner.end(), outer.begin(), outer.end()).second == outer.end();
}

absl::Status DirectoryUnusable(const rocksdb::Status& status, const std::string& dir) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsNoSpace()) return BackupStatusOf(status, "be written", dir);
  return BackupError(absl::StatusCode::kFailedPrecondition, "BACKUP_DIRECTORY_UNUSABLE", dir, status.ToString(),
                     "不能使用，请检查它的上级目录是否存在、服务器是否有权读写（" + status.ToString() + "）");
}

absl::Status ForeignDirectory(const std::string& dir, const std::string& english, const std::string& chinese) {
  return BackupError(absl::StatusCode::kFailedPrecondition, "BACKUP_DIRECTORY_FOREIGN", dir, english, chinese);
}

// By another process or by this one. Other failures, of a file system without locks for instance, read otherwise.
bool IsHeld(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (text.find("lock hold by current process") != std::string::npos) return true;
  return text.find("While lock file") != std::string::npos &&
         (text.find("Resource temporarily unavailable") != std::string::npos ||
          text.find("Permission denied") != std::string::npos);  // POSIX allows either
}

}  // namespace

absl::Status BackupDirectory::CheckPath(const std::string& dir, const std::string& data_dir) {
  if (dir.empty() || dir.front() != '/') {
    return PathInvalid(dir, "is not an absolute path on the server's machine",
                       "必须是服务器上的绝对路径，例如 /var/backups/wuse");
  }
  const bool is_plain = std::none_of(dir.begin(), dir.end(), [](char c) { return static_cast<uint8_t>(c) < ' '; });
  if (!is_plain || dir.size() > common::kMaxPathBytes) {
    return PathInvalid(dir, "holds control characters or is too long", "含有控制字符或者太长");
  }
  if (!data_dir.empty() && IsInside(RealPath(dir), RealPath(data_dir))) {
    return BackupError(absl::StatusCode::kInvalidArgument, "BACKUP_DIRECTORY_INSIDE_DATA", dir,
                       "is inside the data directory " + data_dir,
                       "在数据目录 " + data_dir + " 里面；备份应放在别处，最好是另一块磁盘");
  }
  return absl::OkStatus();
}

absl::Status BackupDirectory::CheckMarker() const {
  std::string marker;
  const rocksdb::Status read = rocksdb::ReadFileToString(env_, dir_ + kBackupMarkerName, &marker);
  if (!read.ok()) return DirectoryUnusable(read, dir_);
  if (marker == kBackupMarker) return absl::OkStatus();
  if (marker.rfind(kAnyBackupMarker, 0) == 0) {
    return BackupError(absl::StatusCode::kFailedPrecondition, "BACKUP_FORMAT_UNKNOWN", dir_,
                       "has another format than this program's, 1: " + marker, "其中备份的格式与本程序（格式 1）不符");
  }
  return ForeignDirectory(dir_, "is not one of ours", "不是五色的备份目录");
}

absl::Status BackupDirectory::CheckEmpty() const {
  std::vector<std::string> children;
  WUSE_RETURN_IF_ERROR(DirectoryUnusable(env_->GetChildren(dir_, &children), dir_));
  for (const std::string& name : children) {
    // lost+found: the root of a disk that is there for backups. The marker's unfinished file: a crash.
    if (name == "." || name == ".." || name == "lost+found" || "/" + name == kNewMarkerName) continue;
    return ForeignDirectory(dir_, "holds files but no backups of ours (" + name + ")",
                            "其中已有其他文件（" + name + "），不是五色的备份目录；请换一个空目录");
  }
  return absl::OkStatus();
}

absl::Status BackupDirectory::WriteMarker() {
  rocksdb::Status status = rocksdb::WriteStringToFile(env_, kBackupMarker, dir_ + kNewMarkerName, /*should_sync=*/true);
  if (status.ok()) status = env_->RenameFile(dir_ + kNewMarkerName, dir_ + kBackupMarkerName);
  std::unique_ptr<rocksdb::Directory> directory;
  if (status.ok()) status = env_->NewDirectory(dir_, &directory);
  if (status.ok()) status = directory->Fsync();
  return DirectoryUnusable(status, dir_);
}

absl::StatusOr<std::unique_ptr<BackupDirectory::Lock>> BackupDirectory::Prepare() {
  if (env_->FileExists(dir_).IsNotFound()) {
    WUSE_RETURN_IF_ERROR(DirectoryUnusable(env_->CreateDirIfMissing(dir_), dir_));
    const fs::path parent = fs::path(dir_).lexically_normal().parent_path();
    std::unique_ptr<rocksdb::Directory> directory;
    rocksdb::Status synced = env_->NewDirectory(parent, &directory);
    if (synced.ok()) synced = directory->Fsync();
    WUSE_RETURN_IF_ERROR(DirectoryUnusable(synced, dir_));
  }
  if (env_->FileExists(dir_ + kBackupMarkerName).IsNotFound()) {
    WUSE_RETURN_IF_ERROR(CheckEmpty());
    WUSE_RETURN_IF_ERROR(WriteMarker());
  }
  WUSE_RETURN_IF_ERROR(CheckMarker());
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status locked = env_->LockFile(dir_ + kLockName, &lock);
  if (locked.ok()) return std::make_unique<Lock>(env_, lock);
  if (IsHeld(locked)) return BackupRunning(dir_);
  return DirectoryUnusable(locked, dir_);
}

absl::Status BackupDirectory::CheckReadable() const {
  if (env_->FileExists(dir_).IsNotFound()) {
    return BackupError(absl::StatusCode::kNotFound, "BACKUP_DIRECTORY_NOT_FOUND", dir_, "does not exist", "不存在");
  }
  if (env_->FileExists(dir_ + kBackupMarkerName).IsNotFound()) return CheckEmpty();
  return CheckMarker();
}

}  // namespace wuse::ledger
