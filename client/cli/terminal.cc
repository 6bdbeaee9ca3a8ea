#include "client/cli/terminal.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "common/text.h"

namespace wuse::cli {
namespace {

bool WantsColor() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  return isatty(STDOUT_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace

Terminal StandardTerminal() {
  return {.in = std::cin,
          .out = std::cout,
          .err = std::cerr,
          .in_is_terminal = isatty(STDIN_FILENO) == 1,
          .err_is_terminal = isatty(STDERR_FILENO) == 1,
          .color = WantsColor()};
}

std::optional<bool> Confirm(Terminal& terminal, std::string_view question) {
  if (!terminal.in_is_terminal || !terminal.err_is_terminal) return std::nullopt;
  terminal.out.flush();
  terminal.err << question << " [y/N] " << std::flush;
  std::string line;
  if (!std::getline(terminal.in, line)) return false;
  const std::string answer = common::Lower(common::Trim(line));
  return answer == "y" || answer == "yes" || answer == "是" || answer == "好";
}

}  // namespace wuse::cli
