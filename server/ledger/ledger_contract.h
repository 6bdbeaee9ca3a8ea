#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/limits.h"
#include "gtest/gtest.h"
#include "server/ledger/chain.h"
#include "server/ledger/ledger.h"

namespace wuse::ledger {

// What every ledger must do, whichever it is. A ledger's test instantiates the suite with a type that is
// default-constructible and has `Ledger& ledger()`, an empty one:
//   INSTANTIATE_TYPED_TEST_SUITE_P(Memory, LedgerContract, MemoryUnderTest);
template <typename UnderTest>
class LedgerContract : public testing::Test {
 protected:
  static constexpr ReadLimit kAll{.records = 1'000'000, .bytes = 1 << 30};

  Ledger& ledger() { return under_test_.ledger(); }
  absl::StatusOr<Head> Append(int64_t after, const std::vector<std::string>& records) {
    const std::vector<std::string_view> views(records.begin(), records.end());
    return ledger().Append({after}, views);
  }
  std::vector<std::string> ReadBytes(int64_t from, ReadLimit limit = kAll) {
    const absl::StatusOr<std::vector<Record>> read = ledger().Read({from}, limit);
    EXPECT_TRUE(read.ok()) << read.status();
    std::vector<std::string> bytes;
    if (!read.ok()) return bytes;
    for (const Record& record : *read) {
      EXPECT_EQ(record.sequence.value, from + static_cast<int64_t>(bytes.size()));
      bytes.push_back(record.bytes);
    }
    return bytes;
  }

 private:
  UnderTest under_test_;
};

TYPED_TEST_SUITE_P(LedgerContract);

TYPED_TEST_P(LedgerContract, AnEmptyLedgerHasHeadZeroAndNothingToRead) {
  EXPECT_EQ(this->ledger().head().sequence.value, 0);
  EXPECT_EQ(this->ledger().head().chain, common::Sha256Digest{});
  EXPECT_EQ(this->ReadBytes(1), std::vector<std::string>());
}

TYPED_TEST_P(LedgerContract, TheStoreIdIs32HexDigits) {
  EXPECT_EQ(this->ledger().store_id().size(), 32U);
  EXPECT_EQ(this->ledger().store_id().find_first_not_of("0123456789abcdef"), std::string::npos);
}

TYPED_TEST_P(LedgerContract, RecordsAreReadAsAppendedInOrder) {
  const absl::StatusOr<Head> first = this->Append(0, {"a", "bb", std::string("\0\xff", 2)});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->sequence.value, 3);
  ASSERT_TRUE(this->Append(3, {"d"}).ok());
  EXPECT_EQ(this->ReadBytes(1), (std::vector<std::string>{"a", "bb", std::string("\0\xff", 2), "d"}));
  EXPECT_EQ(this->ReadBytes(3), (std::vector<std::string>{std::string("\0\xff", 2), "d"}));
  EXPECT_EQ(this->ReadBytes(5), std::vector<std::string>());
}

TYPED_TEST_P(LedgerContract, TheHeadIsThatOfTheLastAppendAndChainsEveryRecord) {
  ASSERT_TRUE(this->Append(0, {"a", "b"}).ok());
  const absl::StatusOr<Head> head = this->Append(2, {"c"});
  ASSERT_TRUE(head.ok()) << head.status();
  const common::Sha256Digest expected = NextChain(NextChain(NextChain({}, "a"), "b"), "c");
  EXPECT_EQ(head->chain, expected);
  EXPECT_EQ(this->ledger().head().chain, expected);
  EXPECT_EQ(this->ledger().head().sequence.value, 3);
}

