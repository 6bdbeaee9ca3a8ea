#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/load/beside_reports.h"

namespace wuse::bench {

struct RecoloredMonth {
  std::string month;
  int64_t projects = 0;
  TimedAnswer answer;
};

// Recolors one month after the other beside reports.
absl::StatusOr<std::vector<RecoloredMonth>> RunRecolor(const BesideReportsOptions& options,
                                                       const std::vector<std::string>& months);

}  // namespace wuse::bench
