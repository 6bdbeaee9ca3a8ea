#pragma once

#include <optional>
#include <string>

#include "server/app/options.h"

namespace wuse::app {

struct Flags {
  Options options;
  std::string log_level;
};

// Parses the command line, the environment (WUSE_…) and the TOML file of --config, in this order of precedence.
// None: the process is to end with `exit_code` (0 after --help or --version, 2 after a usage error, which was printed).
std::optional<Flags> ParseFlags(int argc, const char* const* argv, int& exit_code);

}  // namespace wuse::app
