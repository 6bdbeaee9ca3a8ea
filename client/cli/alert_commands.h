#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse alert …. The chosen command is left in `action`.
void AddAlertCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
