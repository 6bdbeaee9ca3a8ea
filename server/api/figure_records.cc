#include "server/api/figure_records.h"

namespace wuse::api {

absl::StatusOr<v1::ListReferenceFiguresResponse> ListReferenceFigures(const Parts& parts,
                                                                      const v1::ListReferenceFiguresRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("ListReferenceFigures");
}

absl::StatusOr<v1::ListListsResponse> ListLists(const Parts& parts, const v1::ListListsRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("ListLists");
}

absl::StatusOr<v1::GetHouseStyleResponse> GetHouseStyle(const Parts& parts, const v1::GetHouseStyleRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("GetHouseStyle");
}

}  // namespace wuse::api
