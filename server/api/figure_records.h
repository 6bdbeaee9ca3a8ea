#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/figure_service.pb.h"

// What figures are shown with, as it is kept.
namespace wuse::api {

// Errors: kInvalidArgument (PERIOD_MALFORMED).
absl::StatusOr<v1::ListReferenceFiguresResponse> ListReferenceFigures(const Parts& parts,
                                                                      const v1::ListReferenceFiguresRequest& request);
// Walks the register. Errors: kInvalidArgument (of the period and the style).
absl::StatusOr<v1::ListListsResponse> ListLists(const Parts& parts, const v1::ListListsRequest& request);
absl::StatusOr<v1::GetHouseStyleResponse> GetHouseStyle(const Parts& parts, const v1::GetHouseStyleRequest& request);

}  // namespace wuse::api
