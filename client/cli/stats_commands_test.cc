#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

constexpr const char* kFigures = R"(
  project_count: 110 new_count: 60 continuing_count: 50 preparatory_count: 3 started_count: 69
  start_rate { numerator: 69 denominator: 110 percent: "62.73" }
  total_investment_yuan: 99999999999999 annual_plan_yuan: 99999999999999 invested_yuan: 88888888888888
  annual_completion { percent: "1234.56" } distance { time_base: TIME_BASE_MONTHS points: "-1106.60" }
  color_counts { color: RED count: 7 } lagging_count: 7
  milestones { milestone: "land-cleared" share { numerator: 3 denominator: 110 percent: "2.73" } }
  year_on_year { as_of: "2020-04-30" growth_percent: "12.30" completion_points: "-3.10" })";

class StatsCommand : public FigureOffice {
 protected:
  void SetUp() override {
    board_.statistics = Parsed<v1::Statistics>(
        std::string(R"(period: "2021-04" as_of: "2021-04-30" district: "金东区" by: GROUP_BY_UNIT sequence: 9
          style { decimals: 2 time_base: TIME_BASE_MONTHS distance_rounding: FROM_UNROUNDED start_base: OF_ALL_PROJECTS
                  amount_unit: IN_YI amount_decimals: 2 }
          references { metric: METRIC_ANNUAL_COMPLETION period: "2021-04" value: "12.44" numerator: 1 denominator: 9
                       arithmetic: "11.11" contradicts: true source: "通报" rank: 3 rank_of: 9 ranked_by: "金华市" }
          total {)") +
        kFigures + R"(} groups { key: "duohu" name: "名字非常非常非常非常非常非常长的一个街道办事处" figures {)" +
        kFigures + "} } groups { figures { project_count: 1 } }");
  }
};

TEST_F(StatsCommand, AsksForWhatTheOptionsSay) {
  ASSERT_EQ(Run({"stats",       "--by",     "unit",         "--period", "2021-04",    "--year-on-year",
                 "--milestone", "净地交付", "--base",       "months",   "--decimals", "1",
                 "--rounding",  "rounded",  "--start-base", "planned",  "--tag",      "制造业",
                 "--team",      "一班",     "--parent",     "A-1",      "--unit",     "多湖街道"}),
            0)
      << err_.str();
  const v1::GetStatisticsRequest& asked = board_.asked_statistics;
  EXPECT_EQ(asked.by(), v1::GROUP_BY_UNIT);
  EXPECT_EQ(asked.period(), "2021-04");
  EXPECT_TRUE(asked.year_on_year());
  EXPECT_EQ(asked.milestones(0), "land-cleared");
  EXPECT_EQ(asked.style().time_base(), v1::TIME_BASE_MONTHS);
  EXPECT_EQ(asked.style().decimals(), 1);
  EXPECT_EQ(asked.style().distance_rounding(), v1::FROM_ROUNDED);
  EXPECT_EQ(asked.style().start_base(), v1::OF_PLANNED_STARTS);
  EXPECT_EQ(asked.filter().tags(0), "制造业");
  EXPECT_EQ(asked.filter().teams(0), "一班");
  EXPECT_EQ(asked.filter().parents(0), "a-1");
  EXPECT_EQ(asked.filter().units(0), "duohu");
}

TEST_F(StatsCommand, ShowsTheWholeAndTheGroupsWithin100Columns) {
  ASSERT_EQ(Run({"stats"}), 0) << err_.str();
  EXPECT_FALSE(board_.asked_statistics.style().has_decimals()) << "the district's";
  const std::string out = out_.str();
  EXPECT_THAT(out, HasSubstr("金东区统计  2021-04（截至 2021-04-30）\n"));
  EXPECT_THAT(out, HasSubstr("69（在建 0，竣工 0），开工率 62.73%\n"));
  EXPECT_THAT(out, HasSubstr("落后 1106.60"));
  EXPECT_THAT(out, HasSubstr("已净地交付      3/110，2.73%\n"));
  EXPECT_THAT(out, HasSubstr("+12.30%"));
  EXPECT_THAT(out, HasSubstr("（无责任单位）"));
  EXPECT_THAT(out, HasSubstr("第 3/9（金华市）；来源：通报\n"));
  EXPECT_THAT(out, HasSubstr("按原文的分子分母算是 11.11%（1÷9），与印出的 12.44% 不符\n"));
  EXPECT_LE(Widest(), 100) << out;
}

TEST_F(StatsCommand, AsCsvHasEveryFigureAndWhatIsUndefinedIsADash) {
  ASSERT_EQ(Run({"stats", "-o", "csv"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("编号,名称,项目数,新建"));
  EXPECT_THAT(out_.str(), HasSubstr(",（无责任单位）,1,0,0,0,0,0,0,—,"));
  EXPECT_THAT(out_.str(), HasSubstr(",已净地交付\r\n"));
}

TEST_F(StatsCommand, RefusesAnUnknownGrouping) {
  EXPECT_NE(Run({"stats", "--by", "天气"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("选项 --by 的值“天气”不认识"));
}

}  // namespace
}  // namespace wuse::cli
