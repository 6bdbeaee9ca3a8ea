#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace wuse::cli {

// What a script can tell from `wuse`'s end.
enum class Exit : int {
  kOk = 0,
  kError = 1,
  kUsage = 2,     // wrong usage or invalid input
  kDeclined = 3,  // the person said no
  kRefused = 4,   // the server refused the caller
  kNotFound = 5,
  kConflict = 6,     // someone else changed it, it exists already, or a request id was used for something else
  kUnavailable = 7,  // no server, or no answer in time
  kLaterBatch = 8,   // some batches of a large file are in, a later one failed
  kInterrupted = 130,
};

// `status` is not OK.
Exit ExitOf(const absl::Status& status);

// The table of exit codes for --help.
std::string_view ExitCodeHelp();

}  // namespace wuse::cli
