#include "server/api/battle_map.h"

namespace wuse::api {

absl::StatusOr<v1::BattleMap> GetBattleMap(const Parts& parts, const v1::GetBattleMapRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("GetBattleMap");
}

}  // namespace wuse::api
