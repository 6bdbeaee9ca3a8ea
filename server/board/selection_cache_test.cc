#include "server/board/selection_cache.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "common/limits.h"
#include "server/board/board_fixture.h"

namespace wuse::board {
namespace {

class Selections : public ::testing::Test {
 protected:
  domain::RowFilter Filter(const std::string& list) const { return {.lists = {board_.symbols().Find(list)}}; }
  static std::vector<size_t> SlotsOf(const SelectedSlots& selected) {
    std::vector<size_t> slots;
    selected.ForEach([&slots](size_t slot) { slots.push_back(slot); });
    return slots;
  }
  std::vector<size_t> Of(const domain::RowFilter& filter) { return SlotsOf(*cache_.Of(board_.Take(), filter)); }
  void Put(const std::string& id, const std::string& list, bool created) {
    v1::Project project = TestProject(id);
    project.clear_lists();
    project.add_lists(list);
    CommitChanges(board_, {ProjectChange(project, created)});
  }

  Board board_;
  SelectionCache cache_;
};

using Slots = std::vector<size_t>;

TEST_F(Selections, FollowTheRegister) {
  Put("p-0", "a", true);
  Put("p-1", "b", true);
  Put("p-2", "a", true);
  EXPECT_EQ(Of(Filter("a")), (Slots{0, 2}));
  EXPECT_EQ(Of(Filter("b")), (Slots{1}));
  EXPECT_EQ(Of({}), (Slots{0, 1, 2}));
  Put("p-0", "b", false);
  Put("p-3", "a", true);
  EXPECT_EQ(Of(Filter("a")), (Slots{2, 3}));
  EXPECT_EQ(Of(Filter("b")), (Slots{0, 1}));
  EXPECT_EQ(Of({}), (Slots{0, 1, 2, 3}));
}

TEST_F(Selections, AreKeptWhileNothingChanges) {
  Put("p-0", "a", true);
  const auto first = cache_.Of(board_.Take(), Filter("a"));
  EXPECT_EQ(cache_.Of(board_.Take(), Filter("a")), first);
  for (size_t i = 0; i < common::kSelections; ++i) {
    cache_.Of(board_.Take(), {.kinds = {static_cast<int>(i)}});
  }
  EXPECT_NE(cache_.Of(board_.Take(), Filter("a")), first) << "it was not asked for as long as it takes";
}

TEST_F(Selections, OfAnOlderViewStayThoseOfThatView) {
  Put("p-0", "a", true);
  const View before = board_.Take();
  Put("p-1", "a", true);
  EXPECT_EQ(Of(Filter("a")), (Slots{0, 1}));
  EXPECT_EQ(SlotsOf(*cache_.Of(before, Filter("a"))), (Slots{0}));
  EXPECT_EQ(Of(Filter("a")), (Slots{0, 1}));
}

TEST_F(Selections, AfterRandomCommitsEqualThoseMadeAnew) {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto below = [&random](int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); };
  const auto any_list = [&] { return std::string(1, static_cast<char>('a' + below(3))); };
  int projects = 0;
  for (int round = 0; round < 60; ++round) {
    for (int i = below(20); i > 0; --i) Put("p-" + std::to_string(projects++), any_list(), true);
    for (int i = projects > 0 ? below(4) : 0; i > 0; --i)
      Put("p-" + std::to_string(below(projects)), any_list(), false);
    const domain::RowFilter filter = Filter(any_list());  // the others fall behind by some commits
    SelectionCache anew;
    EXPECT_EQ(Of(filter), SlotsOf(*anew.Of(board_.Take(), filter))) << "seed " << seed << ", round " << round;
  }
  EXPECT_GT(projects, 300) << "some pages";
}

}  // namespace
}  // namespace wuse::board
