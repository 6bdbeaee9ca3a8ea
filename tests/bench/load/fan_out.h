#pragma once

#include <chrono>

#include "absl/status/statusor.h"
#include "tests/bench/load/open_loop.h"
#include "tests/bench/load/subscribers.h"

namespace wuse::bench {

struct FanOutOptions {
  std::string system = "wuse";  // or etcd
  SubscribersOptions subscribers;
  OpenLoopOptions writers;  // without `writes`
  WorkloadOptions workload;
  std::chrono::milliseconds warm_up{2000};
  std::chrono::milliseconds measured{5000};
};

struct FanOutResult {
  int64_t writes = 0;  // sent in the measured time, as all until the next blank line
  int64_t deliveries = 0;
  int64_t p50_us = 0;  // from when a write was due to its receipt by a stream; exact
  int64_t p99_us = 0;
  int64_t max_us = 0;
  int64_t write_p50_us = 0;  // from when a write was due to its answer
  int64_t write_p99_us = 0;

  int64_t received_in_time = 0;  // deliveries that came within the measured time, whenever sent
  int64_t messages_in_time = 0;  // that brought them
  int64_t measured_us = 0;

  int64_t issued = 0;         // writes, of the whole run
  int64_t last_position = 0;  // the highest one written
  int64_t missing = 0;        // of all deliveries of the run; waited for up to kDrainWithin
};

// Opens the streams, writes at the rate for the warm-up and the measured time, waits until every stream has everything.
// Says "ready", "measuring" and "measured" on standard output, a line each, when that is so.
absl::StatusOr<FanOutResult> RunFanOut(const FanOutOptions& options);

}  // namespace wuse::bench
