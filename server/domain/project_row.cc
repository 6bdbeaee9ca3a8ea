#include "server/domain/project_row.h"

#include <algorithm>
#include <string>

#include "common/limits.h"
#include "server/domain/ladder.h"

namespace wuse::domain {
namespace {

Symbol SymbolOf(std::string_view text, const Intern& intern) {
  return text.empty() ? 0 : intern(text);
}

common::Date ListedOn(const v1::Project& project) {
  if (!project.listed_on().empty()) return common::Date::OfStored(project.listed_on());
  int year = 0;
  for (const v1::YearPlan& plan : project.plans()) {
    if (year == 0 || plan.year() < year) year = plan.year();
  }
  if (year < common::kFirstYear || year > common::kLastYear) return {};
  return common::Date::OfYmd(year, 1, 1);
}

void AddRungs(const v1::Project& project, const Intern& intern, ProjectRow& row) {
  size_t former_count = 0;
  for (const v1::Milestone& milestone : project.milestones()) former_count += milestone.former_size();
  row.rungs.reserve(project.milestones_size());
  row.former_dates.reserve(former_count);
  const int closing = ClosingRung(project);
  std::vector<std::string_view> tracks;
  for (int i = 0; i < project.milestones_size(); ++i) {
    const v1::Milestone& milestone = project.milestones(i);
    auto track = std::find(tracks.begin(), tracks.end(), milestone.track());
    if (track == tracks.end()) track = tracks.insert(tracks.end(), milestone.track());
    Rung& rung = row.rungs.emplace_back();
    rung.id = SymbolOf(milestone.id(), intern);
    rung.track = static_cast<uint8_t>(track - tracks.begin());
    rung.is_start = milestone.id() == kStarted;
    rung.is_closing = i == closing;
    rung.is_investment = milestone.id() == kInvestmentCompleted;
    rung.planned_on = common::Date::OfStored(milestone.planned_on());
    rung.reached_on = common::Date::OfStored(milestone.reached_on());
    rung.former_begin = static_cast<uint16_t>(row.former_dates.size());
    for (const v1::FormerDate& former : milestone.former()) {
      row.former_dates.push_back(
          {common::Date::OfStored(former.replaced_on()), common::Date::OfStored(former.planned_on())});
    }
    rung.former_end = static_cast<uint16_t>(row.former_dates.size());
  }
}

// Plan is v1::YearPlan or v1::FormerPlan.
template <typename Plan>
YearPlanRow PlanRow(int year, common::Date replaced_on, const Plan& plan) {
  YearPlanRow row;
  row.year = year;
  row.replaced_on = replaced_on;
  if (plan.has_annual_yuan()) row.annual = common::Yuan{plan.annual_yuan()};
  row.has_months = plan.month_end_yuan_size() == 12;
  if (row.has_months) {
    for (int month = 0; month < 12; ++month) row.month_end[month] = {plan.month_end_yuan(month)};
  }
  return row;
}

void AddPlans(const v1::Project& project, ProjectRow& row) {
  size_t count = project.plans_size();
  for (const v1::YearPlan& plan : project.plans()) count += plan.former_size();
  row.plans.reserve(count);
  for (const v1::YearPlan& plan : project.plans()) {
    for (const v1::FormerPlan& former : plan.former()) {
      row.plans.push_back(PlanRow(plan.year(), common::Date::OfStored(former.replaced_on()), former));
    }
    row.plans.push_back(PlanRow(plan.year(), common::Date(), plan));
  }
}

void AddAlerts(const v1::Project& project, const Intern& intern, ProjectRow& row) {
  row.alerts.reserve(project.alerts_size());
  for (const v1::Alert& alert : project.alerts()) {
    row.alerts.push_back({.milestone = SymbolOf(alert.milestone(), intern),
                          .episode = alert.episode(),
                          .kind = static_cast<uint8_t>(alert.kind()),
                          .state = static_cast<uint8_t>(alert.state()),
                          .severity = static_cast<uint8_t>(alert.severity()),
                          .inhibited = static_cast<uint8_t>(alert.inhibited()),
                          .pending_since = common::Date::OfStored(alert.pending_since()),
                          .clearing_since = common::Date::OfStored(alert.clearing_since()),
                          .acknowledged_until = common::Date::OfStored(alert.acknowledgment().until()),
                          .snoozed_until = common::Date::OfStored(alert.snooze().until()),
                          .fired_on = common::Date::OfStored(alert.fired_on()),
                          .resolved_on = common::Date::OfStored(alert.resolved_on())});
  }
}

void AddOverrides(const v1::Project& project, ProjectRow& row) {
  row.overrides.reserve(project.overrides_size());
  for (const v1::ColorOverride& given : project.overrides()) {
    row.overrides.push_back({.on = common::Date::OfStored(given.on()),
                             .until = common::Date::OfStored(given.until()),
                             .lifted_on = common::Date::OfStored(given.lifted_on()),
                             .color = static_cast<uint8_t>(given.color())});
  }
}

}  // namespace

ProjectRow RowOf(const v1::Project& project, const Intern& intern) {
  ProjectRow row;
  row.id = SymbolOf(project.id(), intern);
  row.unit = SymbolOf(project.unit(), intern);
  row.department = SymbolOf(project.department(), intern);
  row.team = SymbolOf(project.team().name(), intern);
  row.parent = SymbolOf(project.parent(), intern);
  row.labels.reserve(project.lists_size() + project.tags_size());
  row.list_count = static_cast<uint8_t>(project.lists_size());
  for (const std::string& list : project.lists()) row.labels.push_back(SymbolOf(list, intern));
  for (const std::string& tag : project.tags()) row.labels.push_back(SymbolOf(tag, intern));
  row.kind = project.kind();
  row.level = project.level();
  row.category = project.category();
  row.color = project.status().color();
  row.made_up = project.made_up_size() > 0;
  row.listed_on = ListedOn(project);
  row.delisted_on = common::Date::OfStored(project.delisted_on());
  row.registered_on = common::Date::OfStored(project.registered_on());
  row.total_investment = {project.total_investment_yuan()};
  row.invested_before = {project.invested_before_yuan()};
  AddRungs(project, intern, row);
  AddPlans(project, row);
  row.pauses.reserve(project.pauses_size());
  for (const v1::Pause& pause : project.pauses()) {
    row.pauses.push_back({common::Date::OfStored(pause.from()), common::Date::OfStored(pause.until())});
  }
  AddAlerts(project, intern, row);
  AddOverrides(project, row);
  row.certified.reserve(project.certified_size());
  for (const v1::CertifiedMonth& certified : project.certified()) {
    const common::Month month = common::Month::OfStored(certified.month());
    row.certified.push_back(
        {.last = month.IsSet() ? month.Last() : common::Date(), .invested = {certified.invested_this_year_yuan()}});
  }
  return row;
}

}  // namespace wuse::domain
