#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse color presets|show|try. The chosen command is left in `action`.
void AddColorCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
