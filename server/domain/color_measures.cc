#include "server/domain/color_measures.h"

#include <algorithm>
#include <bitset>
#include <limits>

#include "server/domain/figures.h"

namespace wuse::domain {
namespace {

bool IsFiled(std::span<const ReportMark> reports, common::Week week, common::Date day) {
  const auto mark = std::lower_bound(reports.begin(), reports.end(), week.Monday(),
                                     [](const ReportMark& report, common::Date first) { return report.as_of < first; });
  return mark != reports.end() && mark->as_of <= std::min(week.Sunday(), day);
}

}  // namespace

std::optional<Measures::Behind> BehindOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                         const JudgedDay& day) {
  const ReportMark* latest = LatestReport(reports, day);
  if (latest == nullptr) return std::nullopt;
  const YearPlanRow* plan = PlanOn(project, day.year(), day.date());
  if (plan == nullptr || !plan->annual.has_value() || plan->annual->value <= 0) return std::nullopt;
  const std::optional<common::Yuan> planned = PlannedCumulative(*plan, latest->as_of);
  if (!planned.has_value()) return std::nullopt;
  return Measures::Behind{.gap = *planned - latest->invested, .annual = *plan->annual};
}

// One walk from the end, so that a rung knows whether a later one of its track was
// reached.
void MeasureRungs(const ProjectRow& project, common::Date day, Measures& measures) {
  std::bitset<256> passed;  // tracks of which a rung seen so far is reached
  for (auto rung = project.rungs.rbegin(); rung != project.rungs.rend(); ++rung) {
    if (IsReached(*rung, day)) passed.set(rung->track);
    if (passed.test(rung->track)) continue;
    const common::Date planned = PlannedOn(project, *rung, day);
    if (!planned.IsSet()) continue;
    if (rung->is_start) {
      if (project.kind == v1::NEW) measures.months_not_started = common::MonthsBetween(planned, day);
      continue;
    }
    // Of rungs equally late the first of the ladder is named.
    const int late = common::DaysBetween(planned, day);
    if (!measures.days_late.has_value() || late >= *measures.days_late) {
      measures.days_late = late;
      measures.late_rung = rung->id;
    }
  }
}

int WeeksWithoutReport(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day,
                       int at_most) {
  int weeks = 0;
  for (common::Week week = day.week(); week >= day.first_week() && weeks < at_most; week = week.Plus(-1)) {
    const common::Date due = day.DueDay(week);
    if (due >= day.date()) continue;
    if (due < project.listed_on) break;
    if (IsPaused(project, due)) continue;  // neither counts nor ends the row
    if (IsFiled(reports, week, day.date())) break;
    ++weeks;
  }
  return weeks;
}

Measures MeasuresUpTo(int at_most, const ProjectRow& project, std::span<const ReportMark> reports,
                      const JudgedDay& day) {
  Measures measures;
  measures.behind = BehindOn(project, reports, day);
  MeasureRungs(project, day.date(), measures);
  measures.weeks_without_report = WeeksWithoutReport(project, reports, day, at_most);
  return measures;
}

Measures MeasuresOn(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                    const common::WorkingDays& calendar) {
  return MeasuresUpTo(std::numeric_limits<int>::max(), project, reports, JudgedDay(day, calendar));
}

}  // namespace wuse::domain
