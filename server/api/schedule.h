#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

// 进度图: a page of projects with what each milestone was planned for, at first and on the day, and when it was
// reached. A milestone is late that was reached after the date in force, or is open after it. Errors: kInvalidArgument
// (those of PeriodField, CompiledFilter, PageSizeField and PageTokens).
absl::StatusOr<v1::Schedule> GetSchedule(const Parts& parts, const v1::GetScheduleRequest& request);

}  // namespace wuse::api
