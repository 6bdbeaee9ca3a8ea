#include "server/engine/day_evaluation.h"

#include "common/limits.h"
#include "common/status.h"
#include "server/domain/decide.h"
#include "server/domain/project_brief.h"

namespace wuse::engine {
namespace {

// What an update has besides its changes.
constexpr size_t kHeaderRoom = 1024;

bool IsSame(const std::optional<v1::ProjectStatus>& status, const domain::Verdict& verdict) {
  return status && status->color() == verdict.color &&
         std::equal(status->deciding().begin(), status->deciding().end(), verdict.deciding.begin(),
                    verdict.deciding.end());
}

// Nothing for most projects, which are not even read whole.
std::vector<v1::Change> ChangesOn(const board::ProjectState& state, const domain::JudgedDay& day,
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

// Cuts changes into updates by count and bytes.
class UpdateCutter {
 public:
  explicit UpdateCutter(Group& group) : group_(group) {}

  absl::Status Add(v1::Change change) {
    const size_t bytes = change.ByteSizeLong() + 8;  // its tag and length
    if (static_cast<int>(changes_.size()) >= common::kMaxEngineChanges ||
        bytes_ + bytes > common::kMaxUpdateBytes - kHeaderRoom) {
      WUSE_RETURN_IF_ERROR(Flush());
    }
    bytes_ += bytes;
    changes_.push_back(std::move(change));
    return absl::OkStatus();
  }
  absl::Status Flush() {
    if (changes_.empty()) return absl::OkStatus();
    bytes_ = 0;
    return group_.AddOwn(std::exchange(changes_, {}));
  }

 private:
  Group& group_;
  std::vector<v1::Change> changes_;
  size_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<bool> DayEvaluation::AddTurn(Group& group, const common::WorkingDays& calendar) {
  const board::View view = group.draft().staging().base();
  const size_t end = std::min(view.project_count(), next_slot_ + common::kEvaluatedPerTurn);
  const domain::JudgedDay day = domain::JudgedDay::ForMany(day_, calendar);
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
