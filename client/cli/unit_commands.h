#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse unit apply|list. The chosen command is left in `action`.
void AddUnitCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
