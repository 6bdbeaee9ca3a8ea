#include <string>

#include "gtest/gtest.h"
#include "tests/integration/small_register.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::testing {
namespace {

class FiguresOverTheApi : public ::testing::Test {
 protected:
  void SetUp() override { small_.Fill(); }
  v1::Statistics Statistics(std::string_view request) { return small_.Get<v1::Statistics>("GetStatistics", request); }
  void ExpectInvalid(std::string_view method, std::string_view request, std::string_view reason,
                     std::string_view field) {
    const RawAnswer answer = small_.Call(method, request);
    ExpectRefusal(answer, kInvalid, reason);
    const ErrorOf error(answer.status);
    ASSERT_FALSE(error.fields.empty());
    EXPECT_EQ(error.fields[0].field(), field);
  }

  SmallRegister small_;
};

TEST_F(FiguresOverTheApi, StatisticsOfTodayAreThoseOfTheMainList) {
  const v1::Statistics statistics = Statistics("");
  EXPECT_EQ(statistics.period(), "2021-05-08");
  EXPECT_EQ(statistics.as_of(), "2021-05-08");
  EXPECT_EQ(statistics.sequence(), small_.head());
  EXPECT_EQ(statistics.style().time_base(), v1::TIME_BASE_PLANNED_CUMULATIVE) << "the style is complete";
  const v1::FigureSet& total = statistics.total();
  EXPECT_EQ(total.project_count(), 2);
  EXPECT_EQ(total.started_count(), 0);
  EXPECT_EQ(total.starts().planned_count(), 1) << "p-2 has no planned start";
  EXPECT_EQ(total.starts().missed_count(), 1);
  EXPECT_EQ(total.invested_yuan(), 4'000'000);
  EXPECT_EQ(total.annual_completion().percent(), "33.33");
  EXPECT_EQ(total.period_plan_yuan(), 4'258'065) << "400 and 8/31 of 100";
  EXPECT_EQ(total.distance().points(), "-2.15") << "258065 of 12 million";
  EXPECT_FALSE(total.has_in_period());
  EXPECT_FALSE(total.has_year_on_year());
}

TEST_F(FiguresOverTheApi, APeriodTellsWhatHappenedInIt) {
  const v1::FigureSet april = Statistics(R"(period: "2021-04")").total();
  EXPECT_EQ(april.in_period().from(), "2021-04-01");
  EXPECT_EQ(april.in_period().invested_yuan(), 4'000'000);
  EXPECT_EQ(Statistics(R"(period: "2021-W17")").total().in_period().invested_yuan(), 1'000'000);
  small_.Do("ApplyProjects", R"(edits { project { id: "p-1" milestones { id: "started" reached_on: "2021-04-20" } }
                                        update_mask { paths: "milestones.started.reached_on" } })");
  EXPECT_EQ(Statistics(R"(period: "2021-04")").total().in_period().started_count(), 1);
  EXPECT_EQ(Statistics(R"(period: "2021-W17")").total().in_period().started_count(), 0);
  EXPECT_EQ(Statistics(R"(period: "2021-05")").total().in_period().invested_yuan(), 0);
}

TEST_F(FiguresOverTheApi, NothingIsKnownOfAYearThatTheRegisterDoesNotHave) {
  const v1::YearOnYear year_on_year = Statistics(R"(period: "2021-04" year_on_year: true)").total().year_on_year();
  EXPECT_EQ(year_on_year.as_of(), "2020-04-30");
  EXPECT_EQ(year_on_year.completion_points(), "");
  EXPECT_EQ(year_on_year.growth_percent(), "");
}

TEST_F(FiguresOverTheApi, YearOnYearIsByTheRegisterWhereItHasReports) {
  small_.server().clock().SetToday(common::Date::OfYmd(2022, 5, 8));
  small_.Do("FileReport", R"(edit { report { project: "p-1" week: "2022-W16" invested_this_year_yuan: 5000000 } })");
  const v1::FigureSet total = Statistics(R"(period: "2022-04" year_on_year: true style { decimals: 0 })").total();
  EXPECT_EQ(total.year_on_year().as_of(), "2021-04-30");
  EXPECT_EQ(total.year_on_year().invested_yuan(), 4'000'000);
  EXPECT_EQ(total.year_on_year().growth_percent(), "25");
  EXPECT_EQ(total.year_on_year().annual_completion().percent(), "33");
  EXPECT_EQ(total.year_on_year().completion_points(), "") << "there is no plan of 2022";
}

TEST_F(FiguresOverTheApi, AReferenceFigureStandsInForALastYearWithoutReports) {
  small_.Do("SetReferenceFigure", R"(figure { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" value: "12.44"
                                              source: "区统计局" })");
  const v1::Statistics statistics = Statistics(R"(period: "2021-04" year_on_year: true by: GROUP_BY_UNIT)");
  const v1::YearOnYear& total = statistics.total().year_on_year();
  EXPECT_EQ(total.reference().source(), "区统计局");
  EXPECT_EQ(total.annual_completion().percent(), "12.44");
  EXPECT_EQ(total.completion_points(), "20.89") << "33.33… less 12.44";
  EXPECT_EQ(total.growth_percent(), "");
  EXPECT_EQ(statistics.groups(0).figures().year_on_year().completion_points(), "") << "it is the total's alone";
  const auto points = [this](const std::string& asked) {
    return Statistics("year_on_year: true " + asked).total().year_on_year().completion_points();
  };
  EXPECT_EQ(points(R"(period: "2021-03")"), "") << "of another month";
  EXPECT_EQ(points(R"(period: "2021-04" filter { units: "duohu" })"), "") << "of other projects";
}

