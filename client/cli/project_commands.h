#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse project apply|list|get|delist. The chosen command is left in `action`.
void AddProjectCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
