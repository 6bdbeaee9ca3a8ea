#include "server/ledger/faulty_ledger.h"

#include <atomic>
#include <thread>

#include "gtest/gtest.h"
#include "server/ledger/ledger_contract.h"
#include "server/ledger/memory_ledger.h"

namespace wuse::ledger {
namespace {

constexpr std::chrono::seconds kDeadline{20};
constexpr ReadLimit kSome{.records = 100, .bytes = 1000};

class FaultyUnderTest {
 public:
  Ledger& ledger() { return ledger_; }

 private:
  MemoryLedger inner_{"0123456789abcdef0123456789abcdef"};
  FaultyLedger ledger_{inner_};
};
INSTANTIATE_TYPED_TEST_SUITE_P(FaultyWithoutFaults, LedgerContract, FaultyUnderTest);

class FaultyLedgerTest : public testing::Test {
 protected:
  absl::Status AppendOne() {
    const std::vector<std::string_view> records = {"x"};
    return faulty_.Append(inner_.head().sequence, records).status();
  }

  MemoryLedger inner_{"0123456789abcdef0123456789abcdef"};
  FaultyLedger faulty_{inner_};
};

TEST_F(FaultyLedgerTest, TheOrderedAppendFailsAndSoDoesEveryLaterOne) {
  faulty_.FailAppend(2);
  EXPECT_TRUE(AppendOne().ok());
  EXPECT_EQ(AppendOne().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(AppendOne().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(inner_.head().sequence.value, 1);
  EXPECT_EQ(faulty_.synced().value, 1);
}

TEST_F(FaultyLedgerTest, AFailedSyncMayHaveWritten) {
  faulty_.FailAppend(1, FaultyLedger::Written::kYes);
  EXPECT_EQ(AppendOne().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(inner_.head().sequence.value, 1);
  EXPECT_EQ(faulty_.synced().value, 0);
}

TEST_F(FaultyLedgerTest, OnlyTheOrderedReadFails) {
  ASSERT_TRUE(AppendOne().ok());
  faulty_.FailRead(2, absl::UnavailableError("disk"));
  EXPECT_TRUE(faulty_.Read({1}, kSome).ok());
  EXPECT_EQ(faulty_.Read({1}, kSome).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(faulty_.Read({1}, kSome).ok());
  EXPECT_EQ(faulty_.read_count(), 3);
}

TEST_F(FaultyLedgerTest, ABlockedAppendWritesNothingUntilItIsReleased) {
  faulty_.BlockAppends();
  std::atomic<bool> returned = false;
  std::thread appender([&] {
    EXPECT_TRUE(AppendOne().ok());
    returned = true;
  });
  ASSERT_TRUE(faulty_.WaitUntilBlocked(kDeadline));
  EXPECT_FALSE(returned);
  EXPECT_EQ(inner_.head().sequence.value, 0);
  EXPECT_EQ(faulty_.synced().value, 0);
  faulty_.ReleaseAppends();
  appender.join();
  EXPECT_EQ(faulty_.synced().value, 1);
  EXPECT_EQ(faulty_.append_count(), 1);
}

}  // namespace
}  // namespace wuse::ledger
