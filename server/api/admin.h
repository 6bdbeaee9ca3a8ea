#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/admin_service.pb.h"

namespace wuse::api {

// Both block on the disk, for minutes maybe: for the backups' threads.
absl::StatusOr<v1::BackupInfo> Backup(const Parts& parts, const v1::BackupRequest& request);
absl::StatusOr<v1::ListBackupsResponse> ListBackups(const Parts& parts, const v1::ListBackupsRequest& request);

}  // namespace wuse::api
