#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse color recolor|month|history: official colors, month by month. The chosen command is left in `action`.
void AddColorMonthCommands(CLI::App& color, Session& session, Action& action);

}  // namespace wuse::cli
