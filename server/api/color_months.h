#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::api {

// Official colors: a project's month by month, and all of a month. Both read history: for reader threads. Errors: see
// ColorService.
absl::StatusOr<v1::GetColorHistoryResponse> GetColorHistory(const Parts& parts,
                                                            const v1::GetColorHistoryRequest& request);
absl::StatusOr<v1::GetRecoloredMonthResponse> GetRecoloredMonth(const Parts& parts,
                                                                const v1::GetRecoloredMonthRequest& request);

}  // namespace wuse::api
