#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/load/open_loop.h"
#include "tests/bench/load/workload.h"

namespace wuse::bench {

struct BesideReportsOptions {
  OpenLoopOptions writers;  // without `writes`
  WorkloadOptions workload;
  std::chrono::milliseconds warm_up{2000};
  std::chrono::milliseconds pause{5000};  // before each call; none may take longer
};

struct TimedRequest {
  const char* method = nullptr;  // "/package.Service/Method". A literal: gRPC keeps the pointer.
  std::string bytes;
};

struct TimedAnswer {
  std::string bytes;
  int64_t took_us = 0;  // as the caller sees it
  // The longest that a report took from when it was due to its answer: of those under way during the call, and of those
  // under way in as long a time right before.
  int64_t max_during_us = 0;
  int64_t max_before_us = 0;
  int64_t reports_during = 0;
};

// Files reports at the rate all the time, and makes one call after the other; an answer for each.
absl::StatusOr<std::vector<TimedAnswer>> AskBesideReports(const BesideReportsOptions& options,
                                                          const std::vector<TimedRequest>& requests);

}  // namespace wuse::bench
