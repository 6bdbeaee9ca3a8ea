#include <string>
#include <utility>

#include "fmt/format.h"
#include "server/api/color_months.h"
#include "server/api/errors.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/restated.h"
#include "server/domain/color_day.h"

namespace wuse::api {
namespace {

// The months that a request asks for, newest first.
absl::StatusOr<std::vector<const v1::RecoloredMonth*>> MonthsOf(const board::View& view,
                                                                const v1::GetColorHistoryRequest& request) {
  const absl::StatusOr<std::string> from = MonthField("from_month", request.from_month());
  if (!from.ok()) return from.status();
  const absl::StatusOr<std::string> to = MonthField("to_month", request.to_month());
  if (!to.ok()) return to.status();
  std::vector<const v1::RecoloredMonth*> months;
  for (auto month = view.recolored_months().rbegin(); month != view.recolored_months().rend(); ++month) {
    if (month->first >= *from && (to->empty() || month->first <= *to)) months.push_back(&month->second);
  }
  return months;
}

v1::MonthColor HeadOf(const v1::RecoloredMonth& month) {
  v1::MonthColor color;
  color.set_month(month.month());
  color.set_published_on(month.published_on());
  color.set_published_by(month.published_by());
  return color;
}

void SetNow(const Parts& parts, const board::View& view, const board::ProjectState& state, const v1::Project& project,
            v1::GetColorHistoryResponse& response) {
  const domain::ColorDay today(view.policies(), parts.clock.Today(), parts.calendar);
  const domain::PolicyDay& policy = today.PolicyOf(*state.row);
  response.set_now(policy.JustColorOf(*state.row, *state.marks));
  response.set_now_policy_version(today.VersionOf(*state.row));
  for (v1::ColorReason& reason : policy.ReasonsOf(*state.row, *state.marks, project)) {
    *response.add_now_reasons() = std::move(reason);
  }
  for (auto made = project.overrides().rbegin(); made != project.overrides().rend(); ++made) {
    *response.add_overrides() = *made;
  }
}

absl::Status AddProject(const Parts& parts, const board::View& view, const v1::GetColorHistoryRequest& request,
                        const std::vector<const v1::RecoloredMonth*>& months, v1::GetColorHistoryResponse& response) {
  const absl::StatusOr<board::ProjectState> state = FindProject(parts, request.project());
  if (!state.ok()) return state.status();
  const v1::Project project = ParsedProject(*state);
  response.set_project(project.id());
  response.set_unit(project.unit());
  response.set_name(project.name());
  SetNow(parts, view, *state, project, response);
  for (const v1::RecoloredMonth* month : months) {
    absl::StatusOr<v1::OfficialColor> published = parts.history.FindOfficialColor(month->month(), project.id());
    if (absl::IsNotFound(published.status())) continue;  // it was not listed then
    if (!published.ok()) return published.status();
    v1::MonthColor color = HeadOf(*month);
    Restated(parts, view, *month).SetOn(*published, *state, color);
    color.set_published(published->color());
    color.set_policy_version(published->policy_version());
    color.mutable_reasons()->Swap(published->mutable_reasons());
    if (published->has_override()) color.mutable_override()->Swap(published->mutable_override());
    *response.add_months() = std::move(color);
  }
  return absl::OkStatus();
}

absl::Status AddUnit(const board::View& view, const v1::GetColorHistoryRequest& request,
                     const std::vector<const v1::RecoloredMonth*>& months, v1::GetColorHistoryResponse& response) {
  const v1::Unit* unit = view.FindUnit(request.unit());
  if (unit == nullptr) {
    google::protobuf::RepeatedPtrField<std::string> asked;
    *asked.Add() = request.unit();
    common::FieldViolation unknown = UnknownUnits(view, {"unit", "单位"}, asked)[0];
    unknown.field = "unit";  // one, not a list
    return InvalidField(std::move(unknown));
  }
  response.set_unit(unit->id());
  response.set_name(unit->name());
  for (const v1::RecoloredMonth* month : months) {
    for (const v1::OfficialUnitColor& published : month->units()) {
      if (published.unit() != unit->id()) continue;
      v1::MonthColor color = HeadOf(*month);
      color.set_published(published.color());
      color.set_policy_version(published.policy_version());
      *color.mutable_reasons() = published.reasons();
      *response.add_months() = std::move(color);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::GetColorHistoryResponse> GetColorHistory(const Parts& parts,
                                                            const v1::GetColorHistoryRequest& request) {
  if (request.project().empty() == request.unit().empty()) {
    return InvalidField({.field = "project",
                         .reason = "SUBJECT_MISSING",
                         .description = "a project or a unit is needed, not both",
                         .chinese = "要指明一个项目或一个单位（只能一个）"});
  }
  const board::View view = parts.board.Take();
  const auto months = MonthsOf(view, request);
  if (!months.ok()) return months.status();
  v1::GetColorHistoryResponse response;
  const absl::Status added = request.project().empty() ? AddUnit(view, request, *months, response)
                                                       : AddProject(parts, view, request, *months, response);
  return added.ok() ? absl::StatusOr<v1::GetColorHistoryResponse>(std::move(response)) : added;
}

}  // namespace wuse::api
