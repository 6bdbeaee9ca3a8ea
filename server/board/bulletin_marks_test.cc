#include "server/board/bulletin_marks.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <string>

#include "common/limits.h"
#include "server/board/board_fixture.h"

namespace wuse::board {
namespace {

domain::BulletinDates DatesAsOf(std::string_view text) {
  const common::Date day = *common::Date::Parse(text);
  const common::Week week = common::Week::Of(day);
  return {.day = day, .first = week.Monday(), .until = day.Plus(9), .report_week = week, .report_due = day};
}

class MarksOfBulletins : public ::testing::Test {
 protected:
  std::shared_ptr<const BulletinMarks> Of(std::string_view day) { return cache_.Of(board_.Take(), DatesAsOf(day)); }

  Board board_;
  BulletinMarksCache cache_;
};

TEST_F(MarksOfBulletins, AreKeptWhileNothingChanges) {
  CommitChanges(board_, {ProjectChange(TestProject("p-0"), true)});
  const auto first = Of("2021-04-30");
  EXPECT_EQ(Of("2021-04-30"), first);
  EXPECT_NE(Of("2021-05-07"), first);
  for (size_t i = 0; i < common::kMarkedBulletins; ++i) Of("2021-06-0" + std::to_string(i + 1));
  EXPECT_NE(Of("2021-04-30"), first) << "others were asked for since";
}

TEST_F(MarksOfBulletins, AfterRandomCommitsEqualThoseMadeAnew) {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto below = [&random](int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); };
  int projects = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<v1::Change> changes;
    for (int i = below(20); i > 0; --i) {
      changes.push_back(ProjectChange(TestProject("p-" + std::to_string(projects++)), true));
    }
    for (int i = projects > 0 ? below(4) : 0; i > 0; --i) {
      const std::string id = "p-" + std::to_string(below(projects));
      v1::Project edited = TestProject(id);
      edited.mutable_milestones(0)->set_reached_on("2021-04-2" + std::to_string(below(10)));
      changes.push_back(ProjectChange(edited, false));
      changes.push_back(ReportChange(id, "2021-W17", "2021-04-30", below(100)));
    }
    CommitChanges(board_, changes);
    const std::string day = below(2) == 0 ? "2021-04-30" : "2021-04-23";  // the other falls behind
    const auto kept = Of(day);
    BulletinMarksCache cache;
    const auto anew = cache.Of(board_.Take(), DatesAsOf(day));
    for (int slot = 0; slot < projects; ++slot) {
      EXPECT_EQ((*kept)[slot], (*anew)[slot]) << "seed " << seed << ", round " << round << ", slot " << slot;
    }
  }
  EXPECT_GT(projects, 300) << "some pages";
}

}  // namespace
}  // namespace wuse::board
