#include "client/cli/project_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/project_apply.h"
#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// What a person would be told; "" when all is well.
std::string ProjectErrorOf(const absl::StatusOr<ProjectFile>& file) {
  return client::ChineseOf(file.ok() ? OrProblems(absl::OkStatus(), file->problems) : file.status());
}

std::string ProjectErrorOf(const std::string& csv) {
  return ProjectErrorOf(ReadProjectCsv(csv));
}

ProjectFile Read(const std::string& csv) {
  auto file = ReadProjectCsv(csv);
  EXPECT_EQ(ProjectErrorOf(file), "");
  return file.ok() ? *std::move(file) : ProjectFile();
}

const std::string kMonthNames =
    "plan_m01,plan_m02,plan_m03,plan_m04,plan_m05,plan_m06,plan_m07,plan_m08,plan_m09,plan_m10,plan_m11,plan_m12";

TEST(ReadProjectCsv, SetsEachFieldAndNamesItInTheMask) {
  const ProjectFile file = Read(
      "项目编号,name,kind,unit,leader,lists,入库日期,total_investment,计划:结顶,调整原因\n"
      "T-001,泉源安置,新建,多湖街道,张三,district-key;contest,2021-04-09,12.5,2021-11-16,审批延后\n");
  ASSERT_EQ(file.edits.size(), 1U);
  const v1::ProjectEdit& edit = file.edits[0];
  EXPECT_EQ(edit.project().id(), "t-001");
  EXPECT_EQ(edit.project().name(), "泉源安置");
  EXPECT_EQ(edit.project().kind(), v1::NEW);
  EXPECT_EQ(edit.project().unit(), "多湖街道");
  EXPECT_EQ(edit.project().team().leader(), "张三");
  EXPECT_THAT(edit.project().lists(), ElementsAre("district-key", "contest"));
  EXPECT_EQ(edit.project().registered_on(), "2021-04-09");
  EXPECT_EQ(edit.project().total_investment_yuan(), 125'000);
  ASSERT_EQ(edit.project().milestones_size(), 1);
  EXPECT_EQ(edit.project().milestones(0).id(), "结顶");
  EXPECT_EQ(edit.project().milestones(0).planned_on(), "2021-11-16");
  EXPECT_EQ(edit.replan_reason(), "审批延后");
  EXPECT_THAT(edit.update_mask().paths(), ElementsAre("name", "kind", "unit", "team.leader", "lists", "registered_on",
                                                      "total_investment_yuan", "milestones.结顶.planned_on"));
}

TEST(ReadProjectCsv, AnEmptyCellLeavesAndADashClears) {
  const ProjectFile file = Read("code,leader,department\nt-001,,-\n");
  ASSERT_EQ(file.edits.size(), 1U);
  EXPECT_THAT(file.edits[0].update_mask().paths(), ElementsAre("department"));
  EXPECT_EQ(file.edits[0].project().department(), "");
}

TEST(ReadProjectCsv, PlannedAndReachedOfOneMilestoneAreOneElement) {
  const ProjectFile file = Read("code,plan:started,done:started\nt-001,2021-03-20,2021-03-18\n");
  ASSERT_EQ(file.edits[0].project().milestones_size(), 1);
  EXPECT_EQ(file.edits[0].project().milestones(0).reached_on(), "2021-03-18");
}

TEST(ReadProjectCsv, TwelveMonthsAreOnePathAndAFewAreOneEach) {
  const ProjectFile all =
      Read("code,plan_year,annual_plan," + kMonthNames + "\nt,2021,12,1,2,3,4,5,6,7,8,9,10,11,12\n");
  EXPECT_THAT(all.edits[0].update_mask().paths(), ElementsAre("plans.2021.annual_yuan", "plans.2021.month_end_yuan"));
  ASSERT_EQ(all.edits[0].project().plans_size(), 1);
  EXPECT_EQ(all.edits[0].project().plans(0).year(), 2021);
  EXPECT_EQ(all.edits[0].project().plans(0).annual_yuan(), 120'000);
  ASSERT_EQ(all.edits[0].project().plans(0).month_end_yuan_size(), 12);
  EXPECT_EQ(all.edits[0].project().plans(0).month_end_yuan(11), 120'000);

  const ProjectFile few = Read("code,计划年度,plan_m05,plan_m06\nt,2022,50,60\n");
  EXPECT_THAT(few.edits[0].update_mask().paths(),
              UnorderedElementsAre("plans.2022.month_end_yuan.5", "plans.2022.month_end_yuan.6"));
  EXPECT_EQ(few.edits[0].project().plans(0).month_end_yuan(4), 500'000);
}

TEST(ReadProjectCsv, MonthsAreClearedTogetherOrNotAtAll) {
  const ProjectFile cleared = Read("code,plan_year," + kMonthNames + "\nt,2021,-,-,-,-,-,-,-,-,-,-,-,-\n");
  EXPECT_THAT(cleared.edits[0].update_mask().paths(), ElementsAre("plans.2021.month_end_yuan"));
  EXPECT_EQ(cleared.edits[0].project().plans(0).month_end_yuan_size(), 0);
  EXPECT_THAT(ProjectErrorOf("code,plan_year,plan_m05\nt,2021,-\n"), HasSubstr("一起清除"));
}

TEST(ReadProjectCsv, APlanNeedsItsYear) {
  EXPECT_THAT(ProjectErrorOf("code,annual_plan\nt,12\n"), HasSubstr("plan_year 计划年度"));
  EXPECT_THAT(ProjectErrorOf("code,plan_year,annual_plan\nt,,12\n"),
              HasSubstr("第 2 行，列“annual_plan 年度计划投资(万元)”"));
  EXPECT_THAT(Read("code,plan_year,annual_plan\nt,,\n").edits[0].update_mask().paths(), ElementsAre());
}

TEST(ReadProjectCsv, ListsEveryBadCellOfEveryRow) {
  const std::string error = ProjectErrorOf(
      "code,总投资(万元),plan:started\n"
      "a,12.34567,2021-01-01\n"
      "b,1,2021-13-01\n"
      "坏,x,-\n");
  EXPECT_THAT(error, HasSubstr("第 2 行，列“总投资(万元)”，值“12.34567”：最多 4 位小数"));
  EXPECT_THAT(error, HasSubstr("第 3 行，列“plan:started 计划:开工”，值“2021-13-01”"));
  EXPECT_THAT(error, HasSubstr("第 4 行，列“code 项目编号”，值“坏”"));
  EXPECT_THAT(error, HasSubstr("第 4 行，列“总投资(万元)”，值“x”"));
  EXPECT_THAT(error, HasSubstr("有 4 处问题"));
}

TEST(ReadProjectCsv, ARowNeedsACode) {
  EXPECT_THAT(ProjectErrorOf("code,name\n,甲\n"), HasSubstr("第 2 行"));
  const ProjectFile file = Read("原编号,name\n金东〔2021〕1号,甲\n");
  EXPECT_EQ(file.edits[0].project().external_code(), "金东〔2021〕1号");
}

TEST(ReadProjectCsv, NamesBothRowsOfAProjectThatIsThereTwice) {
  EXPECT_THAT(ProjectErrorOf("code,name\na,甲\nb,乙\nA,丙\n"),
              HasSubstr("第 4 行，列“code 项目编号”，值“a”：与第 2 行重复"));
}

TEST(ReadProjectCsv, RefusesCellsBeyondTheHeader) {
  EXPECT_THAT(ProjectErrorOf("code,name\na,甲,多出来\n"), HasSubstr("多出来"));
  EXPECT_EQ(Read("code,name,\na,甲,\n").edits.size(), 1U);
}

TEST(ReadProjectCsv, RefusesAFileWithoutRows) {
  EXPECT_THAT(ProjectErrorOf(""), HasSubstr("空的"));
  EXPECT_THAT(ProjectErrorOf("code,name\n"), HasSubstr("只有列标题"));
}

TEST(ReadProjectCsv, NamesOfMadeUpColumnsBecomePaths) {
  const ProjectFile file =
      Read("code,plan_year,made_up\nt,2021,leader;annual_plan;plan_m03;计划:结顶;done:own\nu,,all\n");
  EXPECT_THAT(file.edits[0].project().made_up(),
              ElementsAre("team.leader", "plans.2021.annual_yuan", "plans.2021.month_end_yuan.3",
                          "milestones.roof-topped.planned_on", "milestones.own.reached_on"));
  EXPECT_THAT(file.edits[1].project().made_up(), ElementsAre("all"));
  EXPECT_THAT(ProjectErrorOf("code,made_up\nt,天气\n"), HasSubstr("天气"));
}

TEST(ReadProjectJson, ReadsEditsWithLaddersAndPauses) {
  const auto file = ReadProjectJson(R"({"edits": [{"project": {"id": "t-1", "pauses": [{"from": "2021-05-01"}]},
      "updateMask": "pauses"}, {"project": {"id": "t-2"}, "replanReason": "x"}]})");
  ASSERT_TRUE(file.ok()) << client::ChineseOf(file.status());
  EXPECT_EQ(file->edits.size(), 2U);
  EXPECT_THAT(file->edits[0].update_mask().paths(), ElementsAre("pauses"));
  EXPECT_EQ(file->sources[1].where, "第 2 项（t-2）");
}

TEST(ReadProjectJson, SaysWhatIsWrong) {
  EXPECT_THAT(client::ChineseOf(ReadProjectJson("{").status()), HasSubstr("JSON"));
  EXPECT_THAT(client::ChineseOf(ReadProjectJson(R"({"edits":[{"nonsense":1}]})").status()), HasSubstr("nonsense"));
  EXPECT_THAT(client::ChineseOf(ReadProjectJson("{}").status()), HasSubstr("edits"));
  EXPECT_THAT(ProjectErrorOf(ReadProjectJson(R"({"edits":[{"project":{"id":"a"}},{"project":{"id":"a"}}]})")),
              HasSubstr("重复"));
}

TEST(ReadProjectJson, TheExampleOfTheHelpIsValid) {
  const std::string help = ApplyProjectsHelp();
  const size_t begin = help.find("{\"edits\"");
  const size_t end = help.find("]}\n", help.find("调整节点"));
  ASSERT_NE(begin, std::string::npos);
  const auto file = ReadProjectJson(help.substr(begin, end + 2 - begin));
  ASSERT_TRUE(file.ok()) << client::ChineseOf(file.status());
  EXPECT_EQ(file->edits.size(), 2U);
}

std::vector<std::string> Ids(const ProjectFile& file) {
  std::vector<std::string> ids;
  for (const auto& edit : file.edits) ids.push_back(edit.project().id());
  return ids;
}

TEST(PutParentsFirst, MovesOnlyWhatMust) {
  ProjectFile file = Read("code,parent\na,c\nb,\nc,d\nd,\ne,outside\n");
  PutParentsFirst(file);
  EXPECT_THAT(Ids(file), ElementsAre("d", "c", "a", "b", "e"));
  EXPECT_EQ(file.sources[0].row, 5);
}

TEST(PutParentsFirst, KeepsAllOfACycle) {
  ProjectFile file = Read("code,parent\na,b\nb,a\nc,c\n");
  PutParentsFirst(file);
  EXPECT_THAT(Ids(file), UnorderedElementsAre("a", "b", "c"));
}

TEST(EditsToValidate, LeavesOutAParentOfAnotherBatchOnly) {
  const ProjectFile file = Read("code,parent,name\na,,甲\nb,a,乙\nc,b,丙\nd,outside,丁\ne,a,\n");
  const auto edits = EditsToValidate(file, 2, 5);
  ASSERT_EQ(edits.size(), 3U);
  EXPECT_EQ(edits[0].project().parent(), "");
  EXPECT_THAT(edits[0].update_mask().paths(), ElementsAre("name"));
  EXPECT_EQ(edits[1].project().parent(), "outside");
  EXPECT_FALSE(edits[2].has_update_mask());
  const auto whole = EditsToValidate(file, 0, 5);
  EXPECT_EQ(whole[1].project().parent(), "a");
}

}  // namespace
}  // namespace wuse::cli
