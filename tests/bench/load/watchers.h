#pragma once

#include <string>

#include "absl/status/status.h"

namespace wuse::bench {

struct WatchersOptions {
  std::string target;  // host:port
  int streams = 0;
  int connections = 10;
  bool reading = true;  // false: each stream reads its first response and none after it
};

// Holds `streams` Watch streams open: writes one small update, starts every stream with it, prints "ready" on standard
// output once each has brought it, and ends them when standard input ends.
absl::Status HoldWatchers(const WatchersOptions& options);

}  // namespace wuse::bench
