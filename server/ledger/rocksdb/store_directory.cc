#include "server/ledger/rocksdb/store_directory.h"

#include <filesystem>
#include <memory>
#include <vector>

#include "common/status.h"

namespace wuse::ledger {
namespace {

constexpr char kMarkerName[] = "/WUSE_LEDGER";
constexpr char kComplete[] = "wuse ledger format 1\n";
constexpr char kBeingMade[] = "wuse ledger format 1, being created\n";
constexpr char kAnyFormat[] = "wuse ledger format ";
constexpr char kUnfinished[] = ".new";  // a marker that is not yet in its place

absl::Status Refused(const std::string& reason, const std::string& english, const std::string& chinese) {
  return common::MakeError(absl::StatusCode::kFailedPrecondition, english, {.reason = reason, .chinese = chinese});
}

bool IsLockFailure(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return status.IsIOError() && (text.find("While lock file") != std::string::npos ||
                                text.find("lock hold by current process") != std::string::npos);
}

}  // namespace

absl::Status StatusOf(const rocksdb::Status& status, const std::string& doing, const std::string& dir) {
  if (status.ok()) return absl::OkStatus();
  if (IsLockFailure(status)) {
    return Refused("DATA_DIRECTORY_IN_USE", "data directory is in use: " + dir,
                   "数据目录 " + dir + " 正被另一个进程使用");
  }
  const std::string english = "cannot " + doing + " the ledger in " + dir + ": " + status.ToString();
  if (status.IsIOError() || status.IsTimedOut() || status.IsBusy()) {
    return common::MakeError(absl::StatusCode::kUnavailable, english,
                             {.reason = "LEDGER_UNREADABLE", .chinese = "数据目录 " + dir + " 中的账本暂时无法读取"});
  }
  return common::MakeError(absl::StatusCode::kDataLoss, english,
                           {.reason = "LEDGER_DAMAGED", .chinese = "数据目录 " + dir + " 中的账本已损坏，拒绝继续"});
}

absl::StatusOr<bool> StoreDirectory::Prepare() {
  WUSE_RETURN_IF_ERROR(StatusOf(env_->CreateDirIfMissing(dir_), "create", dir_));
  if (env_->FileExists(dir_ + kMarkerName).IsNotFound()) {
    std::vector<std::string> children;
    WUSE_RETURN_IF_ERROR(StatusOf(env_->GetChildren(dir_, &children), "open", dir_));
    for (const std::string& name : children) {
      // A power cut may have kept the unfinished marker and not its renaming.
      if (name == "." || name == ".." || "/" + name == std::string(kMarkerName) + kUnfinished) continue;
      return Refused("LEDGER_FOREIGN_DIRECTORY", dir_ + " holds files but no ledger of ours (" + name + ")",
                     "目录 " + dir_ + " 中已有其他文件（" + name + "），不是五色账本目录");
    }
    WUSE_RETURN_IF_ERROR(WriteMarker(kBeingMade));
    return true;
  }
  std::string marker;
  WUSE_RETURN_IF_ERROR(StatusOf(rocksdb::ReadFileToString(env_, dir_ + kMarkerName, &marker), "open", dir_));
  if (marker == kComplete) return false;
  if (marker == kBeingMade) return true;
  if (marker.rfind(kAnyFormat, 0) == 0) {
    return Refused("LEDGER_FORMAT_UNKNOWN", dir_ + " has another ledger format than this program's, 1: " + marker,
                   "目录 " + dir_ + " 中的账本格式与本程序（格式 1）不符");
  }
  return Refused("LEDGER_FOREIGN_DIRECTORY", dir_ + " holds no ledger of ours", "目录 " + dir_ + " 不是五色账本目录");
}

absl::Status StoreDirectory::MarkComplete() {
  // A file is as durable as the directories above it, which may be new.
  for (std::filesystem::path above = std::filesystem::path(dir_).parent_path();; above = above.parent_path()) {
    const bool is_own = above == std::filesystem::path(dir_).parent_path();
    const rocksdb::Status status = Sync(above.empty() ? "." : above.string());
    // Those further up may be somebody else's, not to be opened by us, and are old then.
    if (is_own) WUSE_RETURN_IF_ERROR(StatusOf(status, "create", dir_));
    if (above.empty() || above == above.parent_path()) break;
  }
  return WriteMarker(kComplete);
}

rocksdb::Status StoreDirectory::Sync(const std::string& path) {
  std::unique_ptr<rocksdb::Directory> directory;
  rocksdb::Status status = env_->NewDirectory(path, &directory);
  if (status.ok()) status = directory->Fsync();
  return status;
}

absl::Status StoreDirectory::WriteMarker(const std::string& text) {
  // Renamed into place, so that a crash leaves the old text or the new one.
  const std::string temporary = dir_ + kMarkerName + kUnfinished;
  rocksdb::Status status = rocksdb::WriteStringToFile(env_, text, temporary, /*should_sync=*/true);
  if (status.ok()) status = env_->RenameFile(temporary, dir_ + kMarkerName);
  if (status.ok()) status = Sync(dir_);
  return StatusOf(status, "create", dir_);
}

}  // namespace wuse::ledger
