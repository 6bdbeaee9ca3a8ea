#include "server/api/statistics.h"

namespace wuse::api {

absl::StatusOr<v1::Statistics> GetStatistics(const Parts& parts, const v1::GetStatisticsRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("GetStatistics");
}

}  // namespace wuse::api
