#pragma once

#include <string>

namespace wuse::app {

// Sends our log, and what gRPC has to say, to standard error: one line an event, from this level on.
void SetUpLogging(const std::string& level);

}  // namespace wuse::app
