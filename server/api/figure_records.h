#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/figure_service.pb.h"

namespace wuse::api {

absl::StatusOr<v1::ListReferenceFiguresResponse> ListReferenceFigures(const Parts& parts,
                                                                      const v1::ListReferenceFiguresRequest& request);
absl::StatusOr<v1::ListListsResponse> ListLists(const Parts& parts, const v1::ListListsRequest& request);
absl::StatusOr<v1::GetHouseStyleResponse> GetHouseStyle(const Parts& parts, const v1::GetHouseStyleRequest& request);

}  // namespace wuse::api
