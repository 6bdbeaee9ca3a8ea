#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse color: presets and try here, the others in files of their own. The chosen command is left in `action`.
void AddColorCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
