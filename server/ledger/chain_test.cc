#include "server/ledger/chain.h"

#include "gtest/gtest.h"

namespace wuse::ledger {
namespace {

// Worked out with another program: heads are printed on bulletins, and every version must come to the same.
TEST(Chain, IsSha256OfTheChainBeforeAndTheRecord) {
  const common::Sha256Digest first = NextChain({}, "a");
  EXPECT_EQ(common::Hex(first), "41a0370c3d9f42773a59e8e01651911cf43b1e3f66944cbb690029debc4eb647");
  EXPECT_EQ(common::Hex(NextChain(first, "bc")), "94d00f3289e8fe03976d6c8d7178a6c66c0458b38c7a8c03caffca4d4f540e4b");
}

}  // namespace
}  // namespace wuse::ledger
