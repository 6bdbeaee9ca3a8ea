#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "server/api/parts.h"
#include "server/domain/figures.h"
#include "server/domain/house_style.h"
#include "wuse/v1/house_style.pb.h"

// What every question about figures has in common: its period, its style, and the projects that it is about.
namespace wuse::api {

// "", a day, week, month, quarter or year: what is asked about, as of its last day, or of today where that is earlier.
struct AskedPeriod {
  std::string text;    // as asked; today's date where nothing was
  common::Date first;  // not after as_of
  common::Date as_of;
};
// Errors: kInvalidArgument (PERIOD_MALFORMED, PERIOD_IN_FUTURE).
absl::StatusOr<AskedPeriod> PeriodField(const std::string& text, common::Date today);
// Whether a well-formed period is a single day.
bool IsDay(const std::string& period);
// The period of the same kind just before: the day, week, month, quarter or year. "" where it would be before the
// calendar begins.
std::string PeriodBefore(const std::string& period);
// The period of the same kind a year before: 2020-04, 2020-Q1, 2020-W17; of a week 53 that the year before has not its
// week 52. "" as above.
std::string PeriodYearBefore(const std::string& period);

// The request's style over the district's over the default one: complete. Errors: kInvalidArgument (DECIMALS_INVALID,
// VALUE_UNKNOWN, TARGET_PATH_INVALID).
absl::StatusOr<v1::HouseStyle> StyleField(const board::View& view, const v1::HouseStyle& asked);

// The same day a year before; of 29 February the 28th.
common::Date YearBefore(common::Date day);

// The projects that a filter means.
class Selection {
 public:
  Selection(board::SelectionCache& selections, const board::View& view, domain::RowFilter filter);

  // Calls `take(slot, facts)` for each that is listed on the day of the facts and matches the filter on it, its color
  // being that of the day. The facts are of the same view.
  template <typename Take>
  void ForEach(const board::DayFacts& facts, const Take& take) const {
    slots_->ForEach([&](size_t slot) {
      if (facts[slot].is_listed && MatchesOnDay(facts, slot)) take(slot, facts[slot]);
    });
  }
  // Calls `take(slot)` for each that matches on some day or other: apart from colors and reached milestones.
  template <typename Take>
  void ForEachOnAnyDay(const Take& take) const {
    slots_->ForEach(take);
  }
  // Whether one of these matches on the day of the facts, listed or not.
  bool MatchesOnDay(const board::DayFacts& facts, size_t slot) const {
    return domain::MatchesColor(filter_, facts[slot].color) && HasReachedOnDay(facts, slot);
  }
  // The same whatever its color.
  bool HasReachedOnDay(const board::DayFacts& facts, size_t slot) const {
    return filter_.reached_milestones.empty() ||
           domain::MatchesApartFromColor(filter_, *facts.view().project(slot).row, facts.day());
  }

 private:
  const domain::RowFilter filter_;
  const std::shared_ptr<const board::SelectedSlots> slots_;
};

}  // namespace wuse::api
