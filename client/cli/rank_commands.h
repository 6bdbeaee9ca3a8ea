#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse rank
void AddRankCommand(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
