#pragma once

#include <string>

#include "absl/status/status.h"
#include "tests/bench/load/subscribers.h"

namespace wuse::bench {

struct WatchersOptions {
  std::string system = "wuse";  // or etcd
  SubscribersOptions subscribers;
};

// Holds streams open. Prints "ready" on standard output once each has begun, and ends them when standard input ends.
// A line "first last" on standard input asks for these positions: when every stream has had the last one, or none of
// it came for a while, it prints how many of them the streams are missing, summed up.
absl::Status HoldWatchers(const WatchersOptions& options);

}  // namespace wuse::bench
