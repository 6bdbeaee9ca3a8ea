#include "client/cli/format_text.h"

#include <gtest/gtest.h>

namespace wuse::cli {
namespace {

TEST(PointsText, SaysAheadBehindOrEven) {
  EXPECT_EQ(PointsText("12.00"), "落后 12.00");
  EXPECT_EQ(PointsText("-3.25"), "超前 3.25");
  EXPECT_EQ(PointsText("0.00"), "持平");
}

TEST(MadeUpText, NamesFieldsAndJoinsTheMonths) {
  v1::Project project;
  for (const char* path :
       {"team.leader", "plans.2021.month_end_yuan.1", "plans.2021.month_end_yuan.2", "milestones.started.planned_on"}) {
    project.add_made_up(path);
  }
  EXPECT_EQ(MadeUpText(project.made_up()), "下列内容是虚构的: 责任领导、各月累计计划(万元)、计划:开工");
  project.add_made_up("all");
  EXPECT_EQ(MadeUpText(project.made_up()), "全部内容是虚构的");
  EXPECT_EQ(MadeUpText({}), "");
}

TEST(DaysLateText, TellsNotYetDueFromDueToday) {
  v1::ProjectFigures figures;
  EXPECT_EQ(DaysLateText(figures), "");
  figures.set_days_late(-1);
  EXPECT_EQ(DaysLateText(figures), "未到期");
  figures.set_days_late(0);
  EXPECT_EQ(DaysLateText(figures), "0");
}

TEST(DecidingText, ExplainsWhatIsNotGreen) {
  v1::ProjectStatus status;
  status.set_color(v1::RED);
  status.add_deciding(v1::POINTS_BEHIND);
  status.add_deciding(v1::DAYS_LATE);
  EXPECT_EQ(DecidingText(status), "投资落后序时进度、节点逾期");
  status.set_color(v1::GREEN);
  EXPECT_EQ(DecidingText(status), "");
}

TEST(YiText, HasTwoDecimals) {
  EXPECT_EQ(YiText(5'277'600'000), "52.78亿元");
}

}  // namespace
}  // namespace wuse::cli
