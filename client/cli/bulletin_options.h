#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/filter_options.h"

namespace wuse::cli {

// Which bulletin is meant.
struct BulletinOptions {
  FilterOptions filter;
  std::string week;
  std::string month;
  std::string half_month;
};
void AddBulletinOptions(CLI::App& command, BulletinOptions& options);

// "": none was given. Errors: kInvalidArgument where several are, or one is not what its option takes.
absl::StatusOr<std::string> BulletinPeriodOf(const BulletinOptions& options);

}  // namespace wuse::cli
