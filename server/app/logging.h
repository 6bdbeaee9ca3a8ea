#pragma once

#include <string>

namespace wuse::app {

// Sends our log, and what gRPC has to say, to standard error: one line an event, from this level on. Warnings and what
// is worse come at once, the rest within a second; an exit or an abort loses nothing of it. Call once, before threads.
void SetUpLogging(const std::string& level);

// Before anything else is written to standard error, or the process ends without an exit.
void FlushLog();

}  // namespace wuse::app
