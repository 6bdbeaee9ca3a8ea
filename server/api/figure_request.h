#pragma once

#include <memory>
#include <string>

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
// The period of the same kind just before: the day, week, month, quarter or year. "" where it would be before the
// calendar begins.
std::string PeriodBefore(const std::string& period);

// The request's style over the district's over the default one: complete. Errors: kInvalidArgument (DECIMALS_INVALID,
// VALUE_UNKNOWN, TARGET_PATH_INVALID).
absl::StatusOr<v1::HouseStyle> StyleField(const board::View& view, const v1::HouseStyle& asked);

// The same day a year before; of 29 February the 28th.
common::Date YearBefore(common::Date day);

// Calls `take(slot, facts)` for each project that is listed on the day of the facts and matches the filter, its color
// being that of the day.
template <typename Take>
void ForEachMatching(const board::DayFacts& facts, const domain::RowFilter& filter, const Take& take) {
  const common::Date day = facts.day();
  for (size_t slot = 0; slot < facts.size(); ++slot) {
    const domain::ProjectFacts& project = facts[slot];
    if (!project.is_listed || !domain::MatchesColor(filter, project.color)) continue;
    if (domain::MatchesApartFromColor(filter, *facts.view().project(slot).row, day)) take(slot, project);
  }
}

}  // namespace wuse::api
