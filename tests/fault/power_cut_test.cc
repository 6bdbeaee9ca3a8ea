// The proof of "acknowledged": the power goes at any moment, everything that was not synced is forgotten in one way or
// another, and every write that a caller was told of is there again. The same harness on a disk whose syncs do nothing
// must lose writes: it would notice.
//
//   power_cut_test                        the short form
//   WUSE_FAULT_LONG=1 power_cut_test      1,000 cuts and 100,000 acknowledged writes at least
//   WUSE_FAULT_SEED=n power_cut_test      the cuts of another run again (threads still differ)

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <string>

#include "tests/fault/power_cut.h"
#include "tests/fault/settings.h"

namespace wuse::fault {
namespace {

constexpr uint64_t kMostCutsOfAStore = 12;
constexpr uint64_t kMostCutsOfALargeStore = 3;
constexpr uint64_t kStoresALargeOne = 16;  // every so manieth store has large texts

struct Goal {
  int64_t cuts;
  int64_t acknowledged;
};

void Print(const char* what, const Totals& totals) {
  std::printf("%s: %lld cuts (%lld of them while opening), %lld acknowledged, %lld lost, %lld gaps, %lld refused\n",
              what, static_cast<long long>(totals.cuts), static_cast<long long>(totals.cuts_while_opening),
              static_cast<long long>(totals.acknowledged), static_cast<long long>(totals.lost),
              static_cast<long long>(totals.gaps), static_cast<long long>(totals.refused));
  for (const std::string& violation : totals.violations) std::printf("  %s\n", violation.c_str());
  std::fflush(stdout);
}

TEST(PowerCut, LosesNothingThatWasAcknowledged) {
  const Goal goal = IsLong() ? Goal{.cuts = 1000, .acknowledged = 100'000}
                             : Goal{.cuts = 60 / kShortPart, .acknowledged = 5000 / kShortPart};
  std::mt19937_64 random = Seeded("power cuts");
  Totals totals;
  for (uint64_t number = 0; totals.cuts < goal.cuts || totals.acknowledged < goal.acknowledged; ++number) {
    const bool is_large = number % kStoresALargeOne == kStoresALargeOne / 2;
    CutStore store({.seed = random(), .size = is_large ? RegisterWork::Size::kLarge : RegisterWork::Size::kUsual});
    bool is_good = true;
    for (uint64_t left = 1 + random() % (is_large ? kMostCutsOfALargeStore : kMostCutsOfAStore); left > 0 && is_good;
         --left) {
      is_good = store.LiveUntilCut(totals);
    }
    if (is_good) store.Close(totals);
    if (totals.violations.size() >= 20) break;
  }
  Print("power cuts", totals);
  EXPECT_EQ(totals.lost, 0);
  EXPECT_EQ(totals.gaps, 0);
  EXPECT_EQ(totals.refused, 0);
  EXPECT_TRUE(totals.violations.empty());
}

// Nothing can be lost yet, but nobody may have to clear up before the server starts. Its first calls leave the most
// peculiar directories: they are cut more often.
TEST(PowerCut, ACreationThatIsCutAnywhereIsFinishedByTheNextStart) {
  constexpr int64_t kFirstCalls = 12;
  constexpr Survival kSurvivals[] = {Survival::kNothing, Survival::kPrefix, Survival::kPages, Survival::kEverything};
  std::mt19937_64 random = Seeded("creations");
  Totals totals;
  bool is_cut = true;
  for (int64_t calls = 1; is_cut; ++calls) {
    const int draws = calls <= kFirstCalls ? 8 : 1;
    for (int draw = 0; draw < draws * 4; ++draw) {
      CutStore store({.seed = random()});
      is_cut = store.CutOpening(calls, kSurvivals[draw % 4], totals);
      store.Close(totals);
    }
  }
  Print("creations", totals);
  EXPECT_GT(totals.cuts, 200);
  EXPECT_EQ(totals.refused, 0);
  EXPECT_TRUE(totals.violations.empty());
}

TEST(PowerCut, WithoutSyncsNearlyEveryCutLosesAcknowledgedWrites) {
  const int64_t cuts = IsLong() ? 200 : 40;
  std::mt19937_64 random = Seeded("syncs off");
  Totals totals;
  int64_t losing = 0;
  int64_t counted = 0;
  while (counted < cuts) {
    CutStore store({.seed = random(), .syncs = Syncs::kIgnored});
    Totals one;
    // A cut before the first acknowledged write has nothing to lose.
    if (!store.LiveUntilCut(one) || one.acknowledged == 0) continue;
    store.Close(one);
    ++counted;
    if (one.lost > 0) ++losing;
    totals.acknowledged += one.acknowledged;
    totals.lost += one.lost;
  }
  std::printf("syncs off: %lld of %lld cuts lost acknowledged writes, %lld of %lld\n", static_cast<long long>(losing),
              static_cast<long long>(counted), static_cast<long long>(totals.lost),
              static_cast<long long>(totals.acknowledged));
  EXPECT_GE(losing * 100, counted * 95);
}

}  // namespace
}  // namespace wuse::fault
