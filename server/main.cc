// wuse-server: see --help. Exit codes: 0 stopped in order, or the maintenance succeeded · 1 could not start, or the
// maintenance failed · 2 usage · 3 the person declined · 70 the ledger cannot be
// trusted any more (a write failed): restart it, and look at the disk.
#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "absl/synchronization/mutex.h"
#include "common/status.h"
#include "server/app/flags.h"
#include "server/app/logging.h"
#include "server/app/server.h"

namespace {

constexpr int kCouldNotStart = 1;
constexpr int kUsage = 2;
constexpr int kDeclined = 3;
constexpr int kFatal = 70;

void PrintError(const absl::Status& status) {
  const auto detail = wuse::common::DetailOf(status);
  wuse::app::FlushLog();
  std::fprintf(stderr, "wuse-server: %s%s%s\n", std::string(status.message()).c_str(), detail ? " · " : "",
               detail ? detail->chinese.c_str() : "");
}

int ExitOf(const absl::Status& status) {
  if (status.ok()) return 0;
  std::fflush(stdout);
  PrintError(status);
  if (absl::IsInvalidArgument(status)) return kUsage;
  return absl::IsCancelled(status) ? kDeclined : kCouldNotStart;
}

}  // namespace

int main(int argc, char** argv) {
  // gRPC's mutexes are Debian's absl, which looks for deadlocks at each lock: 3 % of a report. Before any thread.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  int exit_code = 0;
  auto flags = wuse::app::ParseFlags(argc, argv, exit_code);
  if (!flags) return exit_code;

  if (flags->maintenance.IsAskedFor()) {
    wuse::app::SetUpLogging(flags->log_level);
    return ExitOf(wuse::app::RunMaintenance(flags->maintenance, flags->options));
  }

  if (flags->restore.IsAskedFor()) {
    wuse::app::SetUpLogging(flags->log_level);
    return ExitOf(wuse::app::RunRestore(flags->restore));
  }

  // Blocked in every thread; taken below.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);

  wuse::app::SetUpLogging(flags->log_level);
  // At once, past every destructor: nothing may touch the store after a failed sync.
  flags->options.on_fatal = [](const absl::Status&) {
    wuse::app::FlushLog();
    std::_Exit(kFatal);
  };
  auto server = wuse::app::Server::Start(flags->options);
  if (!server.ok()) {
    PrintError(server.status());
    return kCouldNotStart;
  }
  int signal = 0;
  sigwait(&stop_signals, &signal);
  (*server)->Stop();
  return 0;
}
