#include "server/domain/investment.h"

#include "server/domain/ladder.h"

namespace wuse::domain {
namespace {

// The year that invested_before is the sum before of; 0 when no plan says.
int BasisYear(const ProjectRow& project, common::Date today) {
  int year = 0;
  for (const YearPlanRow& plan : project.plans) {
    const bool is_current = !plan.replaced_on.IsSet();
    if (is_current && plan.annual.has_value() && plan.year <= today.year()) year = std::max(year, plan.year);
  }
  return year;
}

}  // namespace

const Rung* InvestmentRung(const ProjectRow& project) {
  for (const Rung& rung : project.rungs) {
    if (rung.is_investment) return &rung;
  }
  return nullptr;
}

const v1::Milestone* InvestmentRung(const v1::Project& project) {
  for (const v1::Milestone& rung : project.milestones()) {
    if (rung.id() == kInvestmentCompleted) return &rung;
  }
  return nullptr;
}

common::Date InvestmentReachedOn(const ProjectRow& project, std::span<const ReportMark> marks, common::Date today) {
  const Rung* rung = InvestmentRung(project);
  const common::Date stored = rung == nullptr ? common::Date() : rung->reached_on;
  if (project.total_investment.value <= 0) return {};
  if (marks.empty()) return stored;
  const int year = marks.back().as_of.year();
  if (stored.IsSet() && stored.year() < year) return stored;
  if (BasisYear(project, today) > year) return stored;
  common::Date reached;
  for (size_t i = marks.size(); i > 0; --i) {
    const ReportMark& mark = marks[i - 1];
    const bool enough = (project.invested_before + mark.invested).value >= project.total_investment.value;
    if (mark.as_of.year() != year || !enough) break;
    reached = mark.as_of;
  }
  return reached;
}

}  // namespace wuse::domain
