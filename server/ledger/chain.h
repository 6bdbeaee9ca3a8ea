#pragma once

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "server/ledger/ledger.h"

namespace wuse::ledger {

// What every ledger checks and computes in the same way. Pure.

// The chain digest after `record`, given the one before it.
common::Sha256Digest NextChain(const common::Sha256Digest& before, std::string_view record);
// The errors that Append and Read make before they touch the store.
absl::Status CheckAppend(common::Sequence head, common::Sequence after, std::span<const std::string_view> records);
absl::Status CheckRead(common::Sequence head, common::Sequence from);

// kDataLoss with the sequence in words: `what` is English ("is missing"), `chinese` the same for people.
absl::Status DamagedRecord(common::Sequence sequence, std::string_view what, std::string_view chinese);
// What every Append after a failed one answers.
absl::Status PoisonedBy(const absl::Status& cause);

}  // namespace wuse::ledger
