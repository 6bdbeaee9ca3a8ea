#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/filter_options.h"
#include "wuse/v1/house_style.pb.h"

namespace wuse::cli {

// How figures are computed and printed, as options of one reading: what is not given is as the district's style has it.
struct StyleOptions {
  int decimals = -1;  // not given
  std::string base;
  std::string rounding;
  std::string start_base;
};
void AddStyleOptions(CLI::App& command, StyleOptions& options);
// Errors: kInvalidArgument, naming the option and value.
absl::StatusOr<v1::HouseStyle> HouseStyleOf(const StyleOptions& options);

void AddPeriodOption(CLI::App& command, std::string& period);

}  // namespace wuse::cli
