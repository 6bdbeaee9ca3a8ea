#include "client/cli/figure_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

template <class File>
std::string FigureFileError(const absl::StatusOr<File>& file) {
  return client::ChineseOf(file.ok() ? OrProblems(absl::OkStatus(), file->problems) : file.status());
}

TEST(ReadCertifiedCsv, ReadsAnAmountAMonth) {
  const auto file = ReadCertifiedCsv(
      "项目编号,月份,今年累计纳统投资(万元),更正原因\n"
      "duohu-001,2021年4月,1250.5,统计局更正\nduohu-002,2021-04,0,\n");
  ASSERT_TRUE(file.ok()) << client::ChineseOf(file.status());
  EXPECT_TRUE(file->problems.empty());
  EXPECT_EQ(file->elements[0].month(), "2021-04");
  EXPECT_EQ(file->elements[0].invested_this_year_yuan(), 12'505'000);
  EXPECT_EQ(file->elements[0].correction_reason(), "统计局更正");
  EXPECT_TRUE(file->elements[1].has_invested_this_year_yuan()) << "nothing certified is a figure too";
}

TEST(ReadCertifiedCsv, TellsEveryBadCellAndDouble) {
  const std::string error =
      FigureFileError(ReadCertifiedCsv("project,month,certified\na,2021-13,1\nb,2021-04,x\nb,2021-04,\n"));
  EXPECT_THAT(error, HasSubstr("第 2 行，列“month 月份”，值“2021-13”：不是月份"));
  EXPECT_THAT(error, HasSubstr("第 3 行"));
  EXPECT_THAT(error, HasSubstr("不是数字"));
  EXPECT_THAT(error, HasSubstr("不能为空"));
  EXPECT_THAT(error, HasSubstr("与第 3 行重复"));
}

TEST(ReadListCsv, ATargetOfInvestmentIsInWanAndOthersAreCounts) {
  const auto file = ReadListCsv(
      "清单编号,清单名称,时期,目标口径,目标值,目标节点,备注\n"
      "a,甲,2021,完成投资,100,,\nb,乙,2021-Q1,节点,8,净地交付,好\nc,丙,,,,,\n");
  ASSERT_TRUE(file.ok()) << client::ChineseOf(file.status());
  EXPECT_EQ(FigureFileError(file), "");
  EXPECT_EQ(file->elements[0].target().measure(), v1::TARGET_INVESTED);
  EXPECT_EQ(file->elements[0].target().value(), 1'000'000);
  EXPECT_EQ(file->elements[1].target().measure(), v1::TARGET_MILESTONE);
  EXPECT_EQ(file->elements[1].target().value(), 8);
  EXPECT_EQ(file->elements[1].target().milestone(), "land-cleared");
  EXPECT_FALSE(file->elements[2].has_target());
}

TEST(ReadListCsv, TellsABadTarget) {
  const std::string error = FigureFileError(ReadListCsv("id,measure,value\na,开工数,1.5\na,天气,1\n"));
  EXPECT_THAT(error, HasSubstr("值“1.5”：应是 1 到 1000000 的整数"));
  EXPECT_THAT(error, HasSubstr("值“天气”：应是项目数、开工数"));
  EXPECT_THAT(error, HasSubstr("与第 2 行重复"));
}

}  // namespace
}  // namespace wuse::cli
