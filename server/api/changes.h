#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::api {

// The audit trail, newest first. Reads the disk: for reader threads.
// A page ends early, possibly empty but with a token, when much had to be looked at for little.
absl::StatusOr<v1::ListChangesResponse> ListChanges(const Parts& parts, const v1::ListChangesRequest& request);

}  // namespace wuse::api
