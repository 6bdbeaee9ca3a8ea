#pragma once

#include <iosfwd>
#include <optional>
#include <string_view>

namespace wuse::cli {

// Where a command reads and writes, and what sits at the other ends. Results go to `out`; plans of machine-readable
// runs, prompts, progress and errors go to `err`.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_is_terminal = false;
  bool err_is_terminal = false;
  bool color = false;  // of `out`: a terminal, without NO_COLOR, not dumb
};

// The process's own streams.
Terminal StandardTerminal();

// Asks on `err`, reads a line from `in`: true for y, yes, 是. nullopt: there is no terminal to ask at.
std::optional<bool> Confirm(Terminal& terminal, std::string_view question);

}  // namespace wuse::cli
