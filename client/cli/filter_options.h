#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/session.h"
#include "client/cli/unit_names.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/filter.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::cli {

// Which projects are meant, as options; each may be given again or with commas, as ids or in Chinese.
struct FilterOptions {
  std::vector<std::string> units;
  std::vector<std::string> departments;
  std::vector<std::string> lists;
  std::vector<std::string> kinds;
  std::vector<std::string> levels;
  std::vector<std::string> categories;
  std::vector<std::string> reached;
  std::vector<std::string> colors;
  std::vector<std::string> tags;
  std::vector<std::string> teams;
  std::vector<std::string> parents;
  std::vector<std::string> projects;      // watch and report list
  std::vector<std::string> change_kinds;  // watch
  // Alerts.
  std::vector<std::string> leaders;
  std::vector<std::string> alert_kinds;
  std::string severity;
  bool pending = false;
};

// An option that takes one text each time it is given.
CLI::Option* AddListOption(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                           const std::string& type, const std::string& help);

void AddFilterOptions(CLI::App& command, FilterOptions& options);
void AddWatchFilterOptions(CLI::App& command, FilterOptions& options);
void AddAlertFilterOptions(CLI::App& command, FilterOptions& options);

// nullopt when no option was given: the server's main list. Errors: kInvalidArgument, naming the option and value.
absl::StatusOr<std::optional<v1::ProjectFilter>> ProjectFilterOf(const FilterOptions& options, UnitNames& units);
absl::StatusOr<v1::WatchFilter> WatchFilterOf(const FilterOptions& options, UnitNames& units);
absl::StatusOr<v1::AlertFilter> AlertFilterOf(const FilterOptions& options, UnitNames& units);

}  // namespace wuse::cli
