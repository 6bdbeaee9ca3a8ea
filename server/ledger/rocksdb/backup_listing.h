#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/env.h"
#include "rocksdb/utilities/backup_engine.h"
#include "server/ledger/backups.h"

namespace wuse::ledger {

// What the backup engine tells of one, in our words. Damaged when its metadata is not ours.
Backup BackupOf(const rocksdb::BackupInfo& info);

// Opens the engine so that it changes nothing in `dir`. Errors: those of Backups.
absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenForReading(rocksdb::Env* env,
                                                                              const std::string& dir);

// Backups::List.
absl::StatusOr<std::vector<Backup>> ListBackups(rocksdb::Env* env, const std::string& dir);

}  // namespace wuse::ledger
