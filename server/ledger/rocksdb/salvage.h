#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "server/ledger/ledger.h"

namespace wuse::ledger {

// What a damaged ledger still holds.
struct Salvaged {
  Head head;                      // of the good beginning
  absl::Status damage;            // why it ends there; OK: the last record that can be found is good
  std::string store_id;           // of the new ledger
  common::Sequence last_visible;  // the highest record that can be seen at all, good or not
};

// Makes a ledger in `to` (absent; its parent exists), under a new store id, of the good beginning of the one in `dir`:
// record by record, as far as each fits the chain. RocksDB opens a copy of `dir` (in `copy`, absent; left there) up to
// the first damage of its log, or, when it does not open at all, repairs that copy; `dir` itself is only read.
// `progress` is told now and then how far it has come. Errors: kNotFound NO_LEDGER; kFailedPrecondition
// DATA_DIRECTORY_IN_USE; kDataLoss when nothing can be opened; kUnavailable from the disk.
struct SalvageJob {
  std::string dir;
  std::string copy;
  std::string to;
  std::function<void(common::Sequence)> progress;
};
absl::StatusOr<Salvaged> Salvage(const SalvageJob& job);

}  // namespace wuse::ledger
