#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace wuse::app {

// `wuse-server --restore DIR --to DATA [--backup ID]`: a new data directory of a backup, instead of serving.
struct Restore {
  std::string backups_dir;  // empty: not asked for
  std::string to;
  uint32_t backup = 0;  // 0: the newest

  bool IsAskedFor() const { return !backups_dir.empty(); }
};

// Does it. Standard output gets the lines `backup ID`, `head SEQ:HASH`, `made_from STORE`, `store STORE` and
// `restored DATA`; progress goes to standard error. What history holds is made anew when a server is first started on
// it. Errors: those of ledger::RestoreBackup.
absl::Status RunRestore(const Restore& asked);

}  // namespace wuse::app
