#include "client/cli/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::vector<HeaderColumn>> Header(const ColumnSet& set, std::vector<std::string> cells) {
  return ResolveHeader(set, {.number = 1, .cells = std::move(cells)});
}

std::string HeaderErrorOf(const ColumnSet& set, std::vector<std::string> cells) {
  return client::ChineseOf(Header(set, std::move(cells)).status());
}

TEST(ResolveHeader, TakesEveryColumnByNameAndByLabel) {
  for (const ColumnSet* set : {&ProjectColumns(), &ReportColumns(), &UnitColumns()}) {
    for (const ColumnSpec& spec : set->columns) {
      for (const std::string_view heading : {spec.name, spec.chinese}) {
        const auto header = Header(*set, {std::string(heading)});
        ASSERT_TRUE(header.ok()) << heading;
        EXPECT_EQ((*header)[0].spec->name, spec.name);
      }
    }
  }
}

TEST(ResolveHeader, ForgivesWidthCaseAndSpaces) {
  const auto header = Header(ProjectColumns(), {" Code ", "总投资（万元）", "计划：结顶", "DONE:roof-topped"});
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ((*header)[0].spec->name, "code");
  EXPECT_EQ((*header)[1].spec->name, "total_investment");
  EXPECT_EQ((*header)[2].spec->kind, CellKind::kPlanned);
  EXPECT_EQ((*header)[2].milestone, "结顶");
  EXPECT_EQ((*header)[3].spec->kind, CellKind::kReached);
  EXPECT_EQ((*header)[3].milestone, "roof-topped");
}

TEST(ResolveHeader, KeepsAMilestonesNameAsWritten) {
  const auto header = Header(ProjectColumns(), {"计划:A 区 结顶（东）"});
  ASSERT_TRUE(header.ok());
  EXPECT_EQ((*header)[0].milestone, "A 区 结顶（东）");
}

TEST(ResolveHeader, NamesTheNearestOfEveryUnknownColumn) {
  const std::string error = HeaderErrorOf(ProjectColumns(), {"code", "总投资（万）", "leadr", "计划:结项"});
  EXPECT_THAT(error, HasSubstr("“总投资（万）”，是不是“总投资(万元)”？"));
  EXPECT_THAT(error, HasSubstr("“leadr”，是不是“leader”？"));
}

TEST(ResolveHeader, SaysWhereTheColumnsAreListedWhenNothingIsNear) {
  EXPECT_THAT(HeaderErrorOf(ReportColumns(), {"project", "天气情况"}), HasSubstr("wuse report push --help"));
}

TEST(ResolveHeader, RefusesAColumnThatIsThereTwiceUnderEitherName) {
  EXPECT_THAT(HeaderErrorOf(ProjectColumns(), {"code", "项目编号"}), HasSubstr("“code”和“项目编号”是同一列"));
  EXPECT_THAT(HeaderErrorOf(ProjectColumns(), {"code", "plan:roof-topped", "计划:结顶"}), HasSubstr("同一列"));
}

TEST(ResolveHeader, PlannedDatesAreNoColumnsOfReports) {
  EXPECT_FALSE(Header(ReportColumns(), {"project", "plan:roof-topped"}).ok());
  EXPECT_TRUE(Header(ReportColumns(), {"project", "完成:结顶"}).ok());
  EXPECT_FALSE(Header(UnitColumns(), {"id", "完成:结顶"}).ok());
}

TEST(ResolveHeader, ATrailingCommaIsNoColumn) {
  EXPECT_TRUE(Header(ProjectColumns(), {"code", ""}).ok());
}

TEST(ResolveHeader, MessagesShowTheLabelOfAProtoName) {
  const auto header = Header(ProjectColumns(), {"total_investment", "总投资(万元)x", "计划:结顶"});
  ASSERT_FALSE(header.ok());
  const auto good = Header(ProjectColumns(), {"total_investment", "plan:roof-topped", "项目编号"});
  ASSERT_TRUE(good.ok());
  EXPECT_EQ((*good)[0].shown, "total_investment 总投资(万元)");
  EXPECT_EQ((*good)[1].shown, "plan:roof-topped 计划:结顶");
  EXPECT_EQ((*good)[2].shown, "项目编号");
}

TEST(NameOfPath, IsTheColumnsLabel) {
  EXPECT_EQ(NameOfPath(ProjectColumns(), "total_investment_yuan").chinese, "总投资(万元)");
  EXPECT_EQ(NameOfPath(ProjectColumns(), "team.name").chinese, "专班");
  EXPECT_EQ(NameOfPath(ProjectColumns(), "plans.2021.annual_yuan").chinese, "年度计划投资(万元)");
  EXPECT_EQ(NameOfPath(ProjectColumns(), "plans.2021.month_end_yuan.5").chinese, "5月累计计划(万元)");
  EXPECT_EQ(NameOfPath(ProjectColumns(), "plans.2021.month_end_yuan").kind, CellKind::kAmount);
  EXPECT_EQ(NameOfPath(ProjectColumns(), "milestones.roof-topped.planned_on").chinese, "计划:结顶");
  EXPECT_EQ(NameOfPath(ReportColumns(), "milestones.own-rung.reached_on").chinese, "完成:own-rung");
  EXPECT_EQ(NameOfPath(ReportColumns(), "percent_done_bp").kind, CellKind::kPercent);
  EXPECT_EQ(NameOfPath(ProjectColumns(), "replan_reason").chinese, "调整原因");
  EXPECT_EQ(NameOfPath(ProjectColumns(), "something_new").chinese, "something_new");
}

TEST(ColumnHelp, ListsEveryColumnWithBothNames) {
  const std::string help = ColumnHelp(ProjectColumns());
  for (const ColumnSpec& spec : ProjectColumns().columns) {
    EXPECT_THAT(help, HasSubstr(std::string(spec.name)));
    EXPECT_THAT(help, HasSubstr(std::string(spec.chinese)));
  }
  EXPECT_THAT(help, HasSubstr("plan:<节点>"));
}

}  // namespace
}  // namespace wuse::cli
