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

// Calls `take(slot, facts)` for each project that is listed on the day of the facts and matches the filter, its color
// being that of the day.
template <typename Take>
void ForEachMatching(const board::DayFacts& facts, const domain::RowFilter& filter, const Take& take);

// The projects that match a filter apart from its colors and reached milestones, which are of a day: the same on every
// day, so that several days need to look only once.
class Selection {
 public:
  Selection(const board::View& view, domain::RowFilter filter);

  // Calls `take(slot, facts)` for each that is listed on the day of the facts and matches the filter on it. The facts
  // are of the same view.
  template <typename Take>
  void ForEach(const board::DayFacts& facts, const Take& take) const {
    for (const uint32_t slot : slots_) {
      if (Matches(facts, slot)) take(size_t{slot}, facts[slot]);
    }
  }
  // Whether one of them does, apart from its color.
  bool MatchesApartFromColor(const board::DayFacts& facts, size_t slot) const {
    if (!facts[slot].is_listed) return false;
    return filter_.reached_milestones.empty() ||
           domain::MatchesApartFromColor(filter_, *facts.view().project(slot).row, facts.day());
  }
  const std::vector<uint32_t>& slots() const { return slots_; }

 private:
  bool Matches(const board::DayFacts& facts, size_t slot) const {
    return domain::MatchesColor(filter_, facts[slot].color) && MatchesApartFromColor(facts, slot);
  }

  domain::RowFilter filter_;
  std::vector<uint32_t> slots_;
};

template <typename Take>
void ForEachMatching(const board::DayFacts& facts, const domain::RowFilter& filter, const Take& take) {
  Selection(facts.view(), filter).ForEach(facts, take);
}

}  // namespace wuse::api
