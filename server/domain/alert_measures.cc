#include "server/domain/alert_measures.h"

#include <algorithm>
#include <bitset>
#include <optional>

#include "common/limits.h"
#include "server/domain/color_measures.h"
#include "server/domain/figures.h"

namespace wuse::domain {
namespace {

// A rung that is open on the day: planned, not reached, and no later one of its track is.
struct OpenRung {
  int index;
  int days_late;
};

std::vector<OpenRung> OpenRungsOn(const ProjectRow& project, common::Date day) {
  std::vector<OpenRung> open;
  std::bitset<256> passed;  // tracks of which a rung seen so far is reached
  for (int i = static_cast<int>(project.rungs.size()) - 1; i >= 0; --i) {
    const Rung& rung = project.rungs[i];
    if (IsReached(rung, day)) passed.set(rung.track);
    if (passed.test(rung.track)) continue;
    const common::Date planned = PlannedOn(project, rung, day);
    if (planned.IsSet()) open.push_back({.index = i, .days_late = common::DaysBetween(planned, day)});
  }
  std::reverse(open.begin(), open.end());
  return open;
}

// Due weeks in a row, back over the turn of the year: the color rule counts within the year only, but a project that
// has been silent since November has not reported because January came.
int WeeksMissing(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day) {
  auto report = reports.rbegin();  // the next one to meet, going back
  int weeks = 0;
  for (common::Week week = day.week(); weeks < common::kMostWeeksMissing; week = week.Plus(-1)) {
    const common::Date due = day.DueDay(week);
    if (due >= day.date()) continue;
    if (due < project.listed_on) break;
    if (IsPaused(project, due)) continue;
    while (report != reports.rend() && (report->week() > week || report->as_of > day.date())) ++report;
    if (report != reports.rend() && report->week() == week) break;
    ++weeks;
  }
  return weeks;
}

// Floor, so that a band's bounds mean what they say: 10.00 points are within "from 1000", 9.999 are not.
int64_t HundredthsBehind(const Measures::Behind& behind) {
  __extension__ typedef __int128 Int128;  // -Wpedantic does not know it otherwise
  const Int128 scaled = Int128{behind.gap.value} * 10'000;
  const Int128 annual = behind.annual.value;
  Int128 floor = scaled / annual;
  if (scaled % annual < 0) --floor;
  return static_cast<int64_t>(floor);
}

// Weeks up to the latest report through which neither the year's invested sum nor a milestone moved. No value without a
// report of the year, before the start, and once all is invested.
std::optional<int> WeeksStalled(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day) {
  const ReportMark* latest = LatestReport(reports, day);
  if (latest == nullptr || !IsStarted(project, day.date())) return std::nullopt;
  common::Week since = latest->week();
  for (auto report = std::make_reverse_iterator(reports.begin() + (latest - reports.data()));
       report != reports.rend() && report->invested == latest->invested && report->as_of >= day.first_of_year();
       ++report) {
    since = report->week();
  }
  for (const Rung& rung : project.rungs) {
    if (!IsReached(rung, day.date())) continue;
    if (rung.is_investment) return std::nullopt;
    since = std::max(since, common::Week::Of(rung.reached_on));
  }
  return std::max(0, latest->week().ordinal() - since.ordinal());
}

}  // namespace

std::vector<AlertMeasure> AlertMeasuresOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                          v1::Color color, const JudgedDay& day) {
  std::vector<AlertMeasure> measures;
  if (!IsListed(project, day.date()) || IsClosed(project, day.date())) return measures;
  const std::vector<OpenRung> open = OpenRungsOn(project, day.date());
  measures.reserve(open.size() + v1::AlertKind_ARRAYSIZE);
  if (color > v1::BLUE) measures.push_back({.kind = v1::COLOR_WORSENED, .value = color});
  std::optional<int> start_late;
  for (const OpenRung& rung : open) {
    if (project.rungs[rung.index].is_start) {
      start_late = rung.days_late;
    } else {
      measures.push_back({.kind = v1::MILESTONE_OVERDUE, .rung = rung.index, .value = rung.days_late});
    }
  }
  if (start_late && project.kind == v1::NEW) measures.push_back({.kind = v1::NOT_STARTED, .value = *start_late});
  measures.push_back({.kind = v1::REPORT_MISSING, .value = WeeksMissing(project, reports, day)});
  if (const std::optional<Measures::Behind> behind = BehindOn(project, reports, day)) {
    measures.push_back({.kind = v1::INVESTMENT_BEHIND, .value = HundredthsBehind(*behind)});
  }
  if (const std::optional<int> weeks = WeeksStalled(project, reports, day)) {
    measures.push_back({.kind = v1::STALLED, .value = *weeks});
  }
  return measures;
}

}  // namespace wuse::domain
