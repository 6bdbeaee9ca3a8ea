#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "server/domain/figures.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

// The sums of the filter as of the day: those that the view keeps, otherwise added up from its projects.
domain::OverviewSums SumsOf(const board::View& view, const domain::RowFilter& filter, common::Date day,
                            const common::WorkingDays& calendar);

// The one screen. Errors: kInvalidArgument (PERIOD_MALFORMED, PERIOD_IN_FUTURE, DECIMALS_INVALID, and the filter's).
absl::StatusOr<v1::Overview> GetOverview(const Parts& parts, const v1::GetOverviewRequest& request);

}  // namespace wuse::api
