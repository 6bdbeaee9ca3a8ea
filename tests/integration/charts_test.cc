#include <string>

#include "tests/integration/color_register.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::testing {
namespace {

// The small register on 2021-05-08: p-1 was to start on 2021-03-01, p-2 has no dates.
class Charts : public ColorRegister {
 protected:
  v1::Schedule Schedule(const std::string& request) { return register_.Get<v1::Schedule>("GetSchedule", request); }
  v1::BattleMap Map(const std::string& request) { return register_.Get<v1::BattleMap>("GetBattleMap", request); }
  void Refused(std::string_view method, std::string_view request, std::string_view reason) {
    ExpectRefusal(register_.Call(method, request), kInvalid, reason);
  }
  void Edit(const std::string& milestone, const std::string& path) {
    register_.Do("ApplyProjects", "edits { project { id: \"p-1\" milestones { " + milestone +
                                      " } } update_mask { paths: \"milestones." + path +
                                      "\" } replan_reason: \"雨季\" }");
  }
};

std::string IdsOf(const v1::Schedule& schedule) {
  std::string ids;
  for (const v1::ScheduledProject& project : schedule.projects()) ids += project.id() + " ";
  return ids;
}

v1::ScheduledMilestone MilestoneOf(const v1::Schedule& schedule, const std::string& project, const std::string& id) {
  for (const v1::ScheduledProject& scheduled : schedule.projects()) {
    for (const v1::ScheduledMilestone& milestone : scheduled.milestones()) {
      if (scheduled.id() == project && milestone.id() == id) return milestone;
    }
  }
  ADD_FAILURE() << project << " has no milestone " << id;
  return {};
}

TEST_F(Charts, ScheduleIsByUnitAndTellsWhatIsLateOnTheDay) {
  const v1::Schedule schedule = Schedule("");
  EXPECT_EQ(IdsOf(schedule), "p-1 p-2 ");
  EXPECT_EQ(schedule.as_of(), "2021-05-08");
  EXPECT_EQ(schedule.total_count(), 2);
  EXPECT_EQ(schedule.projects(0).unit_name(), "多湖街道");
  EXPECT_EQ(schedule.projects(0).color(), v1::ORANGE);
  const v1::ScheduledMilestone started = MilestoneOf(schedule, "p-1", "started");
  EXPECT_EQ(started.planned_on(), "2021-03-01");
  EXPECT_EQ(started.baseline_on(), "2021-03-01");
  EXPECT_EQ(started.days_late(), 68);
  EXPECT_FALSE(MilestoneOf(schedule, "p-1", "roof-topped").has_days_late()) << "it is not due";
  const v1::ScheduledMilestone approved = MilestoneOf(schedule, "p-1", "approved");
  EXPECT_EQ(approved.reached_on(), "2020-12-01");
  EXPECT_FALSE(approved.has_days_late()) << "it has no planned date";
}

TEST_F(Charts, ScheduleOfAnEarlierDayHasItsColorsAndDatesAndNothingThatCameLater) {
  Become(common::Date::OfYmd(2021, 5, 20));
  Edit(R"(id: "started" planned_on: "2021-05-10")", "started.planned_on");
  const v1::ScheduledMilestone now = MilestoneOf(Schedule(""), "p-1", "started");
  EXPECT_EQ(now.planned_on(), "2021-05-10");
  EXPECT_EQ(now.baseline_on(), "2021-03-01");
  EXPECT_EQ(now.replanned_count(), 1);
  EXPECT_EQ(now.days_late(), 10);
  const v1::Schedule april = Schedule("period: \"2021-04\"");
  EXPECT_EQ(april.as_of(), "2021-04-30");
  EXPECT_EQ(april.today(), "2021-05-20");
  const v1::ScheduledMilestone then = MilestoneOf(april, "p-1", "started");
  EXPECT_EQ(then.planned_on(), "2021-03-01");
  EXPECT_EQ(then.replanned_count(), 0);
  EXPECT_EQ(then.days_late(), 60);
  EXPECT_EQ(april.projects(0).color(), v1::YELLOW);
}

TEST_F(Charts, MilestoneWithALaterOneOfItsTrackReachedIsNotLate) {
  Edit(R"(id: "roof-topped" reached_on: "2021-05-06")", "roof-topped.reached_on");
  const v1::Schedule schedule = Schedule("");
  EXPECT_FALSE(MilestoneOf(schedule, "p-1", "started").has_days_late());
  EXPECT_EQ(MilestoneOf(schedule, "p-1", "roof-topped").days_late(), -118) << "reached early";
  EXPECT_EQ(Schedule("late_only: true").total_count(), 0);
}

TEST_F(Charts, LateOnlyLeavesOutWhatIsOnTime) {
  const v1::Schedule late = Schedule("late_only: true");
  EXPECT_EQ(IdsOf(late), "p-1 ");
  EXPECT_EQ(late.total_count(), 1);
}

TEST_F(Charts, PagesOfTheScheduleFollowEachOther) {
  const v1::Schedule first = Schedule("page_size: 1");
  EXPECT_EQ(IdsOf(first), "p-1 ");
  EXPECT_EQ(first.total_count(), 2);
  const std::string token = "page_token: \"" + first.next_page_token() + "\"";
  const v1::Schedule second = Schedule("page_size: 1 " + token);
  EXPECT_EQ(IdsOf(second), "p-2 ");
  EXPECT_EQ(second.next_page_token(), "");
  Refused("GetSchedule", "late_only: true " + token, "PAGE_TOKEN_INVALID");
}

TEST_F(Charts, ChartsRefuseWhatTheyDoNotKnow) {
  Refused("GetSchedule", "page_size: 501", "PAGE_SIZE_INVALID");
  Refused("GetSchedule", "period: \"2021-06\"", "PERIOD_IN_FUTURE");
  Refused("GetSchedule", "filter { units: \"duohuu\" }", "UNIT_UNKNOWN");
  Refused("GetBattleMap", "projects_per_unit: 501", "PROJECTS_PER_UNIT_INVALID");
  Refused("GetBattleMap", "projects_per_unit: -1", "PROJECTS_PER_UNIT_INVALID");
  Refused("GetBattleMap", "period: \"May\"", "PERIOD_MALFORMED");
}

TEST_F(Charts, MapHasTheUnitsWithATileAndThoseWithProjects) {
  register_.Do("ApplyUnits", R"(
    units { id: "dongxiao" name: "东孝街道" group: TOWNSHIP tile { column: 2 row: 1 } }
    units { id: "xiaoshun" name: "孝顺镇" group: TOWNSHIP tile { column: 3 row: 0 } })");
  const v1::BattleMap map = Map("");
  EXPECT_EQ(map.columns(), 4);
  EXPECT_EQ(map.rows(), 2);
  ASSERT_EQ(map.units_size(), 3) << "the department and the old unit have neither";
  EXPECT_EQ(map.units(0).unit(), "duohu");
  EXPECT_FALSE(map.units(0).has_tile());
  EXPECT_EQ(map.units(1).unit(), "dongxiao");
  EXPECT_EQ(map.units(2).unit(), "xiaoshun");
  EXPECT_EQ(map.units(2).project_count(), 0);
  EXPECT_EQ(CountOf(map.units(0).color_counts(), v1::ORANGE), 1);
  EXPECT_EQ(CountOf(map.color_counts(), v1::ORANGE), 1);
  EXPECT_EQ(CountOf(map.color_counts(), v1::NOT_RATED), 1);
}

TEST_F(Charts, MapNamesTheWorstProjectsOfAUnitFirst) {
  register_.Do("ApplyProjects", R"(
    edits { project { id: "a-1" name: "甲" kind: NEW level: TOWN category: URBAN unit: "duohu" lists: "district-key" } }
    edits { project { id: "a-2" name: "乙" kind: NEW level: TOWN category: URBAN unit: "duohu" lists: "district-key" } })");
  const v1::BattleMap map = Map("projects_per_unit: 2");
  ASSERT_GE(map.units_size(), 1);
  const v1::MapUnit& duohu = map.units(0);
  EXPECT_EQ(duohu.project_count(), 3);
  ASSERT_EQ(duohu.projects_size(), 2);
  EXPECT_EQ(duohu.projects(0).id(), "p-1");
  EXPECT_EQ(duohu.projects(0).color(), v1::ORANGE);
  EXPECT_EQ(duohu.projects(1).id(), "a-1") << "those that are not rated are last, by id";
}

}  // namespace
}  // namespace wuse::testing
