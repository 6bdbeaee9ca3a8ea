#include "common/clock.h"

#include "common/fake_clock.h"
#include "gtest/gtest.h"

namespace wuse::common {
namespace {

TEST(RealClock, TellsTheShanghaiDayOrThePinnedOne) {
  const RealClock clock;
  const Date before = ShanghaiDay(clock.Now());
  const Date today = clock.Today();
  EXPECT_LE(before, today);
  EXPECT_LE(today, ShanghaiDay(clock.Now()));
  const SteadyTime earlier = clock.Steady();
  EXPECT_LE(earlier, clock.Steady());
  const RealClock pinned(Date::OfYmd(2021, 5, 8));
  EXPECT_EQ(pinned.Today().ToString(), "2021-05-08");
  EXPECT_GE(ShanghaiDay(pinned.Now()), before);
}

TEST(FakeClock, StandsAtNoonUntilItIsMoved) {
  FakeClock clock(Date::OfYmd(2021, 5, 8));
  EXPECT_EQ(clock.Today().ToString(), "2021-05-08");
  EXPECT_EQ(clock.Now(), clock.Now());
  const SystemTime now = clock.Now();
  const SteadyTime steady = clock.Steady();
  clock.Advance(std::chrono::hours(12) - std::chrono::milliseconds(1));
  EXPECT_EQ(clock.Today().ToString(), "2021-05-08");
  clock.Advance(std::chrono::milliseconds(1));
  EXPECT_EQ(clock.Today().ToString(), "2021-05-09");
  EXPECT_EQ(clock.Now() - now, std::chrono::hours(12));
  EXPECT_EQ(clock.Steady() - steady, std::chrono::hours(12));
}

TEST(FakeClock, ADayIsSetAtNoonAndTheSteadyClockNeverGoesBack) {
  FakeClock clock(Date::OfYmd(2021, 5, 8));
  const SteadyTime steady = clock.Steady();
  clock.SetToday(Date::OfYmd(2021, 5, 10));
  EXPECT_EQ(clock.Today().ToString(), "2021-05-10");
  EXPECT_EQ(clock.Steady() - steady, std::chrono::hours(48));
  clock.SetToday(Date::OfYmd(2021, 5, 1));
  EXPECT_EQ(clock.Today().ToString(), "2021-05-01");
  EXPECT_EQ(clock.Steady() - steady, std::chrono::hours(48));
  clock.Advance(std::chrono::hours(12));
  EXPECT_EQ(clock.Today().ToString(), "2021-05-02");
}

}  // namespace
}  // namespace wuse::common
