#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse color show|versions|set: the policies of the register. The chosen command is left in `action`.
void AddColorPolicyCommands(CLI::App& color, Session& session, Action& action);

}  // namespace wuse::cli
