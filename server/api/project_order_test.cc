#include "server/api/project_order.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"

namespace wuse::api {
namespace {

ProjectRank Rank(int group, std::optional<int> days, std::optional<std::pair<int64_t, int64_t>> behind,
                 std::string id) {
  ProjectRank rank{.group = group, .days_late = days, .id = std::move(id)};
  if (behind) rank.behind = domain::Measures::Behind{.gap = {behind->first}, .annual = {behind->second}};
  return rank;
}

// Each before the next.
std::vector<ProjectRank> Ordered() {
  constexpr int64_t kMost = 1'000'000'000'000'000;
  return {
      Rank(0, 30, std::nullopt, "z"),
      Rank(0, 3, {{1, 2}}, "b"),
      Rank(0, 3, {{1, 3}}, "a"),
      Rank(0, 3, {{333'333'333'333'333, kMost}}, "a"),  // a hair less than a third
      Rank(0, 3, {{-1, 2}}, "a"),
      Rank(0, 3, std::nullopt, "a"),
      Rank(0, -5, {{1, 1}}, "a"),
      Rank(0, std::nullopt, {{1, 1}}, "a"),
      Rank(0, std::nullopt, std::nullopt, "a"),
      Rank(0, std::nullopt, std::nullopt, "b"),
      Rank(1, 900, {{1, 1}}, "a"),
  };
}

TEST(ProjectRank, ComparesColorThenDaysLateThenExactPointsBehindThenId) {
  const std::vector<ProjectRank> ranks = Ordered();
  for (size_t a = 0; a < ranks.size(); ++a) {
    for (size_t b = 0; b < ranks.size(); ++b) EXPECT_EQ(ranks[a] < ranks[b], a < b) << a << " " << b;
  }
}

TEST(ProjectRank, SurvivesAPageToken) {
  for (const ProjectRank& rank : Ordered()) {
    const ProjectRank back = ProjectRank::OfPosition(rank.ToPosition());
    EXPECT_EQ(back.ToPosition(), rank.ToPosition());
    EXPECT_FALSE(back < rank || rank < back);
  }
}

}  // namespace
}  // namespace wuse::api
