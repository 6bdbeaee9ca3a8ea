#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "server/api/rope.h"
#include "wuse/v1/report_service.pb.h"

namespace wuse::api {

// Reading reports. The first two read the disk: for reader threads.
absl::StatusOr<v1::Report> GetReport(const Parts& parts, const v1::GetReportRequest& request);
absl::StatusOr<Rope> ListReports(const Parts& parts, const v1::ListReportsRequest& request);  // a ListReportsResponse
absl::StatusOr<v1::ListMissingReportsResponse> ListMissingReports(const Parts& parts,
                                                                  const v1::ListMissingReportsRequest& request);

}  // namespace wuse::api
