#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/load/beside_reports.h"

namespace wuse::bench {

struct AnsweredQuestion {
  int64_t projects = 0;  // that the figures are of; 0: the answer cannot be read
  TimedAnswer answer;
};

// Asks for the same figures as of each of the periods, one after the other, beside reports. `question`: overview (of
// the main list, whose sums of today the server keeps), filtered-overview, statistics (by unit), ranking, comparison or
// bulletin; a period is what the method takes, or "today". INVALID_ARGUMENT: there is no such question.
absl::StatusOr<std::vector<AnsweredQuestion>> RunFigureQuestions(const BesideReportsOptions& options,
                                                                 const std::string& question,
                                                                 const std::vector<std::string>& periods);

}  // namespace wuse::bench
