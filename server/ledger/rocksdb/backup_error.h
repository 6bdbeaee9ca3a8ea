#pragma once

#include <string>

#include "absl/status/status.h"
#include "rocksdb/status.h"

namespace wuse::ledger {

// An error around the backups in `dir`, for programs and for people; `english` and `chinese` name what is wrong, the
// directory is added to both.
absl::Status BackupError(absl::StatusCode code, const std::string& reason, const std::string& dir,
                         const std::string& english, const std::string& chinese);

// A RocksDB error in our words. `doing` is English: "write", "read".
absl::Status BackupStatusOf(const rocksdb::Status& status, const std::string& doing, const std::string& dir);

absl::Status BackupStopped(const std::string& dir);
absl::Status BackupRunning(const std::string& dir);
absl::Status BackupDamaged(const std::string& dir, const std::string& english);
absl::Status BackupNotFound(const std::string& dir, uint32_t id);

}  // namespace wuse::ledger
