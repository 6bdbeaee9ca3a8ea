#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::api {

// What happened to the alerts of a project, from the ledger, oldest first. On a reader thread.
absl::StatusOr<v1::ListAlertHistoryResponse> ListAlertHistory(const Parts& parts,
                                                              const v1::ListAlertHistoryRequest& request);

}  // namespace wuse::api