TEST_F(FiguresOverTheApi, GroupsComeInTheirOrderAndSumToTheTotal) {
  const auto keys = [this](const std::string& by) {
    const v1::Statistics statistics = Statistics("filter {} by: " + by);
    std::string text;
    int projects = 0;
    for (const v1::StatisticsGroup& group : statistics.groups()) {
      text += group.key() + ":" + group.name() + " ";
      projects += group.figures().project_count();
    }
    EXPECT_EQ(projects, statistics.total().project_count()) << by;
    return text;
  };
  EXPECT_EQ(keys("GROUP_BY_UNIT"), "duohu:多湖街道 dongxiao:东孝街道 ");
  EXPECT_EQ(keys("GROUP_BY_LEVEL"), "DISTRICT: TOWN: ");
  EXPECT_EQ(keys("GROUP_BY_CATEGORY"), "URBAN: PLOT: ");
  EXPECT_EQ(keys("GROUP_BY_KIND"), "NEW: ");
  EXPECT_EQ(keys("GROUP_BY_DEPARTMENT"), ": ");
  EXPECT_EQ(keys("GROUP_BY_TEAM"), ": ");
  EXPECT_EQ(keys("GROUP_BY_TAG"), ": ");
  EXPECT_EQ(keys("GROUP_BY_LIST"), "district-key: ");
  EXPECT_EQ(keys("GROUP_BY_PARENT"), "p-1:泉源安置二期 : ") << "those without one last";
  EXPECT_TRUE(Statistics("by: GROUP_BY_TAG").groups_overlap());
  EXPECT_FALSE(Statistics("by: GROUP_BY_UNIT").groups_overlap());
}

TEST_F(FiguresOverTheApi, AParentIsBesideTheSumOfItsParts) {
  const v1::Statistics statistics = Statistics("by: GROUP_BY_PARENT");
  ASSERT_EQ(statistics.groups_size(), 2);
  const v1::ParentFigures& parent = statistics.groups(0).parent();
  EXPECT_EQ(parent.annual_plan_yuan(), 12'000'000);
  EXPECT_EQ(parent.invested_yuan(), 4'000'000);
  EXPECT_TRUE(parent.annual_plan_differs());
  EXPECT_EQ(statistics.groups(0).figures().annual_plan_yuan(), 0);
  EXPECT_FALSE(statistics.groups(1).has_parent());
}

TEST_F(FiguresOverTheApi, MilestonesAreSharesOfTheProjects) {
  const v1::FigureSet total = Statistics(R"(milestones: "approved" milestones: "started")").total();
  ASSERT_EQ(total.milestones_size(), 2);
  EXPECT_EQ(total.milestones(0).milestone(), "approved");
  EXPECT_EQ(total.milestones(0).share().percent(), "50.00");
  EXPECT_EQ(total.milestones(1).share().numerator(), 0);
}

TEST_F(FiguresOverTheApi, ARankingTellsWhoOvertookWhom) {
  small_.Do("ApplyProjects", R"(edits { project { id: "p-2" plans { year: 2021 annual_yuan: 10000000 } }
                                        update_mask { paths: "plans" } })");
  small_.Do("FileReports", R"(edits { report { project: "p-2" week: "2021-W17" invested_this_year_yuan: 5000000 } })");
  const auto ranking = small_.Get<v1::Ranking>("GetRanking", R"(period: "2021-W17")");
  EXPECT_EQ(ranking.as_of(), "2021-05-02");
  EXPECT_EQ(ranking.period_before(), "2021-W16");
  EXPECT_EQ(ranking.before_as_of(), "2021-04-25");
  EXPECT_EQ(ranking.by(), v1::METRIC_ANNUAL_COMPLETION);
  ASSERT_EQ(ranking.groups_size(), 1) << "units without projects are left out";
  ASSERT_EQ(ranking.groups(0).units_size(), 2);
  const v1::RankedUnit& first = ranking.groups(0).units(0);
  EXPECT_EQ(first.name(), "东孝街道");
  EXPECT_EQ(first.value(), "50.00");
  EXPECT_EQ(first.rank(), 1);
  EXPECT_EQ(first.rank_before(), 2);
  EXPECT_EQ(first.rank_change(), 1);
  const v1::RankedUnit& second = ranking.groups(0).units(1);
  EXPECT_EQ(second.value(), "33.33");
  EXPECT_EQ(second.rank(), 2);
  EXPECT_EQ(second.rank_change(), -1);
  EXPECT_EQ(second.figures().invested_yuan(), 4'000'000);
}

