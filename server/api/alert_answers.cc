#include <string>
#include <utility>

#include "server/api/answers.h"
#include "server/api/lookups.h"
#include "server/domain/alert_rules.h"
#include "server/domain/references.h"

namespace wuse::api {
namespace {

// The alert that a request names, as it is now. The request was decided upon: the alert is there.
absl::StatusOr<v1::Alert> CurrentAlert(const Parts& parts, const v1::AlertRef& ref) {
  const absl::StatusOr<board::ProjectState> found = FindProject(parts, ref.project());
  if (!found.ok()) return found.status();
  const v1::Project project = ParsedProject(*found);
  const v1::Milestone* const rung = domain::FindRungRef(project, ref.milestone());
  for (const v1::Alert& alert : project.alerts()) {
    if (alert.kind() == ref.kind() && alert.milestone() == (rung ? rung->id() : ref.milestone())) return alert;
  }
  return v1::Alert();
}

Answerer<v1::AlertMutationResponse> AlertAnswerer(const Parts& parts, v1::AlertRef ref) {
  return [&parts, ref = std::move(ref)](const engine::Outcome& outcome) -> absl::StatusOr<v1::AlertMutationResponse> {
    v1::AlertMutationResponse response;
    response.set_sequence(outcome.sequence.value);
    if (!outcome.update) {
      absl::StatusOr<v1::Alert> current = CurrentAlert(parts, ref);
      if (!current.ok()) return current.status();
      *response.mutable_alert() = *std::move(current);
      return response;
    }
    for (const v1::Change& change : outcome.update->changes()) {
      if (change.has_alert_changed()) *response.mutable_alert() = change.alert_changed().after();
    }
    return response;
  };
}

// The rules as they would be with those of the request.
v1::AlertRules With(v1::AlertRules rules, const v1::SetAlertRulesRequest& request) {
  for (const v1::AlertRule& rule : request.rules()) {
    for (v1::AlertRule& other : *rules.mutable_rules()) {
      if (other.kind() == rule.kind()) other = rule;
    }
  }
  return domain::AlertRuleSet(rules).message();
}

}  // namespace

Answerer<v1::AlertMutationResponse> AnswerTo(const Parts& parts, const v1::AcknowledgeAlertRequest& request) {
  return AlertAnswerer(parts, request.alert());
}

Answerer<v1::AlertMutationResponse> AnswerTo(const Parts& parts, const v1::SnoozeAlertRequest& request) {
  return AlertAnswerer(parts, request.alert());
}

Answerer<v1::SetAlertRulesResponse> AnswerTo(const Parts& parts, const v1::SetAlertRulesRequest& request) {
  return [&parts, request](const engine::Outcome& outcome) -> absl::StatusOr<v1::SetAlertRulesResponse> {
    v1::SetAlertRulesResponse response;
    response.set_sequence(outcome.sequence.value);
    if (!outcome.update) {
      const v1::AlertRules now = parts.board.Take().alert_rules().message();
      *response.mutable_rules() = request.validate_only() ? With(now, request) : now;
      return response;
    }
    for (const v1::Change& change : outcome.update->changes()) {
      if (change.has_alert_rules_changed()) *response.mutable_rules() = change.alert_rules_changed().rules();
    }
    return response;
  };
}

}  // namespace wuse::api
