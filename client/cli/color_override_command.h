#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse color override: a color that a person gives. The chosen command is left in `action`.
void AddColorOverrideCommand(CLI::App& color, Session& session, Action& action);

}  // namespace wuse::cli