TEST_F(FiguresOverTheApi, WithoutAValueAUnitIsUnrankedAndLast) {
  const auto ranking = small_.Get<v1::Ranking>("GetRanking", "");
  ASSERT_EQ(ranking.groups(0).units_size(), 2);
  EXPECT_EQ(ranking.groups(0).units(0).unit(), "duohu");
  const v1::RankedUnit& last = ranking.groups(0).units(1);
  EXPECT_EQ(last.unit(), "dongxiao");
  EXPECT_EQ(last.rank(), 0);
  EXPECT_EQ(last.value(), "");
  EXPECT_EQ(last.rank_change(), 0);
  const auto growth = small_.Get<v1::Ranking>("GetRanking", "by: METRIC_GROWTH");
  EXPECT_EQ(growth.groups(0).units(0).value(), "") << "nothing was reported a year ago";
  EXPECT_EQ(small_.Get<v1::Ranking>("GetRanking", "of_departments: true").groups_size(), 0);
}

TEST_F(FiguresOverTheApi, AQuarterIsBesideTheOneBeforeAndThatOfAYearAgo) {
  small_.Do("FileReport", R"(edit { report { project: "p-1" week: "2021-W10" invested_this_year_yuan: 1000000 } })");
  const auto comparison = small_.Get<v1::Comparison>("GetComparison", "");
  EXPECT_EQ(comparison.quarter(), "2021-Q2");
  EXPECT_EQ(comparison.as_of(), "2021-05-08");
  EXPECT_EQ(comparison.quarter_before(), "2021-Q1");
  EXPECT_EQ(comparison.before_as_of(), "2021-03-31");
  EXPECT_EQ(comparison.quarter_year_ago(), "2020-Q2");
  EXPECT_EQ(comparison.year_ago_as_of(), "2020-05-08") << "a running quarter is held against as much of it";
  const v1::ComparedUnit& total = comparison.total();
  EXPECT_EQ(total.now().figures().invested_yuan(), 4'000'000);
  EXPECT_EQ(total.now().invested_in_quarter_yuan(), 3'000'000);
  EXPECT_EQ(total.before().invested_in_quarter_yuan(), 1'000'000);
  EXPECT_EQ(total.growth_on_before(), "200.00");
  EXPECT_EQ(total.growth_on_year_ago(), "");
  EXPECT_EQ(total.completion_points(), "");
  int moved = 0;
  for (const v1::ColorMoves& moves : total.flow()) {
    for (const v1::ColorCount& count : moves.after()) moved += count.count();
  }
  EXPECT_EQ(moved, 2);
  ASSERT_EQ(comparison.units_size(), 2);
  EXPECT_EQ(comparison.units(0).unit(), "duohu");
  EXPECT_EQ(comparison.units(0).group(), v1::TOWNSHIP);
  EXPECT_EQ(comparison.units(0).now().rank(), 1);
  EXPECT_EQ(comparison.units(1).now().rank(), 0) << "no plan";
}

TEST_F(FiguresOverTheApi, AFirstQuarterHasTheCumulativeItself) {
  small_.Do("FileReport", R"(edit { report { project: "p-1" week: "2021-W10" invested_this_year_yuan: 1000000 } })");
  const auto comparison = small_.Get<v1::Comparison>("GetComparison", R"(quarter: "2021-Q1")");
  EXPECT_EQ(comparison.before_as_of(), "2020-12-31");
  EXPECT_EQ(comparison.total().now().invested_in_quarter_yuan(), 1'000'000);
  EXPECT_EQ(comparison.total().before().figures().project_count(), 0) << "they are listed from January on";
  for (const v1::ColorMoves& moves : comparison.total().flow()) {
    for (const v1::ColorCount& count : moves.after()) EXPECT_EQ(count.count(), 0) << "in both there is none";
  }
}

TEST_F(FiguresOverTheApi, WhatIsAskedWronglyIsNamed) {
  ExpectInvalid("GetStatistics", R"(period: "2021-06")", "PERIOD_IN_FUTURE", "period");
  ExpectInvalid("GetStatistics", R"(period: "四月")", "PERIOD_MALFORMED", "period");
  ExpectInvalid("GetStatistics", R"(milestones: "approved" milestones: "roof-toped")", "MILESTONE_UNKNOWN",
                "milestones[1]");
  ExpectInvalid("GetStatistics", "style { decimals: 3 }", "DECIMALS_INVALID", "style.decimals");
  ExpectInvalid("GetRanking", R"(period: "2021-13")", "PERIOD_MALFORMED", "period");
  ExpectInvalid("GetRanking", R"(filter { units: "duohuu" })", "UNIT_UNKNOWN", "filter.units[0]");
  ExpectInvalid("GetComparison", R"(quarter: "2021-Q3")", "QUARTER_IN_FUTURE", "quarter");
  ExpectInvalid("GetComparison", R"(quarter: "2021-05")", "QUARTER_MALFORMED", "quarter");
  ExpectInvalid("GetComparison", R"(quarter: "2021-Q5")", "QUARTER_MALFORMED", "quarter");
}

}  // namespace
}  // namespace wuse::testing
