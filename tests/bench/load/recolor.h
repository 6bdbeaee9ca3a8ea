#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/load/open_loop.h"
#include "tests/bench/load/workload.h"

namespace wuse::bench {

struct RecolorOptions {
  OpenLoopOptions writers;  // without `writes`
  WorkloadOptions workload;
  std::vector<std::string> months;  // recolored in this order
  std::chrono::milliseconds warm_up{2000};
  std::chrono::milliseconds pause{5000};  // before each month; no month may take longer
};

struct RecoloredMonth {
  std::string month;
  int64_t projects = 0;
  int64_t took_us = 0;  // as the caller sees it
  // The longest that a report took from when it was due to its answer: of those under way while the month was
  // recolored, and of those under way in as long a time right before.
  int64_t max_during_us = 0;
  int64_t max_before_us = 0;
  int64_t reports_during = 0;
};

// Files reports at the rate all the time, and recolors one month after the other.
absl::StatusOr<std::vector<RecoloredMonth>> RunRecolor(const RecolorOptions& options);

}  // namespace wuse::bench
