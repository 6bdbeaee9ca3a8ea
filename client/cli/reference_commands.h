#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse reference ...
void AddReferenceCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
