#include "server/domain/investment.h"

#include <gtest/gtest.h>

#include "server/domain/ladder.h"
#include "server/domain/project_brief.h"

namespace wuse::domain {
namespace {

using common::Date;

ReportMark Mark(int year, int month, int day, int64_t yuan) {
  const Date as_of = Date::OfYmd(year, month, day);
  return {.as_of = as_of, .invested = {yuan}};
}

class Investment : public testing::Test {
 protected:
  Investment() {
    project_.set_total_investment_yuan(100);
    project_.add_milestones()->set_id(std::string(kInvestmentCompleted));
  }
  std::string Reached() const {
    const Date date = InvestmentReachedOn(RowAlone(project_), marks_, today_);
    return date.IsSet() ? date.ToString() : "";
  }
  void SetReached(const char* date) { project_.mutable_milestones(0)->set_reached_on(date); }

  v1::Project project_;
  std::vector<ReportMark> marks_;
  Date today_ = Date::OfYmd(2022, 1, 20);
};

TEST_F(Investment, IsReachedByTheReportFromWhichOnItIsEnough) {
  marks_ = {Mark(2021, 3, 5, 99), Mark(2021, 3, 12, 100), Mark(2021, 3, 19, 120)};
  EXPECT_EQ(Reached(), "2021-03-12");
  project_.set_invested_before_yuan(1);
  EXPECT_EQ(Reached(), "2021-03-05");
}

TEST_F(Investment, IsNotReachedWhenALaterReportTookItBack) {
  marks_ = {Mark(2021, 3, 5, 100), Mark(2021, 3, 12, 90)};
  EXPECT_EQ(Reached(), "");
  marks_.push_back(Mark(2021, 3, 19, 100));
  EXPECT_EQ(Reached(), "2021-03-19");
}

TEST_F(Investment, WithoutATotalThereIsNothingToReach) {
  project_.set_total_investment_yuan(0);
  marks_ = {Mark(2021, 3, 5, 100)};
  EXPECT_EQ(Reached(), "");
}

TEST_F(Investment, StaysWhenTheYearsAmountsStartAgain) {
  SetReached("2021-12-03");
  marks_ = {Mark(2021, 12, 3, 100), Mark(2022, 1, 7, 0)};
  EXPECT_EQ(Reached(), "2021-12-03");
}

TEST_F(Investment, LastYearsReportsAreNotAddedToWhatAlreadyHasThem) {
  // invested_before was carried forward with the plan of 2022: 60 of last year are in it.
  project_.set_invested_before_yuan(60);
  marks_ = {Mark(2021, 12, 31, 60)};
  v1::YearPlan& plan = *project_.add_plans();
  plan.set_year(2022);
  plan.set_annual_yuan(10);
  EXPECT_EQ(Reached(), "");
  plan.set_year(2023);  // entered ahead: it does not count yet
  EXPECT_EQ(Reached(), "2021-12-31");
}

}  // namespace
}  // namespace wuse::domain
