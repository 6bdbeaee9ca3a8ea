#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace wuse::cli {

// The options of a command that applies a file.
struct FileOptions {
  std::string file;
  bool dry_run = false;
  bool yes = false;
};
void AddFileOptions(CLI::App& command, FileOptions& options, const std::string& what);
void AddYesOption(CLI::App& command, bool& yes);

}  // namespace wuse::cli
