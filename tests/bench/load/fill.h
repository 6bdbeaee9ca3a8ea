#pragma once

#include <string>

#include "absl/status/status.h"

namespace wuse::bench {

struct FillOptions {
  std::string target;  // host:port
  int projects = 0;
  int first_week = 1;
  int weeks = 0;  // of reports for every project, from first_week on
};

// Makes the register through the API, in batches: units, projects, then reports week by week. Says how far it is on
// standard error.
absl::Status Fill(const FillOptions& options);

}  // namespace wuse::bench
