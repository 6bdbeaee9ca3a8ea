#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/domain/color_day.h"
#include "server/domain/judged_day.h"
#include "server/domain/project_row.h"
#include "server/domain/statistics.h"
#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/filter.pb.h"
#include "wuse/v1/project.pb.h"

namespace wuse::domain {

// Listed on the day: listed_on ≤ day, and not delisted by then.
bool IsListed(const ProjectRow& project, common::Date day);
bool IsPaused(const ProjectRow& project, common::Date day);
// Continuing, or `started` or a later rung of its track reached by the day.
bool IsStarted(const ProjectRow& project, common::Date day);
bool IsReached(const Rung& rung, common::Date day);
// The closing rung and every dated rung listed after it, in every track, are reached by the day.
bool IsClosed(const ProjectRow& project, common::Date day);
// The rung's planned date in force on the day; not set when it has none.
common::Date PlannedOn(const ProjectRow& project, const Rung& rung, common::Date day);
// The year's plan in force on the day; nullptr without one.
const YearPlanRow* PlanOn(const ProjectRow& project, int year, common::Date day);
// Planned cumulative of the plan's year on `at` (a day of that year): linear within a month, half away from zero.
// No value without month-ends.
std::optional<common::Yuan> PlannedCumulative(const YearPlanRow& plan, const MonthDay& at);
inline std::optional<common::Yuan> PlannedCumulative(const YearPlanRow& plan, common::Date at) {
  return PlannedCumulative(plan, MonthDay::Of(at));
}
// The report with the latest as_of not after the day, in the day's calendar year; nullptr without one.
const ReportMark* LatestReport(std::span<const ReportMark> reports, common::Date day);
const ReportMark* LatestReport(std::span<const ReportMark> reports, const JudgedDay& day);
// The report with the latest as_of not after the day, of any year.
const ReportMark* LatestReportEver(std::span<const ReportMark> reports, common::Date day);
// Whether the project owes the report of a week that is due on that day: listed on it, not paused then, not closed
// before it.
bool OwesReport(const ProjectRow& project, common::Date due);
// Whether the report of the week is there, whatever its day.
bool HasReportOf(std::span<const ReportMark> reports, common::Week week);

// A ProjectFilter with its texts as symbols. Symbols of unknown texts never match.
struct RowFilter {
  std::vector<Symbol> units, departments, lists, reached_milestones, tags, teams, parents;
  std::vector<int> kinds, levels, categories, colors;
  friend bool operator==(const RowFilter&, const RowFilter&) = default;
};
// `find` gives 0 for a text never seen.
RowFilter CompileFilter(const v1::ProjectFilter& filter, const Intern& find);
// All but colors; `day` is for the reached milestones.
bool MatchesApartFromColor(const RowFilter& filter, const ProjectRow& project, common::Date day);
bool MatchesColor(const RowFilter& filter, v1::Color color);

// Sums of an overview; Add each listed project of the filter, then Finish. Exact, so that what was added can be taken
// back; only what Finish shows is bounded.
class OverviewSums {
 public:
  explicit OverviewSums(std::shared_ptr<const ColorDay> day) : colors_of_day_(std::move(day)) {}
  common::Date day() const { return colors_of_day_->date(); }
  // `filter` is checked here; a project that is not listed on the day or does not match is left out.
  void Add(const RowFilter& filter, const ProjectRow& project, std::span<const ReportMark> reports) {
    Count(1, filter, project, reports);
  }
  // Facts of this day, of a project that is listed and matches.
  void Add(const ProjectFacts& facts) { sums_.Add(facts); }
  // Takes back what Add did with the same project in the same state.
  void Remove(const RowFilter& filter, const ProjectRow& project, std::span<const ReportMark> reports) {
    Count(-1, filter, project, reports);
  }
  // Without period and sequence. decimals: of percents. A sum beyond 64 bits is shown as the end of the range.
  v1::Overview Finish(int decimals) const;

 private:
  void Count(int times, const RowFilter& filter, const ProjectRow& project, std::span<const ReportMark> reports);

  std::shared_ptr<const ColorDay> colors_of_day_;
  FigureSums sums_;
};

// The figures of one project on a day. `text_of` gives a symbol's text. Weeks without a report are left out where no
// reports are due: not listed, paused or closed.
v1::ProjectFigures FiguresOf(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                             const common::WorkingDays& calendar, const std::function<std::string(Symbol)>& text_of);

}  // namespace wuse::domain
