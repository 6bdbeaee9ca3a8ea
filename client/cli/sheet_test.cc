#include "client/cli/sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wuse/v1/project.pb.h"

namespace wuse::cli {
namespace {

std::vector<Source> TwoRows() {
  Source first{.row = 2, .where = "第 2 行", .id = "a"};
  Source second{.row = 3, .where = "第 3 行", .id = "b"};
  second.cells["unit"] = {"责任单位", "多糊街道"};
  second.cells["lists"] = {"lists 清单", "区 重点"};
  second.cells["milestones.结顶.planned_on"] = {"计划:结顶", "2021-05-08"};
  second.cells["replan_reason"] = {"调整原因", "x"};
  return {first, second};
}

std::string LineOf(const std::string& field, const ColumnSet& set = ProjectColumns()) {
  const std::vector<Source> sources = TwoRows();
  return ProblemLine(ProblemOf({.field = field, .reason = "R", .description = "bad", .chinese = "不对"}, set, sources));
}

TEST(ProblemOf, TellsRowColumnAndValue) {
  EXPECT_EQ(LineOf("edits[1].project.unit"), "第 3 行，列“责任单位”，值“多糊街道”：不对");
  EXPECT_EQ(LineOf("edits[1].project.milestones.结顶.planned_on"), "第 3 行，列“计划:结顶”，值“2021-05-08”：不对");
  EXPECT_EQ(LineOf("edits[1].replan_reason"), "第 3 行，列“调整原因”，值“x”：不对");
}

TEST(ProblemOf, AnElementOfACellIsTheCell) {
  EXPECT_EQ(LineOf("edits[1].project.lists[0]"), "第 3 行，列“lists 清单”，值“区 重点”：不对");
  EXPECT_EQ(LineOf("edits[1].project.milestones"), "第 3 行，列“计划:结顶”，值“2021-05-08”：不对");
}

TEST(ProblemOf, AMissingCellIsNamedByItsLabel) {
  EXPECT_EQ(LineOf("edits[0].project.name"), "第 2 行，列“项目名称”，值“”：不对");
  EXPECT_EQ(LineOf("edits[0].report.invested_this_year_yuan", ReportColumns()),
            "第 2 行，列“今年累计完成投资(万元)”，值“”：不对");
}

TEST(ProblemOf, WithoutAFieldTheRowIsNamed) {
  EXPECT_EQ(LineOf("edits[0]"), "第 2 行：不对");
  EXPECT_EQ(LineOf("units[1].name", UnitColumns()), "第 3 行，列“单位名称”，值“”：不对");
}

TEST(ProblemOf, AnItemOfAJsonFileHasFieldsAndNoCells) {
  const std::vector<Source> sources = {{.row = 1, .where = "第 1 项（a）", .id = "a", .is_csv = false}};
  const Problem problem =
      ProblemOf({.field = "edits[0].project.milestones", .chinese = "不对"}, ProjectColumns(), sources);
  EXPECT_EQ(ProblemLine(problem), "第 1 项（a），字段“milestones”：不对");
}

TEST(ProblemOf, AFieldOfNoRowIsTheWholeFiles) {
  EXPECT_EQ(LineOf("request_id"), "不对");
  EXPECT_EQ(LineOf("edits[9].project.unit"), "不对");
  EXPECT_EQ(LineOf("edits[x].project.unit"), "不对");
}

TEST(SetField, SetsNestedFieldsAndClears) {
  v1::Project project;
  SetField(project, "team.name", std::string("甲专班"));
  SetField(project, "total_investment_yuan", int64_t{5});
  SetField(project, "kind", int64_t{v1::CONTINUING});
  SetField(project, "lists", std::vector<std::string>{"a", "b"});
  EXPECT_EQ(project.team().name(), "甲专班");
  EXPECT_EQ(project.total_investment_yuan(), 5);
  EXPECT_EQ(project.kind(), v1::CONTINUING);
  EXPECT_EQ(project.lists_size(), 2);
  SetField(project, "lists", Clear{});
  SetField(project, "team.name", Clear{});
  EXPECT_EQ(project.lists_size(), 0);
  EXPECT_EQ(project.team().name(), "");
}

}  // namespace
}  // namespace wuse::cli
