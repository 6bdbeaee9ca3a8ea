#include "server/api/admin.h"

#include <chrono>

#include "common/digest.h"
#include "server/ledger/backups.h"

namespace wuse::api {
namespace {

v1::BackupInfo InfoOf(const ledger::Backup& backup) {
  v1::BackupInfo info;
  info.set_id(static_cast<int32_t>(backup.id));
  info.set_damaged(backup.damaged);
  if (backup.damaged) return info;
  const auto time = std::chrono::floor<std::chrono::seconds>(backup.made_at.time_since_epoch());
  info.mutable_time()->set_seconds(time.count());
  info.set_sequence(backup.head.sequence.value);
  info.set_chain(common::Hex(backup.head.chain));
  info.set_store_id(backup.store_id);
  info.set_format(backup.format);
  info.set_bytes(static_cast<int64_t>(backup.bytes));
  info.set_copied_bytes(static_cast<int64_t>(backup.copied_bytes));
  return info;
}

}  // namespace

absl::StatusOr<v1::BackupInfo> Backup(const Parts& parts, const v1::BackupRequest& request) {
  const absl::StatusOr<ledger::Backup> backup = parts.backups.Create(request.dir());
  if (!backup.ok()) return backup.status();
  return InfoOf(*backup);
}

absl::StatusOr<v1::ListBackupsResponse> ListBackups(const Parts& parts, const v1::ListBackupsRequest& request) {
  const absl::StatusOr<std::vector<ledger::Backup>> backups = parts.backups.List(request.dir());
  if (!backups.ok()) return backups.status();
  v1::ListBackupsResponse response;
  for (const ledger::Backup& backup : *backups) *response.add_backups() = InfoOf(backup);
  return response;
}

}  // namespace wuse::api
