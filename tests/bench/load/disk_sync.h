#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace wuse::bench {

struct SyncTimes {
  int64_t p50_us = 0;
  int64_t p99_us = 0;
};

// Appends 4 KiB and calls fdatasync, `count` times, to a file of its own in `dir`.
absl::StatusOr<SyncTimes> MeasureSyncs(const std::string& dir, int count);

}  // namespace wuse::bench
