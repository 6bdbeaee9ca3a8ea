#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "server/api/stream_registry.h"
#include "wuse/v1/admin_service.pb.h"

namespace wuse::api {

// Both block on the disk, for minutes maybe: for the backups' threads.
absl::StatusOr<v1::BackupInfo> Backup(const Parts& parts, const v1::BackupRequest& request);
absl::StatusOr<v1::ListBackupsResponse> ListBackups(const Parts& parts, const v1::ListBackupsRequest& request);

// The open streams. May read the ledger: on a reader.
v1::ListSubscriptionsResponse ListSubscriptions(const Parts& parts, const StreamRegistry& streams,
                                                const v1::ListSubscriptionsRequest& request);

}  // namespace wuse::api
