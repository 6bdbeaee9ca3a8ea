#include <string>

#include "server/api/answers.h"
#include "server/api/lookups.h"
#include "server/domain/overrides.h"
#include "server/domain/policy_presets.h"

namespace wuse::api {
namespace {

// The one that holds where a request would be decided upon now.
v1::PolicyVersion InForce(const Parts& parts, v1::PolicySubject subject, v1::Category category) {
  const domain::PolicySet::Policies newest = parts.board.Take().policies()->Newest();
  const domain::PolicySet::InForce* in_force = &newest.district;
  if (newest.categories[category].policy != nullptr) in_force = &newest.categories[category];
  if (subject == v1::SUBJECT_UNIT) in_force = &newest.units;
  return in_force->version == nullptr ? v1::PolicyVersion() : *in_force->version;
}

// Of what is set or dropped.
v1::PolicySubject SubjectOf(const v1::SetPolicyRequest& request) {
  v1::PolicySubject named = request.has_drop() ? request.drop() : request.policy().subject();
  if (request.has_preset()) {
    const absl::StatusOr<v1::ColorPolicy> preset = domain::PresetNamed(request.preset());
    if (preset.ok()) named = preset->subject();
  }
  return named == v1::SUBJECT_UNIT ? v1::SUBJECT_UNIT : v1::SUBJECT_PROJECT;
}

}  // namespace

Answerer<v1::SetPolicyResponse> AnswerTo(const Parts& parts, const v1::SetPolicyRequest& request) {
  const v1::PolicySubject subject = SubjectOf(request);
  return [&parts, subject,
          category = request.category()](const engine::Outcome& outcome) -> absl::StatusOr<v1::SetPolicyResponse> {
    v1::SetPolicyResponse response;
    response.set_sequence(outcome.sequence.value);
    if (!outcome.update) {
      *response.mutable_policy() = InForce(parts, subject, category);
      return response;
    }
    for (const v1::Change& change : outcome.update->changes()) {
      if (change.has_policy_changed()) *response.mutable_policy() = change.policy_changed().version();
    }
    return response;
  };
}

Answerer<v1::OverrideColorResponse> AnswerTo(const Parts& parts, const v1::OverrideColorRequest& request) {
  return [&parts, id = request.project()](const engine::Outcome& outcome) -> absl::StatusOr<v1::OverrideColorResponse> {
    v1::OverrideColorResponse response;
    response.set_sequence(outcome.sequence.value);
    if (!outcome.update) {
      const absl::StatusOr<board::ProjectState> found = FindProject(parts, id);
      if (!found.ok()) return found.status();
      const v1::Project project = ParsedProject(*found);
      if (const v1::ColorOverride* held = domain::OverrideOn(project, parts.clock.Today())) {
        *response.mutable_override() = *held;
      }
      *response.mutable_status() = project.status();
      return response;
    }
    for (const v1::Change& change : outcome.update->changes()) {
      if (change.has_color_overridden()) {
        *response.mutable_override() = change.color_overridden().override();
        response.mutable_status()->set_color(change.match_after().color());
      }
      if (change.has_status_changed()) *response.mutable_status() = change.status_changed().after();
    }
    return response;
  };
}

Answerer<v1::RecolorMonthResponse> AnswerTo(const Parts& parts, const v1::RecolorMonthRequest& request) {
  return [&parts, month = request.month()](const engine::Outcome& outcome) -> absl::StatusOr<v1::RecolorMonthResponse> {
    v1::RecolorMonthResponse response;
    response.set_sequence(outcome.sequence.value);
    // Whole by now, and never changed again.
    const board::View view = parts.board.Take();
    const auto recolored = view.recolored_months().find(month);
    if (recolored != view.recolored_months().end()) *response.mutable_month() = recolored->second;
    return response;
  };
}

}  // namespace wuse::api
