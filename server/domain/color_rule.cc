#include "server/domain/color_rule.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <utility>

#include "server/domain/figures.h"

namespace wuse::domain {
namespace {

__extension__ typedef __int128 Int128;  // -Wpedantic does not know it otherwise

v1::Color ColorOfPoints(const Measures::Behind& behind) {
  const Int128 gap = Int128{behind.gap.value} * 100;
  const Int128 annual = behind.annual.value;
  if (gap <= 0) return v1::GREEN;
  if (gap < annual * 10) return v1::YELLOW;
  if (gap <= annual * 30) return v1::ORANGE;
  return v1::RED;
}

v1::Color ColorOfDaysLate(int days) {
  if (days <= 0) return v1::GREEN;
  if (days <= 7) return v1::YELLOW;
  if (days <= 14) return v1::ORANGE;
  return v1::RED;
}

v1::Color ColorOfMonths(int months) {
  if (months <= 0) return v1::GREEN;
  if (months == 1) return v1::YELLOW;
  if (months == 2) return v1::ORANGE;
  return v1::RED;
}

v1::Color ColorOfWeeks(int weeks) {
  if (weeks <= 1) return v1::GREEN;
  if (weeks <= 3) return v1::YELLOW;
  return v1::ORANGE;
}

std::optional<Measures::Behind> BehindOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                         common::Date day) {
  const ReportMark* latest = LatestReport(reports, day);
  if (latest == nullptr) return std::nullopt;
  const YearPlanRow* plan = PlanOn(project, day.year(), day);
  if (plan == nullptr || !plan->annual.has_value() || plan->annual->value <= 0) return std::nullopt;
  const std::optional<common::Yuan> planned = PlannedCumulative(*plan, latest->as_of);
  if (!planned.has_value()) return std::nullopt;
  return Measures::Behind{.gap = *planned - latest->invested, .annual = *plan->annual};
}

// Days late and months not started: one walk from the end, so that a rung knows whether a later one of its track was
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

bool IsFiled(std::span<const ReportMark> reports, common::Week week, common::Date day) {
  const auto mark =
      std::lower_bound(reports.begin(), reports.end(), week,
                       [](const ReportMark& report, common::Week wanted) { return report.week < wanted; });
  return mark != reports.end() && mark->week == week && mark->as_of <= day;
}

int WeeksWithoutReport(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                       const common::WorkingDays& calendar) {
  const common::Week first = common::Week::First(day.year());
  int weeks = 0;
  for (common::Week week = common::Week::Of(day); week >= first; week = week.Plus(-1)) {
    const common::Date due = calendar.DueDay(week);
    if (due >= day) continue;
    if (due < project.listed_on) break;
    if (IsPaused(project, due)) continue;  // neither counts nor ends the row
    if (IsFiled(reports, week, day)) break;
    ++weeks;
  }
  return weeks;
}

// The worst of the measures that have a value; weeks without a report alone give no color.
Verdict Judge(const Measures& measures) {
  std::array<std::pair<v1::Dimension, v1::Color>, 4> judged;
  size_t count = 0;
  if (measures.behind.has_value()) judged[count++] = {v1::POINTS_BEHIND, ColorOfPoints(*measures.behind)};
  if (measures.days_late.has_value()) judged[count++] = {v1::DAYS_LATE, ColorOfDaysLate(*measures.days_late)};
  if (measures.months_not_started.has_value()) {
    judged[count++] = {v1::MONTHS_NOT_STARTED, ColorOfMonths(*measures.months_not_started)};
  }
  if (count == 0) return {};
  judged[count++] = {v1::WEEKS_WITHOUT_REPORT, ColorOfWeeks(measures.weeks_without_report)};
  Verdict verdict;
  for (size_t i = 0; i < count; ++i) verdict.color = std::max(verdict.color, judged[i].second);
  for (size_t i = 0; i < count; ++i) {
    if (judged[i].second == verdict.color) verdict.deciding.push_back(judged[i].first);
  }
  return verdict;
}

}  // namespace

Measures MeasuresOn(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                    const common::WorkingDays& calendar) {
  Measures measures;
  measures.behind = BehindOn(project, reports, day);
  MeasureRungs(project, day, measures);
  measures.weeks_without_report = WeeksWithoutReport(project, reports, day, calendar);
  return measures;
}

Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                const common::WorkingDays& calendar) {
  Verdict verdict;
  if (IsPaused(project, day)) verdict.deciding.push_back(v1::PAUSED);
  if (!IsListed(project, day)) verdict.deciding.push_back(v1::OUT_OF_LIST);
  if (!verdict.deciding.empty()) return verdict;
  if (IsClosed(project, day)) return {.color = v1::BLUE, .deciding = {v1::CLOSED}};
  return Judge(MeasuresOn(project, reports, day, calendar));
}

}  // namespace wuse::domain
