#include "server/domain/project_facts.h"

#include <algorithm>

#include "server/domain/figures.h"

namespace wuse::domain {
namespace {

const Rung* StartOf(const ProjectRow& project) {
  const auto start =
      std::find_if(project.rungs.begin(), project.rungs.end(), [](const Rung& rung) { return rung.is_start; });
  return start == project.rungs.end() ? nullptr : &*start;
}

// A project without a planned start that started all the same was not to start: it is in none of these.
void SetStarts(const ProjectRow& project, const JudgedDay& day, ProjectFacts& facts) {
  const Rung* const start = StartOf(project);
  if (project.kind != v1::NEW || start == nullptr) return;
  const common::Date planned = PlannedOn(project, *start, day.date());
  const common::Date started = StartedOn(project, day.date());
  if (!planned.IsSet() || (started.IsSet() && started < day.first_of_year())) return;
  facts.is_start_planned = planned.year() <= day.year();
  facts.is_start_due = planned <= day.date();
  facts.is_start_missed = facts.is_start_due && !facts.is_started;
  facts.is_start_early = facts.is_started && planned > day.date();
  facts.is_year_start = facts.is_started;
}

void SetMoney(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day,
              ProjectFacts& facts) {
  facts.total_investment = project.total_investment;
  if (const ReportMark* latest = LatestReport(reports, day)) {
    facts.invested = latest->invested;
    facts.has_report = true;
  }
  if (const YearPlanRow* plan = PlanOn(project, day.year(), day.date())) {
    facts.annual_plan = plan->annual.value_or(common::Yuan{});
    facts.period_plan = PlannedCumulative(*plan, day.month_day()).value_or(common::Yuan{});
  }
  for (const CertifiedRow& month : project.certified) {
    if (month.last > day.date()) break;
    if (month.last < day.first_of_year()) continue;
    facts.certified = month.invested;
    facts.certified_to = month.last;
  }
}

}  // namespace

common::Date StartedOn(const ProjectRow& project, common::Date day) {
  const Rung* const start = StartOf(project);
  common::Date first;
  if (start == nullptr) return first;
  for (const Rung* rung = start; rung != project.rungs.data() + project.rungs.size(); ++rung) {
    if (rung->track != start->track || !IsReached(*rung, day)) continue;
    if (!first.IsSet() || rung->reached_on < first) first = rung->reached_on;
  }
  return first;
}

ProjectFacts FactsOf(const ProjectRow& project, std::span<const ReportMark> reports, const ColorDay& day) {
  const common::Date date = day.date();
  ProjectFacts facts;
  facts.unit = project.unit;
  facts.department = project.department;
  facts.team = project.team;
  facts.parent = project.parent;
  facts.kind = project.kind;
  facts.level = project.level;
  facts.category = project.category;
  facts.is_listed = IsListed(project, date);
  facts.is_made_up = project.made_up;
  facts.is_started = IsStarted(project, date);
  facts.is_completed = IsClosed(project, date);
  facts.is_under_construction = facts.is_started && !facts.is_completed && !IsPaused(project, date);
  SetStarts(project, day.judged_day(), facts);
  SetMoney(project, reports, day.judged_day(), facts);
  facts.color = day.JustColorOf(project, reports);
  return facts;
}

}  // namespace wuse::domain
