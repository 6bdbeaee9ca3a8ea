#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "server/api/rope.h"
#include "server/engine/engine.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/color_service.pb.h"
#include "wuse/v1/figure_service.pb.h"
#include "wuse/v1/project_service.pb.h"
#include "wuse/v1/report_service.pb.h"
#include "wuse/v1/unit_service.pb.h"

namespace wuse::api {

// From a mutation's outcome to its response. What was written is answered from the outcome's update alone, so that a
// repeated request id answers the same, also after later changes and restarts. When nothing was written the answer is
// the current state (it may read the disk then). `status` in a response is whole when the update changed it; else it
// has the color only, for the update says no more.
template <class Response>
using Answerer = std::function<absl::StatusOr<Response>(const engine::Outcome&)>;

// Each keeps of the request what the answer needs, so that the request itself can go to the engine.
Answerer<v1::ApplyUnitsResponse> AnswerTo(const Parts& parts, const v1::ApplyUnitsRequest& request);
Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::CreateProjectRequest& request);
Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::UpdateProjectRequest& request);
Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::ReplanMilestoneRequest& request);
Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::DelistProjectRequest& request);
Answerer<v1::ApplyProjectsResponse> AnswerTo(const Parts& parts, const v1::ApplyProjectsRequest& request);
Answerer<Rope> AnswerTo(const Parts& parts, const v1::FileReportRequest& request);  // a FileReportResponse
Answerer<v1::FileReportsResponse> AnswerTo(const Parts& parts, const v1::FileReportsRequest& request);
Answerer<v1::AlertMutationResponse> AnswerTo(const Parts& parts, const v1::AcknowledgeAlertRequest& request);
Answerer<v1::AlertMutationResponse> AnswerTo(const Parts& parts, const v1::SnoozeAlertRequest& request);
Answerer<v1::SetAlertRulesResponse> AnswerTo(const Parts& parts, const v1::SetAlertRulesRequest& request);

Answerer<v1::SetPolicyResponse> AnswerTo(const Parts& parts, const v1::SetPolicyRequest& request);
Answerer<v1::OverrideColorResponse> AnswerTo(const Parts& parts, const v1::OverrideColorRequest& request);
Answerer<v1::RecolorMonthResponse> AnswerTo(const Parts& parts, const v1::RecolorMonthRequest& request);

Answerer<v1::RecordCertifiedInvestmentResponse> AnswerTo(const Parts& parts,
                                                         const v1::RecordCertifiedInvestmentRequest& request);
Answerer<v1::SetReferenceFigureResponse> AnswerTo(const Parts& parts, const v1::SetReferenceFigureRequest& request);
Answerer<v1::ApplyListsResponse> AnswerTo(const Parts& parts, const v1::ApplyListsRequest& request);
Answerer<v1::SetHouseStyleResponse> AnswerTo(const Parts& parts, const v1::SetHouseStyleRequest& request);

// What FileReport answers when it wrote, as the bytes of a FileReportResponse.
Rope ReportAsFiled(const engine::Outcome& outcome);

}  // namespace wuse::api
