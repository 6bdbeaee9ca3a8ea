#pragma once

#include <cstddef>
#include <memory>

#include "server/domain/color_day.h"
#include "server/engine/group.h"

namespace wuse::engine {

// The freezing of a month's official colors, in turns. Where it stands is in the register, so one that was cut short
// goes on where it was; a project is frozen once.
class MonthRecoloring {
 public:
  // The board says which month is being frozen.
  MonthRecoloring(const board::View& view, const common::WorkingDays& calendar);

  // Adds the colors of the next common::kRecoloredPerTurn projects to an empty group; with the last ones, the
  // MonthRecolored, and answers true.
  absl::StatusOr<bool> AddTurn(Group& group);

 private:
  v1::Change ColorOf(const board::ProjectState& state) const;
  v1::Change Finish(const board::View& view, const board::Recoloring& recoloring) const;

  const std::string month_;
  const std::shared_ptr<const domain::ColorDay> colors_;
  size_t next_slot_;
};

}  // namespace wuse::engine
