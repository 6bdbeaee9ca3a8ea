#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/unit_service.pb.h"

namespace wuse::api {

absl::StatusOr<v1::ListUnitsResponse> ListUnits(const Parts& parts, const v1::ListUnitsRequest& request);

}  // namespace wuse::api
