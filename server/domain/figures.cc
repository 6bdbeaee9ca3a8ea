#include "server/domain/figures.h"

#include <algorithm>
#include <utility>

namespace wuse::domain {
namespace {

bool Contains(const std::vector<int>& wanted, int value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// 0 is "none" in a project and "never seen" in a filter: it matches nothing, not even itself.
bool Contains(const std::vector<Symbol>& wanted, Symbol value) {
  return wanted.empty() || (value != 0 && std::find(wanted.begin(), wanted.end(), value) != wanted.end());
}

bool ContainsAny(const std::vector<Symbol>& wanted, std::span<const Symbol> values) {
  return wanted.empty() ||
         std::any_of(values.begin(), values.end(), [&](Symbol value) { return Contains(wanted, value); });
}

bool HasReached(const ProjectRow& project, Symbol milestone, common::Date day) {
  return std::any_of(project.rungs.begin(), project.rungs.end(),
                     [&](const Rung& rung) { return rung.id == milestone && IsReached(rung, day); });
}

std::vector<Symbol> SymbolsOf(const google::protobuf::RepeatedPtrField<std::string>& texts, const Intern& find) {
  std::vector<Symbol> symbols;
  symbols.reserve(texts.size());
  for (const std::string& text : texts) symbols.push_back(find(text));
  return symbols;
}

// The report with the latest as_of from `first` to `last`; of equal ones that of the later week.
const ReportMark* LatestBetween(std::span<const ReportMark> reports, common::Date first, common::Date last) {
  const ReportMark* latest = nullptr;
  for (const ReportMark& report : reports) {
    if (report.as_of < first || report.as_of > last) continue;
    if (latest == nullptr || report.as_of >= latest->as_of) latest = &report;
  }
  return latest;
}

}  // namespace

bool IsListed(const ProjectRow& project, common::Date day) {
  return project.listed_on <= day && (!project.delisted_on.IsSet() || day < project.delisted_on);
}

bool IsPaused(const ProjectRow& project, common::Date day) {
  return std::any_of(project.pauses.begin(), project.pauses.end(), [day](const PauseRow& pause) {
    return pause.from <= day && (!pause.until.IsSet() || day <= pause.until);
  });
}

bool IsReached(const Rung& rung, common::Date day) {
  return rung.reached_on.IsSet() && rung.reached_on <= day;
}

bool IsStarted(const ProjectRow& project, common::Date day) {
  if (project.kind == v1::CONTINUING) return true;
  const auto start =
      std::find_if(project.rungs.begin(), project.rungs.end(), [](const Rung& rung) { return rung.is_start; });
  if (start == project.rungs.end()) return false;
  return std::any_of(start, project.rungs.end(),
                     [&](const Rung& rung) { return rung.track == start->track && IsReached(rung, day); });
}

bool IsClosed(const ProjectRow& project, common::Date day) {
  const auto closing =
      std::find_if(project.rungs.begin(), project.rungs.end(), [](const Rung& rung) { return rung.is_closing; });
  if (closing == project.rungs.end() || !IsReached(*closing, day)) return false;
  return std::all_of(closing + 1, project.rungs.end(),
                     [&](const Rung& rung) { return IsReached(rung, day) || !PlannedOn(project, rung, day).IsSet(); });
}

common::Date PlannedOn(const ProjectRow& project, const Rung& rung, common::Date day) {
  for (size_t i = rung.former_begin; i < rung.former_end; ++i) {
    if (day < project.former_dates[i].replaced_on) return project.former_dates[i].planned_on;
  }
  return rung.planned_on;
}

const YearPlanRow* PlanOn(const ProjectRow& project, int year, common::Date day) {
  for (const YearPlanRow& plan : project.plans) {
    if (plan.year == year && (!plan.replaced_on.IsSet() || day < plan.replaced_on)) return &plan;
  }
  return nullptr;
}

std::optional<common::Yuan> PlannedCumulative(const YearPlanRow& plan, const MonthDay& at) {
  if (!plan.has_months) return std::nullopt;
  const int64_t before = at.month == 1 ? 0 : plan.month_end[at.month - 2].value;
  const int64_t after = plan.month_end[at.month - 1].value;
  return common::Yuan{before + common::MulDivRound(after - before, at.day, at.days_in_month)};
}

const ReportMark* LatestReport(std::span<const ReportMark> reports, common::Date day) {
  return LatestBetween(reports, common::Date::OfYmd(day.year(), 1, 1), day);
}

const ReportMark* LatestReport(std::span<const ReportMark> reports, const JudgedDay& day) {
  return LatestBetween(reports, day.first_of_year(), day.date());
}

const ReportMark* LatestReportEver(std::span<const ReportMark> reports, common::Date day) {
  return LatestBetween(reports, common::Date().Plus(1), day);
}

bool OwesReport(const ProjectRow& project, common::Date due) {
  return IsListed(project, due) && !IsPaused(project, due) && !IsClosed(project, due.Plus(-1));
}

bool HasReportOf(std::span<const ReportMark> reports, common::Week week) {
  const common::Date sunday = week.Sunday();
  const auto last =
      std::find_if(reports.rbegin(), reports.rend(), [sunday](const ReportMark& mark) { return mark.as_of <= sunday; });
  return last != reports.rend() && last->as_of >= week.Monday();
}

RowFilter CompileFilter(const v1::ProjectFilter& filter, const Intern& find) {
  return {
      .units = SymbolsOf(filter.units(), find),
      .departments = SymbolsOf(filter.departments(), find),
      .lists = SymbolsOf(filter.lists(), find),
      .reached_milestones = SymbolsOf(filter.reached_milestones(), find),
      .tags = SymbolsOf(filter.tags(), find),
      .teams = SymbolsOf(filter.teams(), find),
      .parents = SymbolsOf(filter.parents(), find),
      .kinds = {filter.kinds().begin(), filter.kinds().end()},
      .levels = {filter.levels().begin(), filter.levels().end()},
      .categories = {filter.categories().begin(), filter.categories().end()},
      .colors = {filter.colors().begin(), filter.colors().end()},
  };
}

bool MatchesApartFromColor(const RowFilter& filter, const ProjectRow& project, common::Date day) {
  return Contains(filter.units, project.unit) && Contains(filter.departments, project.department) &&
         ContainsAny(filter.lists, project.lists()) && ContainsAny(filter.tags, project.tags()) &&
         Contains(filter.teams, project.team) && Contains(filter.parents, project.parent) &&
         Contains(filter.kinds, project.kind) && Contains(filter.levels, project.level) &&
         Contains(filter.categories, project.category) &&
         std::all_of(filter.reached_milestones.begin(), filter.reached_milestones.end(),
                     [&](Symbol milestone) { return HasReached(project, milestone, day); });
}

bool MatchesColor(const RowFilter& filter, v1::Color color) {
  return Contains(filter.colors, color);
}

void OverviewSums::Count(int times, const RowFilter& filter, const ProjectRow& project,
                         std::span<const ReportMark> reports) {
  if (!IsListed(project, day()) || !MatchesApartFromColor(filter, project, day())) return;
  const ProjectFacts facts = FactsOf(project, reports, *colors_of_day_);
  if (MatchesColor(filter, facts.color)) sums_.Add(facts, times);
}

v1::Overview OverviewSums::Finish(int decimals) const {
  v1::HouseStyle style = DefaultHouseStyle();
  style.set_decimals(decimals);
  v1::FigureSet figures = FigureSetOf(sums_, Style::Of(style), day());
  v1::Overview overview;
  overview.set_as_of(day().ToString());
  overview.set_project_count(figures.project_count());
  overview.set_preparatory_count(figures.preparatory_count());
  overview.set_started_count(figures.started_count());
  overview.set_made_up_count(figures.made_up_count());
  overview.set_lagging_count(figures.lagging_count());
  overview.set_total_investment_yuan(figures.total_investment_yuan());
  overview.set_invested_yuan(figures.invested_yuan());
  overview.set_annual_plan_yuan(figures.annual_plan_yuan());
  overview.set_period_plan_yuan(figures.period_plan_yuan());
  *overview.mutable_start_rate() = std::move(*figures.mutable_start_rate());
  *overview.mutable_annual_completion() = std::move(*figures.mutable_annual_completion());
  *overview.mutable_period_completion() = std::move(*figures.mutable_period_completion());
  *overview.mutable_color_counts() = std::move(*figures.mutable_color_counts());
  return overview;
}

v1::ProjectFigures FiguresOf(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                             const common::WorkingDays& calendar, const std::function<std::string(Symbol)>& text_of) {
  v1::ProjectFigures figures;
  figures.set_day(day.ToString());
  figures.set_started(IsStarted(project, day));
  common::Yuan total = project.invested_before;
  if (const ReportMark* latest = LatestReport(reports, day)) {
    figures.set_invested_this_year_yuan(latest->invested.value);
    figures.set_invested_as_of(latest->as_of.ToString());
    total = total + latest->invested;
  }
  figures.set_invested_total_yuan(total.value);
  if (const YearPlanRow* plan = PlanOn(project, day.year(), day)) {
    if (plan->annual.has_value()) figures.set_annual_plan_yuan(plan->annual->value);
    if (const auto planned = PlannedCumulative(*plan, day)) figures.set_planned_to_day_yuan(planned->value);
  }
  const Measures measures = MeasuresOn(project, reports, day, calendar);
  if (measures.behind.has_value()) {
    figures.set_points_behind(common::Percent(measures.behind->gap.value, measures.behind->annual.value, 2));
  }
  if (measures.days_late.has_value()) {
    figures.set_days_late(*measures.days_late);
    figures.set_late_milestone(text_of(measures.late_rung));
  }
  if (measures.months_not_started.has_value()) figures.set_months_not_started(*measures.months_not_started);
  // Where no reports are due there is no row of missing ones.
  if (IsListed(project, day) && !IsPaused(project, day) && !IsClosed(project, day)) {
    figures.set_weeks_without_report(measures.weeks_without_report);
  }
  return figures;
}

}  // namespace wuse::domain
