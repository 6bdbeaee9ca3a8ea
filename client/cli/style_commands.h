#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse style ...
void AddStyleCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
