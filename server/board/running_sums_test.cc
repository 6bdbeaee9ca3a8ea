#include "server/board/running_sums.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "server/board/board.h"
#include "server/board/board_fixture.h"

namespace wuse::board {
namespace {

constexpr char kMainList[] = "district-key";

common::Date Day(std::string_view text) {
  return common::Date::Parse(text).value();
}

class RunningSumsTest : public ::testing::Test {
 protected:
  // The overview of the main list as the board keeps it; "" where it does not.
  std::string Kept(const View& view, common::Date day) const {
    const domain::OverviewSums* sums = view.FindSums(main_list_, day);
    return sums == nullptr ? "" : sums->Finish(2).DebugString();
  }
  std::string Scanned(const View& view, common::Date day) const {
    domain::OverviewSums sums(std::make_shared<const domain::ColorDay>(view.policies(), day, calendar_));
    for (size_t slot = 0; slot < view.project_count(); ++slot) {
      const ProjectState& project = view.project(slot);
      sums.Add(main_list_, *project.row, *project.marks);
    }
    return sums.Finish(2).DebugString();
  }
  void ExpectKept(common::Date day) const {
    const View view = board_.Take();
    EXPECT_EQ(Kept(view, day), Scanned(view, day));
  }

  const common::WorkingDays calendar_;
  Board board_{{.list = kMainList, .calendar = calendar_}};
  const domain::RowFilter main_list_{.lists = {board_.symbols().Find(kMainList)}};
};

TEST_F(RunningSumsTest, ABoardThatIsToldOfNoListKeepsNone) {
  Board board;
  EXPECT_TRUE(board.SumSome(Day("2021-04-30"), 1));
  EXPECT_EQ(board.Take().FindSums({}, Day("2021-04-30")), nullptr);
}

TEST_F(RunningSumsTest, AreFoundForTheirFilterAndDayOnly) {
  const common::Date day = Day("2021-04-30");
  ASSERT_TRUE(board_.SumSome(day, 1));
  const View view = board_.Take();
  EXPECT_NE(view.FindSums(main_list_, day), nullptr);
  EXPECT_EQ(view.FindSums(main_list_, day.Plus(-1)), nullptr);
  EXPECT_EQ(view.FindSums(main_list_, day.Plus(1)), nullptr);
  EXPECT_EQ(view.FindSums({}, day), nullptr);
  domain::RowFilter narrower = main_list_;
  narrower.colors = {v1::RED};
  EXPECT_EQ(view.FindSums(narrower, day), nullptr);
}

TEST_F(RunningSumsTest, WhatIsCommittedBetweenTheTurnsIsInThem) {
  const common::Date day = Day("2021-04-30");
  std::vector<v1::Change> changes;
  for (int i = 0; i < 5; ++i) changes.push_back(ProjectChange(TestProject("p-" + std::to_string(i)), true));
  CommitChanges(board_, changes);
  EXPECT_FALSE(board_.SumSome(day, 2));
  CommitChanges(board_, {ReportChange("p-0", "2021-W17", "2021-04-30", 7),
                         ReportChange("p-4", "2021-W16", "2021-04-23", 5), ProjectChange(TestProject("p-5"), true)});
  EXPECT_EQ(Kept(board_.Take(), day), "") << "not all are summed";
  EXPECT_FALSE(board_.SumSome(day, 2));
  EXPECT_TRUE(board_.SumSome(day, 2));
  ExpectKept(day);
  CommitChanges(board_, {ReportChange("p-1", "2021-W17", "2021-04-30", 9), ProjectChange(TestProject("p-6"), true)});
  ExpectKept(day);
}

TEST_F(RunningSumsTest, AViewKeepsThoseOfItsOwnSequence) {
  const common::Date day = Day("2021-04-30");
  CommitChanges(board_, {ProjectChange(TestProject("p-0"), true)});
  ASSERT_TRUE(board_.SumSome(day, 10));
  const View before = board_.Take();
  CommitChanges(board_, {ReportChange("p-0", "2021-W17", "2021-04-30", 7), ProjectChange(TestProject("p-1"), true)});
  EXPECT_EQ(before.FindSums(main_list_, day)->Finish(2).project_count(), 1);
  EXPECT_EQ(before.FindSums(main_list_, day)->Finish(2).invested_yuan(), 0);
  EXPECT_EQ(board_.Take().FindSums(main_list_, day)->Finish(2).project_count(), 2);
}

TEST_F(RunningSumsTest, TheDayBeforeIsNotKeptOnceTheNextIsBegun) {
  const common::Date day = Day("2021-04-30");
  CommitChanges(board_, {ProjectChange(TestProject("p-0"), true), ProjectChange(TestProject("p-1"), true)});
  ASSERT_TRUE(board_.SumSome(day, 10));
  EXPECT_FALSE(board_.SumSome(day.Plus(1), 1));
  ExpectKept(day);  // nothing was committed since
  CommitChanges(board_, {ReportChange("p-0", "2021-W17", "2021-04-30", 7)});
  EXPECT_EQ(Kept(board_.Take(), day), "");
  EXPECT_TRUE(board_.SumSome(day.Plus(1), 1));
  ExpectKept(day.Plus(1));
}

TEST_F(RunningSumsTest, ASumBeyondTheRangeComesBackIntoIt) {
  const common::Date day = Day("2021-04-30");
  ASSERT_TRUE(board_.SumSome(day, 10));
  v1::Project large = TestProject("p-0");
  large.set_total_investment_yuan(std::numeric_limits<int64_t>::max());
  CommitChanges(board_, {ProjectChange(large, true), ProjectChange(TestProject("p-1"), true)});
  ExpectKept(day);
  EXPECT_EQ(board_.Take().FindSums(main_list_, day)->Finish(2).total_investment_yuan(),
            std::numeric_limits<int64_t>::max());
  large.set_delisted_on("2021-04-30");
  CommitChanges(board_, {ProjectChange(large, false)});
  ExpectKept(day);
  EXPECT_EQ(board_.Take().FindSums(main_list_, day)->Finish(2).total_investment_yuan(), 120'000'000);
}

// Changes of chance to what an overview depends on; none of them needs to be what the rules would let pass.
class RandomRegister {
 public:
  explicit RandomRegister(uint32_t seed) : random_(seed) {}

  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  v1::Change Next() {
    const int what = projects_.empty() ? 0 : Below(8);
    if (what == 0) {
      projects_.push_back(Any("p-" + std::to_string(projects_.size())));
      return ProjectChange(projects_.back(), true);
    }
    v1::Project& project = projects_[static_cast<size_t>(Below(static_cast<int>(projects_.size())))];
    if (what == 1) {
      project = Any(project.id());
      return ProjectChange(project, false);
    }
    if (what == 2) return StatusChange(project.id(), static_cast<v1::Color>(1 + Below(6)), AnyDay());
    return Report(project);
  }

