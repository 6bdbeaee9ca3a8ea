#include "server/api/bells.h"

#include "common/fake_clock.h"
#include "gtest/gtest.h"

namespace wuse::api {
namespace {

using std::chrono::milliseconds;

TEST(Bells, ThePaceOfManyIsLongerWhileTurnsComeLate) {
  common::FakeClock clock{common::Date::OfYmd(2021, 5, 8)};
  const Pace pace{.few = milliseconds(5), .many = milliseconds(20), .late = milliseconds(50)};
  Bells bells(clock, pace);
  const size_t many = common::kManyStreams + 1;
  const auto give_turns = [&](milliseconds lateness) {
    for (int round = 0; round < 4; ++round) {
      for (Bells::Id id = 1; id <= 1000; ++id) bells.Ring(id);
      clock.Advance(lateness);
      for (Bells::Id id = 1; id <= 1000; ++id) EXPECT_EQ(bells.Wait(), id);
    }
  };
  give_turns(milliseconds(9));
  EXPECT_EQ(bells.PaceOf(many), pace.many);
  give_turns(milliseconds(12));
  EXPECT_EQ(bells.PaceOf(many), pace.late);
  EXPECT_EQ(bells.PaceOf(common::kManyStreams), pace.few);
  give_turns(milliseconds(3));
  EXPECT_EQ(bells.PaceOf(many), pace.late) << "not to and fro";
  give_turns(milliseconds(2));
  EXPECT_EQ(bells.PaceOf(many), pace.many);
}

TEST(Bells, RingsAfterThePaceOfThatMany) {
  common::FakeClock clock{common::Date::OfYmd(2021, 5, 8)};
  Bells bells(clock, {.few = milliseconds(8), .many = milliseconds(80), .late = milliseconds(160)});
  bells.RingAfterPace(1, common::kManyStreams + 1);
  bells.RingAfterPace(2, 1);
  clock.Advance(milliseconds(100));  // both are due: the shorter pace first
  EXPECT_EQ(bells.Wait(), 2U);
  EXPECT_EQ(bells.Wait(), 1U);
}

}  // namespace
}  // namespace wuse::api
