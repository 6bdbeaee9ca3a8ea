#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>

#include "client/cli/session.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::cli {

// wuse board. The chosen command is left in `action`.
void AddBoardCommand(CLI::App& app, Session& session, Action& action);

// The one screen for people.
void WriteOverview(std::ostream& out, const v1::Overview& overview, bool color);

}  // namespace wuse::cli