 private:
  std::string AnyDay() { return Day("2020-11-01").Plus(Below(270)).ToString(); }
  int64_t AnyAmount() { return Below(40) == 0 ? std::numeric_limits<int64_t>::max() - Below(3) : Below(2'000'000); }
  v1::Project Any(const std::string& id) {
    v1::Project project = TestProject(id);
    project.clear_lists();
    if (Below(5) > 0) project.add_lists(kMainList);
    if (Below(3) == 0) project.add_lists("contest");
    project.set_kind(static_cast<v1::Kind>(1 + Below(3)));
    project.set_listed_on(Below(4) > 0 ? "2021-01-01" : AnyDay());
    if (Below(6) == 0) project.set_delisted_on(AnyDay());
    if (Below(6) == 0) project.add_made_up("all");
    if (Below(6) == 0) {
      v1::Pause& pause = *project.add_pauses();
      pause.set_from(AnyDay());
      if (Below(2) == 0) pause.set_until(AnyDay());
    }
    project.set_total_investment_yuan(AnyAmount());
    for (v1::Milestone& rung : *project.mutable_milestones()) {
      if (Below(3) > 0) rung.set_planned_on(AnyDay());
      if (Below(3) == 0) rung.set_reached_on(AnyDay());
    }
    v1::YearPlan& plan = *project.mutable_plans(0);
    plan.set_year(2020 + Below(3));
    if (Below(4) == 0) plan.clear_month_end_yuan();
    if (Below(4) == 0) plan.clear_annual_yuan();
    if (Below(4) == 0) {
      v1::FormerPlan& former = *plan.add_former();
      former.set_replaced_on(AnyDay());
      former.set_annual_yuan(AnyAmount());
    }
    return project;
  }
  v1::Change Report(v1::Project& project) {
    const common::Week week = common::Week::First(2021).Plus(Below(32) - 6);
    const std::string as_of = week.Monday().Plus(Below(7)).ToString();
    v1::Change change = ReportChange(project.id(), week.ToString(), as_of, AnyAmount());
    if (Below(4) > 0) return change;
    v1::Milestone& rung = *project.mutable_milestones(Below(2));
    rung.set_reached_on(as_of);
    *change.mutable_report_filed()->add_milestones() = rung;
    return change;
  }

  std::mt19937 random_;
  std::vector<v1::Project> projects_;
};

TEST_F(RunningSumsTest, AreWhatAScanGivesWhateverIsCommittedOnWhateverDay) {
  const uint32_t seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomRegister random(seed);
  common::Date day = Day("2020-12-20");
  int compared = 0;
  for (int step = 0; step < 1500 && !HasFailure(); ++step) {
    if (random.Below(12) == 0) day = day.Plus(random.Below(10) == 0 ? -3 : 1 + random.Below(4));
    if (random.Below(2) == 0) board_.SumSome(day, static_cast<size_t>(1 + random.Below(80)));
    Staging staging(board_);
    for (int changes = random.Below(4); changes > 0; --changes) staging.Apply(random.Next());
    board_.Commit(std::move(staging), {step + 1});
    const View view = board_.Take();
    if (view.FindSums(main_list_, day) == nullptr) continue;
    ++compared;
    ASSERT_EQ(Kept(view, day), Scanned(view, day)) << "step " << step << " on " << day.ToString();
  }
  EXPECT_GT(compared, 300);
  while (!board_.SumSome(day, 100)) continue;
  ExpectKept(day);
}

}  // namespace
}  // namespace wuse::board
