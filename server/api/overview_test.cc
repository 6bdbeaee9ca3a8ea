#include "server/api/overview.h"

#include <gtest/gtest.h>

#include "server/board/board_fixture.h"

namespace wuse::api {
namespace {

common::Date Day(std::string_view text) {
  return common::Date::Parse(text).value();
}

// The board is given another calendar than a scan: its sums know of one missing report, a scan of two, which is yellow.
class SumsOfTest : public ::testing::Test {
 protected:
  void SetUp() override {
    v1::Project project = board::TestProject("p-0");
    project.set_listed_on("2021-04-12");
    project.mutable_milestones(0)->set_planned_on("2021-05-31");
    board::CommitChanges(board_, {board::ProjectChange(project, true)});
  }
  int LaggingOf(const domain::RowFilter& filter, const std::string& day) {
    return SumsOf(board_.Take(), filter, Day(day), day_facts_, selections_).Finish(2).lagging_count();
  }

  const common::WorkingDays calendar_;
  board::DayFactsCache day_facts_{calendar_};
  board::SelectionCache selections_;
  const common::WorkingDays with_holidays_ = common::WorkingDays::ParseCsv(
                                                 "date,day,name\n2021-04-23,off,\n2021-04-26,off,\n2021-04-27,off,\n"
                                                 "2021-04-28,off,\n2021-04-29,off,\n")
                                                 .value();
  board::Board board_{{.list = "district-key", .calendar = with_holidays_}};
  const domain::RowFilter main_list_{.lists = {board_.symbols().Find("district-key")}};
};

TEST_F(SumsOfTest, TheMainListOnTheDayIsNotAddedUpAgain) {
  EXPECT_EQ(LaggingOf(main_list_, "2021-04-30"), 1) << "nothing is kept yet";
  ASSERT_TRUE(board_.SumSome(Day("2021-04-30"), 10));
  EXPECT_EQ(LaggingOf(main_list_, "2021-04-30"), 0);
  board::CommitChanges(board_, {board::ReportChange("p-0", "2021-W16", "2021-04-23", 5'000'000)});
  EXPECT_EQ(LaggingOf(main_list_, "2021-04-30"), 0);
}

TEST_F(SumsOfTest, OtherFiltersAndDaysAreAddedUp) {
  ASSERT_TRUE(board_.SumSome(Day("2021-04-30"), 10));
  EXPECT_EQ(LaggingOf({}, "2021-04-30"), 1);
  EXPECT_EQ(LaggingOf({.lists = main_list_.lists, .kinds = {v1::NEW}}, "2021-04-30"), 1);
  EXPECT_EQ(LaggingOf(main_list_, "2021-04-29"), 1);
  EXPECT_EQ(LaggingOf(main_list_, "2021-05-01"), 1);
}

}  // namespace
}  // namespace wuse::api
