#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/session.h"

namespace wuse::cli {

// wuse alert rules [set|export], below `alert`.
void AddAlertRulesCommands(CLI::App& alert, Session& session, Action& action);

}  // namespace wuse::cli
