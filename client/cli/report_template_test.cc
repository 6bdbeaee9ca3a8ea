#include "client/cli/report_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/csv.h"
#include "client/cli/report_file.h"
#include "client/cli/watch_text.h"
#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::Project ProjectWith(const std::string& id, std::initializer_list<std::array<std::string, 3>> milestones) {
  v1::Project project;
  project.set_id(id);
  project.set_name("项目" + id);
  for (const auto& [milestone_id, name, reached_on] : milestones) {
    v1::Milestone& milestone = *project.add_milestones();
    milestone.set_id(milestone_id);
    milestone.set_name(name);
    milestone.set_reached_on(reached_on);
  }
  return project;
}

v1::Report ReportOf(const std::string& project, const std::string& as_of, int64_t yuan) {
  v1::Report report;
  report.set_project(project);
  report.set_as_of(as_of);
  report.set_invested_this_year_yuan(yuan);
  report.set_percent_done_bp(1250);
  return report;
}

std::vector<std::string> Titles(const Table& table) {
  std::vector<std::string> titles;
  for (const Column& column : table.columns) titles.push_back(column.title);
  return titles;
}

const common::Week kWeek = common::Week::OfStored("2021-W18");

TEST(TemplateTable, HasTheLastFiguresAndAColumnPerOpenMilestone) {
  const std::vector<v1::Project> projects = {
      ProjectWith("a", {{"signed", "签约", "2021-01-05"}, {"own", "自定", ""}, {"roof-topped", "结顶", ""}}),
      ProjectWith("b",
                  {{"roof-topped", "结顶", ""}, {"completed", "竣工", ""}, {"investment-completed", "完成投资", ""}})};
  const Table table = TemplateTable(kWeek, projects, {{"a", ReportOf("a", "2021-04-30", 4'000'000)}});
  EXPECT_THAT(Titles(table),
              ElementsAre("项目编号", "项目名称", "周", "截至日期", "今年累计完成投资(万元)", "形象进度(%)", "本周进展",
                          "存在问题", "下周计划", "完成:结顶", "完成:竣工", "完成:自定"));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][4].text, "400");
  EXPECT_EQ(table.rows[0][5].text, "12.5");
  EXPECT_EQ(table.rows[1][4].text, "");
}

TEST(TemplateTable, TheFigureOfAnotherYearIsLeftOut) {
  const Table table = TemplateTable(kWeek, {ProjectWith("a", {})}, {{"a", ReportOf("a", "2020-12-31", 4'000'000)}});
  EXPECT_EQ(table.rows[0][4].text, "");
}

TEST(TemplateTable, ColumnsOfOneNameGoById) {
  const Table table =
      TemplateTable(kWeek, {ProjectWith("a", {{"top-east", "结顶", ""}, {"top-west", "结顶", ""}})}, {});
  EXPECT_THAT(Titles(table), ::testing::IsSupersetOf({"完成:top-east", "完成:top-west"}));
}

TEST(TemplateTable, CanBePushedAsItIs) {
  const Table table = TemplateTable(kWeek, {ProjectWith("a", {{"roof-topped", "结顶", ""}}), ProjectWith("b", {})},
                                    {{"a", ReportOf("a", "2021-04-30", 4'000'000)}});
  std::ostringstream csv;
  WriteCsv(csv, table);
  const auto text = DecodeText(csv.str());
  ASSERT_TRUE(text.ok());
  const auto file = ReadReportCsv(*text);
  ASSERT_TRUE(file.ok()) << client::ChineseOf(file.status());
  ASSERT_EQ(file->edits.size(), 1U);
  EXPECT_EQ(file->edits[0].report().invested_this_year_yuan(), 4'000'000);
  EXPECT_THAT(file->empty_rows, ElementsAre(3));
}

TEST(WatchText, WordsEachKindOfChange) {
  int asked = 0;
  WatchText words(
      [&asked](const std::string&) {
        ++asked;
        return std::string("泉源安置");
      },
      [](const std::string& id) { return id; }, false);
  v1::WatchResponse response;
  v1::Update& update = *response.add_updates();
  update.set_sequence(7);
  update.set_date("2021-05-08");
  update.set_actor("zhang");
  v1::ReportFiled& filed = *update.add_changes()->mutable_report_filed();
  filed.mutable_report()->set_project("a");
  filed.mutable_report()->set_week("2021-W18");
  filed.mutable_report()->set_invested_this_year_yuan(34'000'000);
  v1::StatusChanged& status = *update.add_changes()->mutable_status_changed();
  status.set_project("a");
  status.mutable_before()->set_color(v1::GREEN);
  status.mutable_after()->set_color(v1::RED);
  status.mutable_after()->add_deciding(v1::DAYS_LATE);
  update.add_changes()->mutable_day_evaluated()->set_date("2021-05-08");
  EXPECT_EQ(words.Of(response),
            "#7  2021-05-08  zhang  报送周报  a 泉源安置  2021-W18  今年累计 3400万元\n"
            "#7  2021-05-08  zhang  颜色变化  a 泉源安置  ●绿 → ✕红（节点逾期）\n"
            "#7  2021-05-08  zhang  每日评价  2021-05-08 的颜色已全部评出\n");
  EXPECT_EQ(asked, 1);
}

TEST(WatchText, ABookmarkIsNothingAndSyncedIsALine) {
  WatchText words([](const std::string&) { return std::string(); }, [](const std::string& id) { return id; }, false);
  v1::WatchResponse response;
  response.set_resume_token("t");
  EXPECT_EQ(words.Of(response), "");
  response.set_synced(5);
  EXPECT_THAT(words.Of(response), HasSubstr("第 5 号"));
}

}  // namespace
}  // namespace wuse::cli
