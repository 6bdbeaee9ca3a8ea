#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

absl::StatusOr<v1::Ranking> GetRanking(const Parts& parts, const v1::GetRankingRequest& request);

}  // namespace wuse::api
