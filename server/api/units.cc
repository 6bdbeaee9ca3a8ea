#include "server/api/units.h"

namespace wuse::api {

absl::StatusOr<v1::ListUnitsResponse> ListUnits(const Parts& parts, const v1::ListUnitsRequest& /*request*/) {
  v1::ListUnitsResponse response;
  const board::View view = parts.board.Take();
  response.mutable_units()->Add(view.units().begin(), view.units().end());
  return response;
}

}  // namespace wuse::api
