#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "common/clock.h"
#include "server/app/disk_guard.h"
#include "server/ledger/ledger.h"

namespace wuse::app {

// What a server is started with. The first part are its flags (see flags.cc).
struct Options {
  std::string data_dir;                   // made if missing; locked while the server runs
  std::string listen = "127.0.0.1:7500";  // host:port; port 0: any free one
  bool insecure_allow_remote = false;     // listen on more than loopback, though callers are not verified yet
  std::string port_file;                  // gets the port number once the server serves; empty: none
  std::string district;                   // its name, for titles (e.g. 金东区); empty: none
  std::string main_list = "district-key";
  std::string holidays_file;  // CSV date,day,name; empty: weekends only
  std::string today;          // pins the business date; empty: the real one
  std::string backup_dir;     // gets backups made by the server itself; empty: none. See backup_schedule.h
  std::string backup_every = "24h";
  int backup_keep = 7;
  int recolor_day = 5;  // of the month after, on which a month is recolored where nobody has done it; 0: never
  std::string alert_receivers_file;  // JSON: who gets alerts as HTTP messages; empty: nobody. See receivers.proto

  // The rest is for tests.
  const common::Clock* clock = nullptr;  // null: the machine's
  // Takes the place of the ledger that was opened, usually around it.
  std::function<ledger::Ledger&(ledger::Ledger&)> decorate_ledger;
  // Called once, from the engine's thread or the ticker's, when the ledger cannot be trusted any more or a write hangs.
  // The process is to end with exit code 70; it must not stop the server in order.
  std::function<void(const absl::Status&)> on_fatal;
  std::chrono::milliseconds tick_every{1000};  // 0: only Server::Tick
  DiskProbe disk_probe = SpaceOf;
};

// host:port of `listen`. Errors: kInvalidArgument LISTEN_INVALID; kPermissionDenied LISTEN_REMOTE for an address that
// is not loopback.
struct ListenAddress {
  std::string host;
  int port = 0;
};
absl::StatusOr<ListenAddress> ListenAddressOf(const Options& options);

// The pinned date, if any. Errors: kInvalidArgument TODAY_INVALID.
absl::StatusOr<std::optional<common::Date>> PinnedDateOf(const Options& options);

// Errors: kInvalidArgument DISTRICT_INVALID, MAIN_LIST_INVALID.
absl::Status CheckNames(const Options& options);

// Errors: kNotFound HOLIDAYS_UNREADABLE, kInvalidArgument HOLIDAYS_INVALID.
absl::StatusOr<common::WorkingDays> WorkingDaysOf(const Options& options);

}  // namespace wuse::app
