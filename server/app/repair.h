#pragma once

#include "server/app/maintenance.h"

namespace wuse::app {

// See maintenance.h.
absl::Status Repair(const Maintenance& asked, const Options& options);

}  // namespace wuse::app
