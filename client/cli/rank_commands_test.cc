#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

class RankCommand : public FigureOffice {
 protected:
  void SetUp() override {
    board_.ranking = Parsed<v1::Ranking>(R"(
      period: "2021-04" as_of: "2021-04-30" period_before: "2021-03" before_as_of: "2021-03-31"
      by: METRIC_ANNUAL_COMPLETION sequence: 12
      style { decimals: 2 time_base: TIME_BASE_MONTHS distance_rounding: FROM_UNROUNDED start_base: OF_ALL_PROJECTS
              amount_unit: IN_YI amount_decimals: 2 }
      groups { group: TOWNSHIP
        units { unit: "duohu" name: "名字非常非常非常非常非常非常长的一个街道办事处" rank: 1 value: "80.00" rank_before: 3
                rank_change: 2 figures { project_count: 12345 lagging_count: 12345 } }
        units { unit: "b" name: "乙" rank: 2 value: "40.00" rank_before: 1 rank_change: -1 }
        units { unit: "c" name: "丙" } })");
  }
};

TEST_F(RankCommand, ShowsRanksBarsAndMovesWithin100Columns) {
  ASSERT_EQ(Run({"rank", "--by", "年度计划完成率", "--period", "2021-04"}), 0) << err_.str();
  EXPECT_EQ(board_.asked_ranking.by(), v1::METRIC_ANNUAL_COMPLETION);
  EXPECT_EQ(board_.asked_ranking.period(), "2021-04");
  EXPECT_FALSE(board_.asked_ranking.of_departments());
  const std::string out = out_.str();
  EXPECT_THAT(out, HasSubstr("按年度计划完成率排名  2021-04（截至 2021-04-30）；上期 2021-03（截至 2021-03-31）\n"));
  EXPECT_THAT(out, HasSubstr("\n乡镇街道\n"));
  EXPECT_THAT(out, HasSubstr("80.00%  ████████████████     3    ↑2"));
  EXPECT_THAT(out, HasSubstr("40.00%  ████████········     1    ↓1"));
  EXPECT_THAT(out, HasSubstr("—  ················     —     —"));
  EXPECT_LE(Widest(), 100) << out;
}

TEST_F(RankCommand, InvestedIsInTheUnitOfTheStyle) {
  board_.ranking.set_by(v1::METRIC_INVESTED);
  board_.ranking.mutable_groups(0)->mutable_units(0)->set_value("5277600000");
  ASSERT_EQ(Run({"rank", "--by", "invested", "--departments", "-o", "csv"}), 0) << err_.str();
  EXPECT_TRUE(board_.asked_ranking.of_departments());
  EXPECT_THAT(out_.str(), HasSubstr(",52.78亿元,3,↑2,12345,12345\r\n"));
}

TEST_F(RankCommand, RefusesAnUnknownMetric) {
  EXPECT_NE(Run({"rank", "--by", "天气"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("选项 --by 的值“天气”不认识"));
}

}  // namespace
}  // namespace wuse::cli
