#pragma once

#include <string>
#include <vector>

#include "client/cli/interrupts.h"
#include "client/cli/terminal.h"

namespace wuse::cli {

// Runs `wuse` with these arguments (without the program's name); returns the exit code. `interrupts` may be null.
int RunCommandLine(const std::vector<std::string>& arguments, Terminal& terminal, Interrupts* interrupts);

}  // namespace wuse::cli
