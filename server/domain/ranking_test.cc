#include "server/domain/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "server/domain/random_case.h"

namespace wuse::domain {
namespace {

using ::testing::ElementsAre;
using Values = std::vector<std::optional<Fraction>>;

TEST(Ranks, EqualValuesShareTheBestAndTheNextIsSkipped) {
  EXPECT_THAT(RanksOf(v1::METRIC_ANNUAL_COMPLETION, Values{{{1, 2}}, {{3, 4}}, {{2, 4}}, {{1, 4}}}),
              ElementsAre(2, 1, 2, 4));
  EXPECT_THAT(RanksOf(v1::METRIC_ANNUAL_COMPLETION, Values{{{1, 1}}, {{2, 2}}, {{1, 2}}}), ElementsAre(1, 1, 3));
}

TEST(Ranks, WithoutAValueThereIsNone) {
  EXPECT_THAT(RanksOf(v1::METRIC_GROWTH, Values{std::nullopt, {{-1, 2}}, std::nullopt, {{0, 1}}}),
              ElementsAre(0, 2, 0, 1));
  EXPECT_THAT(RanksOf(v1::METRIC_GROWTH, {}), ElementsAre());
}

TEST(Ranks, LaggingIsBestWhereItIsLeast) {
  EXPECT_THAT(RanksOf(v1::METRIC_LAGGING_SHARE, Values{{{1, 2}}, {{0, 5}}, {{1, 3}}}), ElementsAre(3, 1, 2));
}

TEST(Ranks, AreByExactValuesNotByPrintedOnes) {
  EXPECT_THAT(RanksOf(v1::METRIC_ANNUAL_COMPLETION, Values{{{333'333, 1'000'000}}, {{1, 3}}}), ElementsAre(2, 1));
}

// Each rank is one more than how many are strictly better: with ties a permutation of 1 to n.
TEST(Ranks, OfRandomValuesArePermutationsWithTies) {
  const uint32_t seed = Seed();
  RandomCase random(seed);
  for (int round = 0; round < 300; ++round) {
    const v1::Metric metric = random.Chance(30) ? v1::METRIC_LAGGING_SHARE : v1::METRIC_DISTANCE;
    Values values;
    for (int count = random.Number(0, 30); count > 0; --count) {
      values.push_back(random.Chance(10) ? std::nullopt
                                         : std::optional(Fraction{random.Number(-6, 6), random.Number(1, 6)}));
    }
    const std::vector<int> ranks = RanksOf(metric, values);
    for (size_t i = 0; i < values.size(); ++i) {
      if (!values[i]) {
        EXPECT_EQ(ranks[i], 0) << "seed " << seed;
        continue;
      }
      const auto better = std::count_if(values.begin(), values.end(), [&](const std::optional<Fraction>& other) {
        if (!other) return false;
        const Int128 left = other->numerator * values[i]->denominator;
        const Int128 right = values[i]->numerator * other->denominator;
        return metric == v1::METRIC_LAGGING_SHARE ? left < right : left > right;
      });
      EXPECT_EQ(ranks[i], better + 1) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace wuse::domain
