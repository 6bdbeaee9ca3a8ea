#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/empty.pb.h"
#include "server/api/alert_board.h"
#include "server/api/parts.h"
#include "server/api/rope.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::api {

// Where an alert stands in ListAlerts: compared from the first field to the last. Also what a page token holds, so that
// the next page begins after the last alert of the page before even when others came and went between.
struct AlertRank {
  // Texts are within the arguments; `encoded` is the alert's message, for its milestone.
  static AlertRank Of(std::string_view project_id, const domain::AlertRow& alert, std::string_view encoded);
  static AlertRank OfPosition(std::string_view position);  // of ToPosition only
  std::string ToPosition() const;
  auto operator<=>(const AlertRank&) const = default;

  int mildness = 0;       // the severity, the worst first
  int32_t fired_day = 0;  // the longest first; what has not fired comes last
  std::string_view project;
  int kind = 0;
  std::string_view milestone;
};

// The answer is of one view of the board, alerts and projects as it has them encoded. A ListAlertsResponse.
absl::StatusOr<Rope> ListAlerts(const Parts& parts, const v1::ListAlertsRequest& request);
absl::StatusOr<v1::ListDeliveriesResponse> ListDeliveries(const Parts& parts, const v1::ListDeliveriesRequest& request);

}  // namespace wuse::api
