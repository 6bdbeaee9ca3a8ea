#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/exit_code.h"
#include "client/cli/interrupts.h"
#include "client/cli/output.h"
#include "client/cli/terminal.h"
#include "client/lib/connection.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::cli {

// What every command knows: where it writes, how, and whom it asks.
class Session {
 public:
  // `interrupts` may be null (tests); both outlive the session.
  Session(Terminal& terminal, Interrupts* interrupts) : terminal_(terminal), interrupts_(interrupts) {}

  Terminal& terminal() { return terminal_; }
  std::ostream& out() { return terminal_.out; }
  std::ostream& err() { return terminal_.err; }
  Interrupts* interrupts() { return interrupts_; }

  // The global options, filled by the command line.
  Format format = Format::kTable;
  v1::BulletinFormat bulletin_format = v1::BULLETIN_TEXT;  // of bulletins, in the place of a table
  std::string server;                                      // "": WUSE_SERVER or the default
  std::string actor;                                       // "": WUSE_ACTOR or the login name
  int timeout_seconds = 0;                                 // 0: the library's

  // The connection, made at the first call. Errors: kInvalidArgument (address or actor).
  absl::StatusOr<client::Connection*> Connect();

 private:
  Terminal& terminal_;
  Interrupts* const interrupts_;
  std::unique_ptr<client::Connection> connection_;
};

// What a command does once the command line is understood.
using Action = std::function<absl::StatusOr<Exit>()>;

// A file's bytes; "-" is the standard input. Errors: kInvalidArgument.
absl::StatusOr<std::string> ReadFile(Session& session, const std::string& path);

}  // namespace wuse::cli
