#include "server/api/ranking.h"

namespace wuse::api {

absl::StatusOr<v1::Ranking> GetRanking(const Parts& parts, const v1::GetRankingRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("GetRanking");
}

}  // namespace wuse::api
