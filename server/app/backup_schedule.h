#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "common/worker_pool.h"
#include "server/app/options.h"
#include "server/ledger/backups.h"

namespace wuse::app {

// Where and how often the server makes backups of its own accord.
struct BackupPlan {
  std::string dir;
  std::chrono::seconds every;
  int keep;
};

// Of --backup-dir, --backup-every and --backup-keep; none without --backup-dir.
// Errors: kInvalidArgument BACKUP_EVERY_INVALID, BACKUP_KEEP_INVALID.
absl::StatusOr<std::optional<BackupPlan>> BackupPlanOf(const Options& options);

// Makes a backup when none of this store's in the directory is younger than the interval, then clears old ones. What
// fails is logged, one line each time, and tried again later; nothing else depends on it.
// Tick is called by one thread and does not block. What is passed outlives this; the workers are stopped before.
class BackupSchedule {
 public:
  struct Parts {
    ledger::Backups& backups;
    std::string store_id;
    common::WorkerPool& workers;
    const common::Clock& clock;
  };
  BackupSchedule(BackupPlan plan, Parts parts) : plan_(std::move(plan)), parts_(std::move(parts)) {}

  void Tick();

 private:
  void Run();
  // Until the next look, from now; makes a backup if it is time.
  std::chrono::milliseconds RunOnce();
  // Of the newest backup of this store; none: there is none that can be used.
  std::optional<std::chrono::milliseconds> Age() const;
  std::chrono::milliseconds RetryAfter(const absl::Status& failure) const;

  const BackupPlan plan_;
  const Parts parts_;
  std::atomic<bool> running_ = false;
  common::Mutex mutex_;
  // In steady time: a clock that is set back does not put the next one off.
  std::optional<common::SteadyTime> due_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::app
