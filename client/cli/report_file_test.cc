#include "client/cli/report_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/unit_file.h"
#include "client/lib/error.h"
#include "wuse/v1/unit_service.pb.h"

namespace wuse::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ReportErrorOf(const std::string& csv) {
  const auto file = ReadReportCsv(csv);
  return client::ChineseOf(file.ok() ? OrProblems(absl::OkStatus(), file->problems) : file.status());
}

std::string UnitErrorOf(const std::string& csv) {
  const auto file = ReadUnitCsv(csv);
  return client::ChineseOf(file.ok() ? OrProblems(absl::OkStatus(), file->problems) : file.status());
}

TEST(ReadReportCsv, SetsEachFieldAndNamesItInTheMask) {
  const auto file = ReadReportCsv(
      "项目编号,项目名称,周,今年累计完成投资(万元),形象进度(%),本周进展,完成:结顶,更正原因\n"
      "t-001,不读,2021-W17,400,12.5,基础施工,2021-04-30,多报\n");
  ASSERT_TRUE(file.ok()) << client::ChineseOf(file.status());
  ASSERT_EQ(file->edits.size(), 1U);
  const v1::ReportEdit& edit = file->edits[0];
  EXPECT_EQ(edit.report().project(), "t-001");
  EXPECT_EQ(edit.report().week(), "2021-W17");
  EXPECT_EQ(edit.report().invested_this_year_yuan(), 4'000'000);
  EXPECT_EQ(edit.report().percent_done_bp(), 1250);
  ASSERT_EQ(edit.report().milestones_size(), 1);
  EXPECT_EQ(edit.report().milestones(0).id(), "结顶");
  EXPECT_EQ(edit.correction_reason(), "多报");
  EXPECT_THAT(edit.update_mask().paths(),
              ElementsAre("invested_this_year_yuan", "percent_done_bp", "progress", "milestones.结顶.reached_on"));
}

TEST(ReadReportCsv, AClearedFieldIsMaskedAndEmpty) {
  const auto file = ReadReportCsv("project,week,problems,done:started\nt,2021-W17,-,-\n");
  ASSERT_TRUE(file.ok());
  EXPECT_THAT(file->edits[0].update_mask().paths(), ElementsAre("problems", "milestones.started.reached_on"));
  EXPECT_EQ(file->edits[0].report().problems(), "");
  EXPECT_EQ(file->edits[0].report().milestones(0).reached_on(), "");
}

TEST(ReadReportCsv, ARowWithoutContentIsLeftOutSoThatItEmptiesNothing) {
  const auto file = ReadReportCsv("project,week,progress\na,2021-W17,\nb,2021-W17,做了\n");
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->edits.size(), 1U);
  EXPECT_THAT(file->empty_rows, ElementsAre(2));
}

TEST(ReadReportCsv, NeedsProjectAndWeek) {
  const std::string error = ReportErrorOf("project,week,progress\n,2021-W17,x\na,,x\n");
  EXPECT_THAT(error, HasSubstr("第 2 行，列“project 项目编号”，值“”：不能为空"));
  EXPECT_THAT(error, HasSubstr("第 3 行，列“week 周”，值“”：不能为空"));
  EXPECT_THAT(ReportErrorOf("project,progress\na,x\n"), HasSubstr("列“周”"));
}

TEST(ReadReportCsv, AProjectMayBeThereOncePerWeek) {
  EXPECT_EQ(ReportErrorOf("project,week,progress\na,2021-W16,x\na,2021-W17,x\n"), "");
  EXPECT_THAT(ReportErrorOf("project,week,progress\na,2021-W17,x\nA,2021-w17,y\n"), HasSubstr("第 3 行"));
}

TEST(ReadUnitCsv, SetsOverTheUnitAsItIs) {
  const auto file = ReadUnitCsv("id,name,tile_column,tile_row,note\nduohu,,3,4,-\nnew,新街道,,,\n");
  ASSERT_TRUE(file.ok()) << client::ChineseOf(file.status());
  v1::ListUnitsResponse existing;
  v1::Unit& duohu = *existing.add_units();
  duohu.set_id("duohu");
  duohu.set_name("多湖街道");
  duohu.set_group(v1::TOWNSHIP);
  duohu.set_note("旧");
  const auto units = UnitsAfter(*file, existing.units());
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(units[0].name(), "多湖街道");
  EXPECT_EQ(units[0].group(), v1::TOWNSHIP);
  EXPECT_EQ(units[0].tile().column(), 3);
  EXPECT_EQ(units[0].note(), "");
  EXPECT_EQ(units[1].name(), "新街道");
  EXPECT_FALSE(units[1].has_tile());
}

TEST(ReadUnitCsv, ATileHasBothCoordinates) {
  EXPECT_THAT(UnitErrorOf("id,tile_column\na,1\n"), HasSubstr("一起填"));
}

TEST(ReadUnitCsv, NamesBothRowsOfAUnitThatIsThereTwice) {
  EXPECT_THAT(UnitErrorOf("id,name\na,甲\na,乙\n"), HasSubstr("与第 2 行重复"));
}

}  // namespace
}  // namespace wuse::cli
