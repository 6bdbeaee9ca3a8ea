#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse admin backup|backups. The chosen command is left in `action`.
void AddAdminCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
