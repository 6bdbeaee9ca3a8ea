#pragma once

#include "server/domain/color_day.h"
#include "server/engine/group.h"

namespace wuse::engine {

// The evaluation of all colors and alerts on a day, in turns. Keeps only where it stands: what a turn has written is in
// the register, so an evaluation that was cut short is begun anew and finds that equal.
class DayEvaluation {
 public:
  explicit DayEvaluation(common::Date day) : day_(day) {}

  common::Date day() const { return day_; }
  // Adds the updates of the next common::kEvaluatedPerTurn projects to an empty group; with the last ones, the
  // DayEvaluated, and answers true.
  absl::StatusOr<bool> AddTurn(Group& group, domain::ColorDayCache& color_days);

 private:
  const common::Date day_;
  size_t next_slot_ = 0;
};

}  // namespace wuse::engine
