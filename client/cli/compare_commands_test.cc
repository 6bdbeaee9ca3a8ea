#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

class CompareCommand : public FigureOffice {
 protected:
  void SetUp() override {
    board_.comparison = Parsed<v1::Comparison>(R"(
      quarter: "2021-Q1" as_of: "2021-03-31" quarter_before: "2020-Q4" quarter_year_ago: "2020-Q1" sequence: 4
      style { decimals: 2 time_base: TIME_BASE_MONTHS distance_rounding: FROM_UNROUNDED start_base: OF_ALL_PROJECTS
              amount_unit: IN_YI amount_decimals: 2 }
      total { now { invested_in_quarter_yuan: 99999999999999 figures { annual_completion { percent: "1234.56" } } }
              before { invested_in_quarter_yuan: 50000000000000 } growth_on_before: "100.00"
              flow { before: GREEN after { color: RED count: 3 } } }
      units { unit: "duohu" name: "名字非常非常非常非常非常非常长的一个街道办事处" group: TOWNSHIP
              now { invested_in_quarter_yuan: 200000000 rank: 1 started_in_quarter: 2
                    figures { annual_completion { percent: "30.00" } color_counts { color: RED count: 12345 } } }
              before { invested_in_quarter_yuan: 100000000 rank: 2 }
              growth_on_before: "100.00" completion_points: "-3.20" })");
  }
};

TEST_F(CompareCommand, DrawsTheThreeQuartersWithin100Columns) {
  ASSERT_EQ(Run({"compare", "--quarter", "2021-Q1"}), 0) << err_.str();
  EXPECT_EQ(board_.asked_comparison.quarter(), "2021-Q1");
  const std::string out = out_.str();
  EXPECT_THAT(out, HasSubstr("完成率同比 -3.20 个百分点；红 12345"));
  EXPECT_THAT(out, HasSubstr("  2021-Q1          2.00 ████████████████████  完成率   30.00%  名次  1  开工   2\n"));
  EXPECT_THAT(out, HasSubstr("  2020-Q4          1.00 ██████████··········  完成率        —"));
  EXPECT_THAT(out, HasSubstr("环比 +100.00%\n"));
  EXPECT_THAT(out, HasSubstr("同比 —\n"));
  EXPECT_THAT(out, HasSubstr("2020-Q4 ＼ 2021-Q1"));
  EXPECT_LE(Widest(), 100) << out;
}

TEST_F(CompareCommand, AsCsvIsARowAUnitAndQuarter) {
  ASSERT_EQ(Run({"compare", "--departments", "-o", "csv"}), 0) << err_.str();
  EXPECT_TRUE(board_.asked_comparison.of_departments());
  EXPECT_THAT(out_.str(), HasSubstr(",2021-Q1,0,2.00,0.00,30.00%,1,2,0,+100.00,—,-3.20\r\n"));
  EXPECT_THAT(out_.str(), HasSubstr(",2020-Q4,0,1.00,0.00,—,2,0,0,,,\r\n"));
}

}  // namespace
}  // namespace wuse::cli
