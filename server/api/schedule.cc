#include "server/api/schedule.h"

namespace wuse::api {

absl::StatusOr<v1::Schedule> GetSchedule(const Parts& parts, const v1::GetScheduleRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("GetSchedule");
}

}  // namespace wuse::api
