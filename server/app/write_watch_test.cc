#include "server/app/write_watch.h"

#include <thread>

#include "common/fake_clock.h"
#include "common/limits.h"
#include "gtest/gtest.h"
#include "server/ledger/faulty_ledger.h"
#include "server/ledger/memory_ledger.h"

namespace wuse::app {
namespace {

using State = WriteWatch::State;

TEST(WriteWatch, IsSlowAfter5SecondsHungAfter20AndFineWhenTheAppendReturns) {
  constexpr std::chrono::milliseconds kInstant{1};
  common::FakeClock clock(common::Date::OfYmd(2021, 5, 8));
  ledger::MemoryLedger memory("00112233445566778899aabbccddeeff");
  ledger::FaultyLedger faulty(memory);
  WriteWatch watch(faulty, clock);
  clock.Advance(common::kHungWrite);
  EXPECT_EQ(watch.state(), State::kFine) << "nothing is under way";
  faulty.BlockAppends();
  std::thread writer([&watch] {
    const std::string_view record = "record";
    EXPECT_TRUE(watch.Append({0}, std::span(&record, 1)).ok());
  });
  EXPECT_TRUE(faulty.WaitUntilBlocked(std::chrono::seconds(20)));
  clock.Advance(common::kSlowWrite - kInstant);
  EXPECT_EQ(watch.state(), State::kFine);
  clock.Advance(kInstant);
  EXPECT_EQ(watch.state(), State::kSlow);
  clock.Advance(common::kHungWrite - common::kSlowWrite - kInstant);
  EXPECT_EQ(watch.state(), State::kSlow);
  clock.Advance(kInstant);
  EXPECT_EQ(watch.state(), State::kHung);
  faulty.ReleaseAppends();
  writer.join();
  EXPECT_EQ(watch.state(), State::kFine);
  EXPECT_EQ(watch.head().sequence.value, 1);
}

}  // namespace
}  // namespace wuse::app
