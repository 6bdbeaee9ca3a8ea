#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace wuse::cli {

// CLI11's help with Chinese headings, and columns aligned by display width (CLI11 counts bytes).
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

// The whole help of a command.
std::string HelpOf(CLI::App& command);

}  // namespace wuse::cli
