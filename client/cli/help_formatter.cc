#include "client/cli/help_formatter.h"

#include <utility>

#include "client/cli/width.h"

namespace wuse::cli {
namespace {

constexpr int kNameWidth = 34;

std::string Line(const std::string& name, const std::string& description) {
  std::string line = "  " + name;
  if (DisplayWidth(line) >= kNameWidth) line += "\n";
  const size_t begin = line.find('\n') == std::string::npos ? 0 : line.size();
  return line.substr(0, begin) + Pad(line.substr(begin), kNameWidth) + description + "\n";
}

}  // namespace

HelpFormatter::HelpFormatter() {
  for (const auto& [english, chinese] :
       std::initializer_list<std::pair<const char*, const char*>>{{"Usage", "用法"},
                                                                  {"OPTIONS", "选项"},
                                                                  {"SUBCOMMAND", "命令"},
                                                                  {"SUBCOMMANDS", "命令"},
                                                                  {"Positionals", "参数"},
                                                                  {"REQUIRED", "（必填）"}}) {
    label(english, chinese);
  }
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return Line(make_option_name(option, is_positional) + make_option_opts(option), make_option_desc(option));
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return Line(command->get_display_name(true), command->get_description());
}

std::string HelpOf(CLI::App& command) {
  std::string parents;
  for (const CLI::App* one = command.get_parent(); one != nullptr; one = one->get_parent()) {
    parents.insert(0, one->get_name() + (parents.empty() ? "" : " "));
  }
  std::string help = command.help(parents);
  // CLI11 leaves two empty lines between groups.
  for (size_t at = help.find("\n\n\n"); at != std::string::npos; at = help.find("\n\n\n")) help.erase(at, 1);
  help.erase(help.find_last_not_of('\n') + 1);
  return help + "\n";
}

}  // namespace wuse::cli
