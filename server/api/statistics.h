#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

absl::StatusOr<v1::Statistics> GetStatistics(const Parts& parts, const v1::GetStatisticsRequest& request);

}  // namespace wuse::api
