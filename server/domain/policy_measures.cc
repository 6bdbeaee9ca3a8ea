#include "server/domain/policy_measures.h"

#include <algorithm>

#include "server/domain/figures.h"

namespace wuse::domain {
namespace {

constexpr int kMonthsInYear = 12;

// What 序时进度 asks for by the end of a day of the plan's year.
std::optional<common::Yuan> ExpectedOn(const YearPlanRow& plan, const MonthDay& at, const TimeBase& base) {
  if (base.base == v1::TIME_BASE_PLANNED_CUMULATIVE) return PlannedCumulative(plan, at);
  const Fraction share = ExpectedShare(base, at);
  return common::Yuan{common::MulDivRound(plan.annual->value, static_cast<int64_t>(share.numerator),
                                          static_cast<int64_t>(share.denominator))};
}

}  // namespace

void Progress::Add(const Progress& other) {
  expected += other.expected;
  invested += other.invested;
  annual += other.annual;
}

std::optional<Progress> ProgressOn(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day,
                                   const TimeBase& base) {
  const ReportMark* latest = LatestReport(reports, day);
  if (latest == nullptr) return std::nullopt;
  const YearPlanRow* plan = PlanOn(project, day.year(), day.date());
  if (plan == nullptr || !plan->annual.has_value() || plan->annual->value <= 0) return std::nullopt;
  const std::optional<common::Yuan> expected = ExpectedOn(*plan, MonthDay::Of(latest->as_of), base);
  if (!expected.has_value()) return std::nullopt;
  return Progress{.expected = expected->value, .invested = latest->invested.value, .annual = plan->annual->value};
}

EndedMonth EndedMonth::By(common::Date day) {
  const common::Date tomorrow = day.Plus(1);
  const common::Date last = common::Date::OfYmd(tomorrow.year(), tomorrow.month(), 1).Plus(-1);
  return {.month = last.month(), .last = last, .before = last.Plus(-last.day())};
}

void MonthlyTask::Add(const MonthlyTask& other) {
  planned += other.planned;
  done += other.done;
  planned_to += other.planned_to;
  done_since += other.done_since;
}

std::optional<MonthlyTask> MonthlyTaskOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                         const TaskDays& days, bool counts_ahead) {
  const auto& [month, last, before] = days.month;
  const YearPlanRow* plan = PlanOn(project, last.year(), days.day);
  if (plan == nullptr || !plan->has_months) return std::nullopt;
  const ReportMark* at_end = LatestReport(reports, last);
  if (at_end == nullptr) return std::nullopt;
  int64_t done_before = 0;  // with January the amounts begin again
  int64_t planned_before = 0;
  if (month > 1) {
    const ReportMark* at_begin = LatestReport(reports, before);
    if (at_begin == nullptr) return std::nullopt;
    done_before = at_begin->invested.value;
    planned_before = plan->month_end[month - 2].value;
  }
  const int64_t ahead = counts_ahead ? std::max<int64_t>(0, done_before - planned_before) : 0;
  const common::Date until = std::min(days.now, common::Date::OfYmd(last.year(), kMonthsInYear, 31));
  const ReportMark* since = LatestReport(reports, until);
  return MonthlyTask{.planned = plan->month_end[month - 1].value - planned_before,
                     .done = at_end->invested.value - done_before + ahead,
                     .planned_to = plan->month_end[month - 1].value,
                     .done_since = since == nullptr ? at_end->invested.value : since->invested.value};
}

std::optional<int> MonthsNotRegistered(const ProjectRow& project, common::Date day) {
  if (project.registered_on.IsSet() && project.registered_on <= day) return 0;
  common::Date begun;
  const Rung* start = nullptr;
  for (const Rung& rung : project.rungs) {
    if (rung.is_start) start = &rung;
    if (start == nullptr || rung.track != start->track || !IsReached(rung, day)) continue;
    if (project.kind == v1::CONTINUING && !rung.is_start) continue;
    if (!begun.IsSet() || rung.reached_on < begun) begun = rung.reached_on;
  }
  if (!begun.IsSet()) return std::nullopt;
  return common::MonthsBetween(begun, day);
}

std::optional<int> PercentDoneBp(std::span<const ReportMark> reports, common::Date day) {
  for (auto report = reports.rbegin(); report != reports.rend(); ++report) {
    if (report->as_of <= day && report->percent_done_bp != ReportMark::kNotTold) return report->percent_done_bp;
  }
  return std::nullopt;
}

std::optional<size_t> OverrideOn(const ProjectRow& project, common::Date day, common::Date known_by) {
  for (const common::Date given_by : {day, known_by}) {
    size_t i = project.overrides.size();
    while (i > 0 && project.overrides[i - 1].on > given_by) --i;
    if (i == 0) continue;
    const OverrideRow& given = project.overrides[i - 1];
    const bool is_lifted = given.lifted_on.IsSet() && given.lifted_on <= known_by;
    if (given.until >= day && !is_lifted) return i - 1;
  }
  return std::nullopt;
}

}  // namespace wuse::domain