TYPED_TEST_P(LedgerContract, AnAppendAfterAnotherSequenceThanTheHeadIsAbortedAndWritesNothing) {
  ASSERT_TRUE(this->Append(0, {"a"}).ok());
  EXPECT_EQ(this->Append(0, {"x"}).status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(this->Append(2, {"x"}).status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(this->ReadBytes(1), std::vector<std::string>{"a"});
  EXPECT_TRUE(this->Append(1, {"b"}).ok());
}

TYPED_TEST_P(LedgerContract, BadRecordsAreRefusedAndNothingOfTheCallIsWritten) {
  const std::string largest(common::kMaxUpdateBytes, 'x');
  EXPECT_EQ(this->Append(0, {}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(this->Append(0, {"a", ""}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(this->Append(0, {"a", largest + "x"}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(this->ledger().head().sequence.value, 0);
  ASSERT_TRUE(this->Append(0, {largest}).ok());
  EXPECT_EQ(this->ReadBytes(1), std::vector<std::string>{largest});
}

TYPED_TEST_P(LedgerContract, AReadBeyondTheHeadOrBeforeTheFirstIsOutOfRange) {
  ASSERT_TRUE(this->Append(0, {"a"}).ok());
  EXPECT_EQ(this->ledger().Read({3}, this->kAll).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(this->ledger().Read({0}, this->kAll).status().code(), absl::StatusCode::kOutOfRange);
}

TYPED_TEST_P(LedgerContract, TheChainAtASequenceIsThatOfTheHeadWhenItWasTheLast) {
  const absl::StatusOr<Head> first = this->Append(0, {"a", "b"});
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::StatusOr<Head> second = this->Append(2, {"c"});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(this->ledger().ChainAt({0}).value(), common::Sha256Digest{});
  EXPECT_EQ(this->ledger().ChainAt({1}).value(), NextChain({}, "a"));
  EXPECT_EQ(this->ledger().ChainAt({2}).value(), first->chain);
  EXPECT_EQ(this->ledger().ChainAt({3}).value(), second->chain);
  EXPECT_EQ(this->ledger().ChainAt({4}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(this->ledger().ChainAt({-1}).status().code(), absl::StatusCode::kOutOfRange);
}

TYPED_TEST_P(LedgerContract, AReadKeepsItsLimitsButGivesAtLeastOneRecord) {
  ASSERT_TRUE(this->Append(0, {"aaaa", "bbbb", "cccc"}).ok());
  EXPECT_EQ(this->ReadBytes(1, {.records = 2, .bytes = 1000}), (std::vector<std::string>{"aaaa", "bbbb"}));
  EXPECT_EQ(this->ReadBytes(1, {.records = 10, .bytes = 8}), (std::vector<std::string>{"aaaa", "bbbb"}));
  EXPECT_EQ(this->ReadBytes(1, {.records = 10, .bytes = 7}), std::vector<std::string>{"aaaa"});
  EXPECT_EQ(this->ReadBytes(2, {.records = 0, .bytes = 0}), std::vector<std::string>{"bbbb"});
}

TYPED_TEST_P(LedgerContract, ReadersSeeOnlyWholeAppendsWhileAnAppenderWrites) {
  constexpr int64_t kAppends = 200;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    int64_t seen = 0;
    bool last_round = false;
    while (!last_round) {
      last_round = done;
      const int64_t head = this->ledger().head().sequence.value;
      EXPECT_EQ(head % 2, 0) << "half of an append is shown";
      for (const std::string& bytes : this->ReadBytes(seen + 1)) {
        ++seen;
        EXPECT_EQ(bytes, "record " + std::to_string(seen));
      }
      EXPECT_GE(seen, head);
    }
    EXPECT_EQ(seen, 2 * kAppends);
  });
  for (int64_t after = 0; after < 2 * kAppends; after += 2) {
    EXPECT_TRUE(
        this->Append(after, {"record " + std::to_string(after + 1), "record " + std::to_string(after + 2)}).ok());
  }
  done = true;
  reader.join();
}

TYPED_TEST_P(LedgerContract, OfTwoAppendersAtTheSameHeadOneIsAborted) {
  constexpr int kRounds = 50;
  std::atomic<int> aborted = 0;
  std::atomic<int> appended = 0;
  const auto append = [&] {
    while (true) {
      const int64_t head = this->ledger().head().sequence.value;
      if (head >= kRounds) return;
      const absl::StatusOr<Head> result = this->Append(head, {"x"});
      EXPECT_TRUE(result.ok() || absl::IsAborted(result.status())) << result.status();
      ++(result.ok() ? appended : aborted);
    }
  };
  std::thread other(append);
  append();
  other.join();
  EXPECT_EQ(appended, this->ledger().head().sequence.value);
  EXPECT_EQ(static_cast<int>(this->ReadBytes(1).size()), appended);
}

REGISTER_TYPED_TEST_SUITE_P(LedgerContract, AnEmptyLedgerHasHeadZeroAndNothingToRead, TheStoreIdIs32HexDigits,
                            RecordsAreReadAsAppendedInOrder, TheHeadIsThatOfTheLastAppendAndChainsEveryRecord,
                            AnAppendAfterAnotherSequenceThanTheHeadIsAbortedAndWritesNothing,
                            BadRecordsAreRefusedAndNothingOfTheCallIsWritten,
                            AReadBeyondTheHeadOrBeforeTheFirstIsOutOfRange,
                            TheChainAtASequenceIsThatOfTheHeadWhenItWasTheLast,
                            AReadKeepsItsLimitsButGivesAtLeastOneRecord,
                            ReadersSeeOnlyWholeAppendsWhileAnAppenderWrites, OfTwoAppendersAtTheSameHeadOneIsAborted);

}  // namespace wuse::ledger
