#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "server/domain/figures.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

// The sums of the filter as of the day: those that the view keeps, otherwise added up from the facts of its projects.
domain::OverviewSums SumsOf(const board::View& view, const domain::RowFilter& filter, common::Date day,
                            board::DayFactsCache& day_facts, board::SelectionCache& selections);

// The one screen. Errors: kInvalidArgument (PERIOD_MALFORMED, PERIOD_IN_FUTURE, DECIMALS_INVALID, and the filter's).
absl::StatusOr<v1::Overview> GetOverview(const Parts& parts, const v1::GetOverviewRequest& request);
// The same where no project has to be looked at: of the main list today, and refusals. Nothing: ask a reader thread.
std::optional<absl::StatusOr<v1::Overview>> OverviewAtOnce(const Parts& parts, const v1::GetOverviewRequest& request);

}  // namespace wuse::api
