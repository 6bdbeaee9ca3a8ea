#include <string>
#include <vector>

#include "client/cli/command_line.h"
#include "client/cli/interrupts.h"
#include "client/cli/terminal.h"

int main(int argc, char** argv) {
  // Lives as long as the process: its thread waits for signals to the end.
  static wuse::cli::Interrupts interrupts;
  wuse::cli::Terminal terminal = wuse::cli::StandardTerminal();
  return wuse::cli::RunCommandLine(std::vector<std::string>(argv + 1, argv + argc), terminal, &interrupts);
}
