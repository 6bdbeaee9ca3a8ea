#include "server/api/comparison.h"

namespace wuse::api {

absl::StatusOr<v1::Comparison> GetComparison(const Parts& parts, const v1::GetComparisonRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("GetComparison");
}

}  // namespace wuse::api
