#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse report push|list|missing|template. The chosen command is left in `action`.
void AddReportCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
