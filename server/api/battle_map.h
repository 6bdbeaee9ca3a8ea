#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

absl::StatusOr<v1::BattleMap> GetBattleMap(const Parts& parts, const v1::GetBattleMapRequest& request);

}  // namespace wuse::api
