#include "server/api/answers.h"

namespace wuse::api {

Answerer<v1::RecordCertifiedInvestmentResponse> AnswerTo(const Parts&, const v1::RecordCertifiedInvestmentRequest&) {
  return [](const engine::Outcome&) -> absl::StatusOr<v1::RecordCertifiedInvestmentResponse> {
    return absl::UnimplementedError("RecordCertifiedInvestment");
  };
}

Answerer<v1::SetReferenceFigureResponse> AnswerTo(const Parts&, const v1::SetReferenceFigureRequest&) {
  return [](const engine::Outcome&) -> absl::StatusOr<v1::SetReferenceFigureResponse> {
    return absl::UnimplementedError("SetReferenceFigure");
  };
}

Answerer<v1::ApplyListsResponse> AnswerTo(const Parts&, const v1::ApplyListsRequest&) {
  return [](const engine::Outcome&) -> absl::StatusOr<v1::ApplyListsResponse> {
    return absl::UnimplementedError("ApplyLists");
  };
}

Answerer<v1::SetHouseStyleResponse> AnswerTo(const Parts&, const v1::SetHouseStyleRequest&) {
  return [](const engine::Outcome&) -> absl::StatusOr<v1::SetHouseStyleResponse> {
    return absl::UnimplementedError("SetHouseStyle");
  };
}

}  // namespace wuse::api
