#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

class ReferenceCommands : public FigureOffice {};

TEST_F(ReferenceCommands, AContradictingFigureIsEnteredAndArithmeticIsTold) {
  figures_.reference_answer = Parsed<v1::SetReferenceFigureResponse>(R"(
    sequence: 5 figure { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" value: "12.44" numerator: 1 denominator: 9
                         rank: 3 rank_of: 9 ranked_by: "金华市" source: "通报" arithmetic: "11.11" contradicts: true })");
  ASSERT_EQ(Run({"reference", "set",      "--metric",    "年度计划完成率", "--period", "2020-04",       "--value",
                 "12.44",     "--source", "通报",        "--numerator",    "1",        "--denominator", "9",
                 "--rank",    "3/9",      "--ranked-by", "金华市",         "--unit",   "多湖街道"}),
            0)
      << err_.str();
  EXPECT_EQ(out_.str(),
            "已录入：2020-04 年度计划完成率 12.44%，第 3/9（金华市）；来源：通报（更新序号 5）\n"
            "按原文的分子分母算是 11.11%（1÷9），与印出的 12.44% 不符\n");
  const v1::ReferenceFigure& sent = figures_.references_set[0].figure();
  EXPECT_FALSE(figures_.references_set[0].remove());
  EXPECT_EQ(sent.metric(), v1::METRIC_ANNUAL_COMPLETION);
  EXPECT_EQ(sent.value(), "12.44");
  EXPECT_EQ(sent.numerator(), 1);
  EXPECT_EQ(sent.denominator(), 9);
  EXPECT_EQ(sent.rank(), 3);
  EXPECT_EQ(sent.rank_of(), 9);
  EXPECT_EQ(sent.filter().units(0), "duohu");
}

TEST_F(ReferenceCommands, NumbersThatAreNotGivenAreAbsent) {
  ASSERT_EQ(Run({"reference", "set", "--metric", "growth", "--period", "2020-04", "--value", "-3", "--source", "s"}), 0)
      << err_.str();
  EXPECT_FALSE(figures_.references_set[0].figure().has_numerator());
  EXPECT_FALSE(figures_.references_set[0].figure().has_filter());
  EXPECT_NE(Run({"reference", "set", "--metric", "growth", "--period", "2020-04", "--value", "1", "--source", "s",
                 "--rank", "三"}),
            0);
  EXPECT_THAT(err_.str(), HasSubstr("选项 --rank 的值“三”不是名次"));
}

TEST_F(ReferenceCommands, RemoveNamesItByMetricAndPeriod) {
  ASSERT_EQ(Run({"reference", "remove", "--metric", "开工率", "--period", "2020-04"}), 0) << err_.str();
  EXPECT_TRUE(figures_.references_set[0].remove());
  EXPECT_EQ(figures_.references_set[0].figure().metric(), v1::METRIC_START_RATE);
}

TEST_F(ReferenceCommands, ListFitsIn100Columns) {
  figures_.references = Parsed<v1::ListReferenceFiguresResponse>(R"(
    figures { metric: METRIC_CERTIFIED_COMPLETION period: "2020-04-H1" value: "1234.56" arithmetic: "1234.57"
              contradicts: true rank: 11 rank_of: 11 ranked_by: "浙江省金华市重点项目办公室"
              filter { units: "duohu" lists: "district-key-projects" }
              source: "一个非常非常非常非常非常非常非常非常长的来源" })");
  ASSERT_EQ(Run({"reference", "list"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("多湖街道"));
  EXPECT_THAT(out_.str(), HasSubstr("≠1234.57%"));
  EXPECT_LE(Widest(), 100) << out_.str();
}

}  // namespace
}  // namespace wuse::cli
