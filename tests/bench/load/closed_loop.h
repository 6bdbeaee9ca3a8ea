#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "tests/bench/load/workload.h"

namespace wuse::bench {

struct LoopOptions {
  std::string target;  // host:port
  int in_flight = 16;
  int connections = 4;
  int threads = 2;  // one alone is what limits the echo on two cores
  std::chrono::milliseconds warm_up{2000};
  std::chrono::milliseconds measured{5000};
  int64_t first = 0;    // number of the first request
  int64_t at_most = 0;  // requests; 0: as many as the time allows
};

struct LoopResult {
  // Of the calls that ended in the measured time.
  int64_t completed = 0;
  int64_t measured_us = 0;
  int64_t p50_us = 0;  // exact
  int64_t p99_us = 0;
  // Of all calls, from the first to the last.
  int64_t issued = 0;
  int64_t failed = 0;
  std::string first_failure;
  std::string a_request;
  std::string a_response;
};

// Keeps `in_flight` calls under way over `connections` connections, each followed by the next as it ends, until the
// time is up (or `at_most` calls were issued); then waits for those under way. A call that is not answered within 30 s
// ends the run as failed.
LoopResult RunClosedLoop(const Workload& workload, const LoopOptions& options);

}  // namespace wuse::bench
