#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

class ScheduleCommand : public FigureOffice {
 protected:
  void SetUp() override {
    board_.schedule = Parsed<v1::Schedule>(R"(
      as_of: "2021-05-08" today: "2021-05-08" sequence: 9
      projects { id: "a-very-long-id-of-a-project-indeed" color: RED made_up: true
                 name: "名字很长很长很长很长很长很长很长很长很长很长很长很长的一个示范街道安置小区"
                 unit_name: "名字非常非常非常长的一个街道办事处"
                 milestones { id: "x" name: "名字很长很长很长很长很长的节点" baseline_on: "2020-03-01" planned_on: "2021-03-01"
                              days_late: 1234 replanned_count: 1 }
                 milestones { id: "y" name: "开工" baseline_on: "2021-01-01" planned_on: "2021-01-01"
                              reached_on: "2021-02-01" days_late: 31 }
                 milestones { id: "z" name: "没有日子" } }
      projects { id: "b" milestones { id: "x" name: "竣工" baseline_on: "2021-07-01" planned_on: "2021-12-31" } })");
  }
};

TEST_F(ScheduleCommand, DrawsPlannedReachedLateAndTodayWithin100Columns) {
  ASSERT_EQ(Run({"schedule", "--unit", "多湖街道", "--late"}), 0) << err_.str();
  ASSERT_EQ(board_.asked_schedules.size(), 2U) << "every page";
  EXPECT_TRUE(board_.asked_schedules[0].late_only());
  EXPECT_EQ(board_.asked_schedules[0].filter().units(0), "duohu");
  const std::string out = out_.str();
  EXPECT_THAT(out, HasSubstr("2021 年                1  2  3  4  5  6  7  8  9  10 11 12 \n"));
  EXPECT_THAT(out, HasSubstr(" ‹  ·  ×  ·  │  ·  ·  ·  ·  ·  ·  ·   2021-03-01（原 2020-03-01） 迟 1234 天\n"));
  EXPECT_THAT(out, HasSubstr("  开工                 ○  ●  ·  ·  │  ·  ·  ·  ·  ·  ·  ·   2021-02-01 迟 31 天\n"));
  EXPECT_THAT(out, HasSubstr(" ·  ·  ·  ·  │  ·  ◌  ·  ·  ·  ·  · ○ 2021-12-31（原 2021-07-01）\n"));
  EXPECT_LE(Widest(), 100) << out;
}

TEST_F(ScheduleCommand, AsCsvIsARowAMilestone) {
  ASSERT_EQ(Run({"schedule", "-o", "csv"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr(",开工,2021-01-01,2021-01-01,2021-02-01,31,0,演示\r\n"));
}

}  // namespace
}  // namespace wuse::cli
