#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse certified ...
void AddCertifiedCommands(CLI::App& app, Session& session, Action& action);

}  // namespace wuse::cli
