#include "server/ledger/memory_ledger.h"

#include "gtest/gtest.h"
#include "server/ledger/ledger_contract.h"

namespace wuse::ledger {
namespace {

constexpr char kStoreId[] = "0123456789abcdef0123456789abcdef";

class MemoryUnderTest {
 public:
  Ledger& ledger() { return ledger_; }

 private:
  MemoryLedger ledger_{kStoreId};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, LedgerContract, MemoryUnderTest);

TEST(MemoryLedger, AStrayEditBreaksTheChainForEveryReadThatSeesIt) {
  MemoryLedger ledger(kStoreId);
  const std::vector<std::string_view> records = {"a", "b", "c"};
  ASSERT_TRUE(ledger.Append({0}, records).ok());
  ledger.Tamper({2}, "B");
  const absl::StatusOr<std::vector<Record>> read = ledger.Read({1}, {.records = 10, .bytes = 100});
  EXPECT_EQ(read.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(ledger.Read({1}, {.records = 1, .bytes = 100}).ok());
  EXPECT_TRUE(ledger.Read({3}, {.records = 1, .bytes = 100}).ok());
}

}  // namespace
}  // namespace wuse::ledger
