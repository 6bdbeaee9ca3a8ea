#include "server/app/maintenance.h"

#include "server/app/repair.h"
#include "server/app/verify.h"

namespace wuse::app {

absl::Status RunMaintenance(const Maintenance& asked, const Options& options) {
  if (asked.verify) return Verify(asked, options);
  if (asked.repair) return Repair(asked, options);
  return RebuildHistory(options);
}

}  // namespace wuse::app
