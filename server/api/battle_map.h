#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

// 作战图: the units with their tile, their projects by color, and the worst of them by name.
// Errors: kInvalidArgument (PROJECTS_PER_UNIT_INVALID, and those of PeriodField and CompiledFilter).
absl::StatusOr<v1::BattleMap> GetBattleMap(const Parts& parts, const v1::GetBattleMapRequest& request);

}  // namespace wuse::api
