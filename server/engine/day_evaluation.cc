#include "server/engine/day_evaluation.h"

#include "common/limits.h"
#include "common/status.h"
#include "server/domain/decide.h"
#include "server/domain/project_brief.h"
#include "server/engine/update_cutter.h"

namespace wuse::engine {
namespace {

bool IsSame(const std::optional<v1::ProjectStatus>& status, const domain::Verdict& verdict) {
  return status && status->color() == verdict.color &&
         std::equal(status->deciding().begin(), status->deciding().end(), verdict.deciding.begin(),
                    verdict.deciding.end());
}

// Nothing for most projects, which are not even read whole.
std::vector<v1::Change> ChangesOn(const board::ProjectState& state, const domain::ColorDay& day,
                                  const domain::AlertRuleSet& rules) {
  const domain::ProjectJudgment judgment = domain::Judge(*state.row, *state.marks, day, rules);
  if (judgment.steps.empty() && IsSame(domain::StatusWithin(*state.encoded), judgment.verdict)) return {};
  return domain::ChangesOf(judgment, nullptr, domain::ProjectBrief::Within(state.encoded, state.row), day.date());
}

v1::Change DayEvaluatedOn(common::Date day) {
  v1::Change change;
  change.mutable_day_evaluated()->set_date(day.ToString());
  return change;
}

}  // namespace

absl::StatusOr<bool> DayEvaluation::AddTurn(Group& group, domain::ColorDayCache& color_days) {
  const board::View view = group.draft().staging().base();
  const size_t end = std::min(view.project_count(), next_slot_ + common::kEvaluatedPerTurn);
  const domain::ColorDay& day = *color_days.Of(view.policies(), day_);
  UpdateCutter cutter(group);
  for (; next_slot_ < end; ++next_slot_) {
    view.PrefetchAfter(next_slot_);
    for (v1::Change& change : ChangesOn(view.project(next_slot_), day, view.alert_rules())) {
      WUSE_RETURN_IF_ERROR(cutter.Add(std::move(change)));
    }
  }
  WUSE_RETURN_IF_ERROR(cutter.Flush());
  if (end < view.project_count()) return false;
  WUSE_RETURN_IF_ERROR(cutter.Add(DayEvaluatedOn(day_)));
  WUSE_RETURN_IF_ERROR(cutter.Flush());
  return true;
}

}  // namespace wuse::engine
