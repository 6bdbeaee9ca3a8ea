#include "server/domain/decide.h"

namespace wuse::domain {

absl::StatusOr<Decision> Decide(const Context&, const v1::RecordCertifiedInvestmentRequest&) {
  return absl::UnimplementedError("RecordCertifiedInvestment");
}

absl::StatusOr<Decision> Decide(const Context&, const v1::SetReferenceFigureRequest&) {
  return absl::UnimplementedError("SetReferenceFigure");
}

absl::StatusOr<Decision> Decide(const Context&, const v1::ApplyListsRequest&) {
  return absl::UnimplementedError("ApplyLists");
}

absl::StatusOr<Decision> Decide(const Context&, const v1::SetHouseStyleRequest&) {
  return absl::UnimplementedError("SetHouseStyle");
}

}  // namespace wuse::domain
