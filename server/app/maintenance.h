#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "server/app/options.h"

namespace wuse::app {

// What wuse-server does instead of serving, on a data directory that no server runs on.
struct Maintenance {
  bool verify = false;
  std::string expect;  // SEQ:HASH; empty: none
  int64_t until = 0;   // 0: the whole ledger
  bool repair = false;
  bool yes = false;
  bool rebuild_history = false;

  bool IsAskedFor() const { return verify || repair || rebuild_history; }
};

// Does it: results go to standard output as lines `name value…`, progress to standard error.
//   --verify            `ledger RECORDS records, BYTES bytes, RATE records/s`, `head SEQ:HASH`, `state HASH`. Not OK
//   when
//                       anything is not what was written, when the expected head is not in it (HEAD_NOT_FOUND), or when
//                       history does not answer what a replay of the ledger gives (HISTORY_DIFFERS).
//   --repair            `last good SEQ of DAMAGED…`, then asks on the terminal; the damaged ledger is kept beside.
//   --rebuild-history   `state HASH`, the same as before for a sound history.
// Errors, besides those of the stores: kInvalidArgument EXPECT_INVALID, kCancelled when the person declined.
absl::Status RunMaintenance(const Maintenance& asked, const Options& options);

}  // namespace wuse::app
