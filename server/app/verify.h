#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/digest.h"
#include "server/app/maintenance.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"

namespace wuse::app {

// A head as a bulletin prints it: SEQ:HASH, where HASH is the chain's lowercase hex digits or the first 16 or more of
// them. Errors: kInvalidArgument EXPECT_INVALID.
struct ExpectedHead {
  common::Sequence sequence;
  std::string hash_prefix;
  static absl::StatusOr<ExpectedHead> Parse(const std::string& text);
};

// The ledger in the directory of --data. Errors: kNotFound NO_LEDGER, and the ledger's.
absl::StatusOr<std::unique_ptr<ledger::RocksdbLedger>> OpenLedger(const Options& options);

// Reads records 1 to `until`, each checked against the chain, and prints the lines `ledger` and `head`. Errors: the
// ledger's; kDataLoss HEAD_NOT_FOUND.
absl::StatusOr<ledger::Head> WalkLedger(const ledger::Ledger& ledger, common::Sequence until,
                                        const std::optional<ExpectedHead>& expected);

// See maintenance.h.
absl::Status Verify(const Maintenance& asked, const Options& options);
absl::Status RebuildHistory(const Options& options);

}  // namespace wuse::app
