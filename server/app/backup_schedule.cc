#include "server/app/backup_schedule.h"

#include <algorithm>
#include <charconv>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// 90m, 24h, 7d: a number and its unit.
std::optional<seconds> DurationOf(std::string_view text) {
  int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr int64_t kMost = 1'000'000;
  if (parsed.ec != std::errc() || parsed.ptr + 1 != text.data() + text.size() || number < 1 || number > kMost) {
    return std::nullopt;
  }
  switch (text.back()) {
    case 's':
      return seconds(number);
    case 'm':
      return std::chrono::minutes(number);
    case 'h':
      return std::chrono::hours(number);
    case 'd':
      return std::chrono::days(number);
    default:
      return std::nullopt;
  }
}

}  // namespace

absl::StatusOr<std::optional<BackupPlan>> BackupPlanOf(const Options& options) {
  if (options.backup_dir.empty()) return std::optional<BackupPlan>();
  const std::optional<seconds> every = DurationOf(options.backup_every);
  if (!every || *every < common::kMinBackupInterval) {
    const std::string quoted = common::Quoted(options.backup_every);
    return common::MakeError(
        absl::StatusCode::kInvalidArgument,
        fmt::format("--backup-every {} is not a number with its unit s, m, h or d, at least 1m", quoted),
        {.reason = "BACKUP_EVERY_INVALID",
         .chinese = fmt::format("备份间隔“{}”不正确，应如 24h、90m 或 7d，至少 1m", quoted)});
  }
  if (options.backup_keep < 1) {
    return common::MakeError(absl::StatusCode::kInvalidArgument,
                             fmt::format("--backup-keep {} is less than 1", options.backup_keep),
                             {.reason = "BACKUP_KEEP_INVALID",
                              .chinese = fmt::format("保留的备份份数“{}”不正确，至少 1", options.backup_keep)});
  }
  return BackupPlan{.dir = options.backup_dir, .every = *every, .keep = options.backup_keep};
}

void BackupSchedule::Tick() {
  if (running_) return;
  {
    const common::MutexLock lock(mutex_);
    if (due_ && parts_.clock.Steady() < *due_) return;
  }
  running_ = true;
  // Refused: the next tick asks again.
  if (!parts_.workers.TrySubmit([this] { Run(); })) running_ = false;
}

void BackupSchedule::Run() {
  const milliseconds wait = RunOnce();
  {
    const common::MutexLock lock(mutex_);
    due_ = parts_.clock.Steady() + wait;
  }
  running_ = false;
}

milliseconds BackupSchedule::RunOnce() {
  const std::optional<milliseconds> age = Age();
  if (age && *age < plan_.every) return plan_.every - *age;
  const common::SteadyTime begun = parts_.clock.Steady();
  const absl::StatusOr<ledger::Backup> backup = parts_.backups.Create(plan_.dir);
  if (!backup.ok()) return RetryAfter(backup.status());
  const auto took = std::chrono::duration_cast<milliseconds>(parts_.clock.Steady() - begun);
  spdlog::info("backup made id={} sequence={} chain={} bytes={} copied={} ms={} dir={}", backup->id,
               backup->head.sequence.value, common::Hex(backup->head.chain), backup->bytes, backup->copied_bytes,
               took.count(), plan_.dir);
  const absl::StatusOr<int> gone = parts_.backups.Keep(plan_.dir, plan_.keep);
  if (!gone.ok()) {
    spdlog::error("old backups are not cleared, which is tried again after the next: {}", gone.status().ToString());
  } else if (*gone > 0) {
    spdlog::info("old backups cleared: {}, kept: {}", *gone, plan_.keep);
  }
  return std::max(milliseconds(0), plan_.every - took);
}

std::optional<milliseconds> BackupSchedule::Age() const {
  const absl::StatusOr<std::vector<ledger::Backup>> list = parts_.backups.List(plan_.dir);
  if (!list.ok()) return std::nullopt;  // no directory yet; anything else is what Create will tell
  for (auto backup = list->rbegin(); backup != list->rend(); ++backup) {
    if (backup->damaged || backup->store_id != parts_.store_id) continue;
    const auto age = std::chrono::duration_cast<milliseconds>(parts_.clock.Now() - backup->made_at);
    // In the future: the clock was wrong then or is now; rather one too many.
    return age.count() >= 0 ? std::optional(age) : std::nullopt;
  }
  return std::nullopt;
}

milliseconds BackupSchedule::RetryAfter(const absl::Status& failure) const {
  const milliseconds retry = std::min<milliseconds>(plan_.every, common::kBackupRetry);
  spdlog::error("backup failed, tried again in {} s: {}", std::chrono::duration_cast<seconds>(retry).count(),
                failure.ToString());
  return retry;
}

}  // namespace wuse::app
