#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

// The annual completion that people entered of the same period a year before (2020-04 of 2021-04), for the same filter;
// null: none.
const v1::ReferenceFigure* ReferenceYearAgo(const domain::FigureBook& book, const v1::ProjectFilter* filter,
                                            const std::string& period);

absl::StatusOr<v1::Statistics> GetStatistics(const Parts& parts, const v1::GetStatisticsRequest& request);

}  // namespace wuse::api
