#include "server/board/day_facts.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <string>

#include "server/board/board_fixture.h"
#include "server/domain/statistics.h"

namespace wuse::board {
namespace {

common::Date FactDay(std::string_view text) {
  return common::Date::Parse(text).value();
}

// What the facts of all projects put into figures; each project alone, so that nothing cancels out.
std::string TextOfFacts(const DayFacts& facts) {
  std::string text;
  for (size_t slot = 0; slot < facts.size(); ++slot) {
    domain::FigureSums sums;
    sums.Add(facts[slot]);
    text += domain::FigureSetOf(sums, {}, facts.day()).ShortDebugString() + (facts[slot].is_listed ? " listed" : "") +
            " " + std::to_string(facts[slot].unit) + "\n";
  }
  return text;
}

class FactsOfADay : public ::testing::Test {
 protected:
  void Create(const std::string& id) { CommitChanges(board_, {ProjectChange(TestProject(id), true)}); }
  std::shared_ptr<const DayFacts> Of(std::string_view day) { return cache_.Of(board_.Take(), FactDay(day)); }

  const common::WorkingDays calendar_;
  Board board_;
  DayFactsCache cache_{calendar_};
};

TEST_F(FactsOfADay, AreKeptWhileNothingChanges) {
  Create("p-0");
  const auto first = Of("2021-04-30");
  EXPECT_EQ(Of("2021-04-30"), first);
  EXPECT_NE(Of("2021-04-29"), first);
  EXPECT_EQ(Of("2021-04-30"), first) << "other days do not push it out";
}

TEST_F(FactsOfADay, FollowTheRegister) {
  Create("p-0");
  EXPECT_EQ((*Of("2021-04-30"))[0].invested.value, 0);
  CommitChanges(board_, {ReportChange("p-0", "2021-W16", "2021-04-23", 5'000'000)});
  EXPECT_EQ((*Of("2021-04-30"))[0].invested.value, 5'000'000);
  EXPECT_EQ((*Of("2021-04-22"))[0].invested.value, 0) << "the report is of the day after";
  Create("p-1");
  EXPECT_EQ(Of("2021-04-30")->size(), 2U);
}

TEST_F(FactsOfADay, OfAnOlderViewStayThoseOfThatView) {
  Create("p-0");
  const View before = board_.Take();
  CommitChanges(board_, {ReportChange("p-0", "2021-W16", "2021-04-23", 5'000'000)});
  EXPECT_EQ((*Of("2021-04-30"))[0].invested.value, 5'000'000);
  EXPECT_EQ((*cache_.Of(before, FactDay("2021-04-30")))[0].invested.value, 0);
  EXPECT_EQ((*Of("2021-04-30"))[0].invested.value, 5'000'000);
}

TEST_F(FactsOfADay, OfSeveralDaysAreThoseOfEachInTheirOrder) {
  Create("p-0");
  CommitChanges(board_, {ReportChange("p-0", "2021-W16", "2021-04-23", 5'000'000)});
  const auto known = Of("2021-04-22");
  const std::vector<common::Date> days = {FactDay("2021-04-30"), FactDay("2021-04-22"), FactDay("2021-04-30"),
                                          FactDay("2021-04-15")};
  const auto facts = cache_.Of(board_.Take(), days);
  ASSERT_EQ(facts.size(), days.size());
  for (size_t i = 0; i < days.size(); ++i) {
    DayFactsCache anew(calendar_);
    EXPECT_EQ(facts[i]->day(), days[i]);
    EXPECT_EQ(TextOfFacts(*facts[i]), TextOfFacts(*anew.Of(board_.Take(), days[i])));
  }
  EXPECT_EQ(facts[1], known);
  EXPECT_EQ(facts[2], facts[0]) << "once";
  EXPECT_EQ(Of("2021-04-15"), facts[3]) << "and kept";
}

TEST_F(FactsOfADay, AfterRandomCommitsEqualThoseMadeAnew) {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto number = [&random](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  int projects = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<v1::Change> changes;
    for (int i = number(0, 12); i > 0; --i) {  // some pages, in the end
      changes.push_back(ProjectChange(TestProject("p-" + std::to_string(projects++)), true));
    }
    for (int i = projects > 0 ? number(0, 3) : 0; i > 0; --i) {
      const std::string id = "p-" + std::to_string(number(0, projects - 1));
      v1::Project edited = TestProject(id);
      edited.mutable_milestones(0)->set_reached_on("2021-04-0" + std::to_string(number(1, 9)));
      if (number(0, 4) == 0) edited.set_delisted_on("2021-04-20");
      changes.push_back(ProjectChange(edited, false));
      changes.push_back(ReportChange(id, "2021-W16", "2021-04-23", number(0, 9'000'000)));
    }
    CommitChanges(board_, changes);
    std::vector<common::Date> days;
    for (const char* const day : {"2021-04-30", "2021-04-15", "2021-04-22"}) {
      if (number(0, 2) > 0) days.push_back(FactDay(day));  // or it falls behind by some commits
    }
    for (const auto& facts : cache_.Of(board_.Take(), days)) {
      DayFactsCache anew(calendar_);
      EXPECT_EQ(TextOfFacts(*facts), TextOfFacts(*anew.Of(board_.Take(), facts->day())))
          << "seed " << seed << ", round " << round;
    }
  }
}

}  // namespace
}  // namespace wuse::board
