#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>

#include "server/domain/figures.h"
#include "server/domain/project_row.h"

namespace wuse::domain {

// The days that the lists of a bulletin are about.
struct BulletinDates {
  common::Date day;    // of its figures
  common::Date first;  // of its period
  common::Date until;  // the last day of the next period
  common::Week report_week;
  common::Date report_due;  // of that week
  friend bool operator==(const BulletinDates&, const BulletinDates&) = default;
};

// A milestone that a bulletin lists.
struct ListedRung {
  size_t rung = 0;
  bool is_reached = false;  // in the period; otherwise it is waited for, and due by `until`
  common::Date listed_by;   // when it was reached, or is planned
  common::Date planned_on;  // may be not set of one that is reached
};

// Calls `take(ListedRung)` for each of the project, the last of its ladder first: a rung is waited for unless it or a
// later one of its track is reached, and not while the project is paused.
template <typename Take>
void ForEachListedRung(const ProjectRow& project, const BulletinDates& dates, const Take& take) {
  const bool is_paused = IsPaused(project, dates.day);
  std::bitset<256> passed;  // tracks of which a rung seen so far is reached
  for (size_t i = project.rungs.size(); i-- > 0;) {
    const Rung& rung = project.rungs[i];
    if (IsReached(rung, dates.day)) {
      passed.set(rung.track);
      if (rung.reached_on < dates.first) continue;
      take(ListedRung{i, true, rung.reached_on, PlannedOn(project, rung, dates.day)});
    } else if (!is_paused && !passed.test(rung.track)) {
      const common::Date planned = PlannedOn(project, rung, dates.day);
      if (planned.IsSet() && planned <= dates.until) take(ListedRung{i, false, planned, planned});
    }
  }
}

// BulletinMark is what a bulletin needs to know of a project to tell whether it is in one of its lists: so little that
// those of a whole register are walked in a millisecond. Whether the project is listed and meant is not looked at.
struct BulletinMark {
  common::Date first_reached;        // the least of its reached milestones' days; not set: there are none
  common::Date first_due;            // the least of those waited for; likewise
  std::optional<int32_t> days_late;  // as in Measures
  uint16_t reached_count = 0;
  uint16_t due_count = 0;
  bool owes_report = false;
  bool has_report = false;
  friend bool operator==(const BulletinMark&, const BulletinMark&) = default;
};
static_assert(sizeof(BulletinMark) <= 24);
BulletinMark MarkOf(const ProjectRow& project, std::span<const ReportMark> reports, const BulletinDates& dates);

}  // namespace wuse::domain
