#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse bulletin: one bulletin, publishing it, and those that are published. The chosen command is left in `action`.
void AddBulletinCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
