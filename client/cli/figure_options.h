#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/filter_options.h"
#include "wuse/v1/house_style.pb.h"

namespace wuse::cli {

// How figures are computed and printed, as options.
struct StyleOptions {
  int decimals = -1;  // not given
  std::string base;
  std::string rounding;
  std::string start_base;
};
// `heading` says in --help what becomes of those that are not given.
void AddStyleOptions(CLI::App& command, StyleOptions& options, const std::string& heading);
inline const std::string kStyleOfDistrict = "口径（不给的按本区的，见 wuse style show）";
// Errors: kInvalidArgument, naming the option and value.
absl::StatusOr<v1::HouseStyle> HouseStyleOf(const StyleOptions& options);

void AddPeriodOption(CLI::App& command, std::string& period);

}  // namespace wuse::cli
