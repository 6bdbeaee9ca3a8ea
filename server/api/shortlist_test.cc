#include "server/api/shortlist.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

namespace wuse::api {
namespace {

TEST(AShortlist, HasTheFirstOfAllInTheirOrder) {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  for (const size_t most : {size_t{0}, size_t{1}, size_t{7}, size_t{100}}) {
    for (const int added : {0, 1, 6, 7, 8, 300}) {
      Shortlist<int> shortlist(most);
      std::vector<int> all;
      for (int i = 0; i < added; ++i) {
        all.push_back(std::uniform_int_distribution<int>(0, 50)(random));
        shortlist.Add(all.back());
      }
      std::sort(all.begin(), all.end());
      all.resize(std::min(all.size(), most));
      EXPECT_EQ(std::move(shortlist).Sorted(), all) << "seed " << seed << ", " << added << " of " << most;
    }
  }
}

TEST(AShortlist, TellsWhatANewRowHasToBeBefore) {
  Shortlist<int> shortlist(2);
  shortlist.Add(5);
  EXPECT_EQ(shortlist.Last(), nullptr);
  shortlist.Add(3);
  ASSERT_NE(shortlist.Last(), nullptr);
  EXPECT_EQ(*shortlist.Last(), 5);
  shortlist.Add(4);
  EXPECT_EQ(*shortlist.Last(), 4);
}

}  // namespace
}  // namespace wuse::api
