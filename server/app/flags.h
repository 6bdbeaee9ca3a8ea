#pragma once

#include <optional>
#include <string>

#include "server/app/maintenance.h"
#include "server/app/options.h"
#include "server/app/restore.h"

namespace wuse::app {

struct Flags {
  Options options;
  std::string log_level;
  Maintenance maintenance;  // if any is asked for, the process does not serve
  Restore restore;          // likewise; then there need not be a data directory
};

// Parses the command line, the environment (WUSE_…) and the TOML file of --config, in this order of precedence.
// None: the process is to end with `exit_code` (0 after --help or --version, 2 after a usage error, which was printed).
std::optional<Flags> ParseFlags(int argc, const char* const* argv, int& exit_code);

}  // namespace wuse::app
