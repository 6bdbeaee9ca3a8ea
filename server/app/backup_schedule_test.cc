#include "server/app/backup_schedule.h"

#include <deque>
#include <vector>

#include "common/fake_clock.h"
#include "common/status.h"
#include "gtest/gtest.h"
#include "spdlog/sinks/ostream_sink.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr char kStore[] = "0123456789abcdef0123456789abcdef";
constexpr char kOtherStore[] = "ffffffffffffffffffffffffffffffff";

// Keeps what it made in memory; fails when told to.
class FakeBackups : public ledger::Backups {
 public:
  explicit FakeBackups(const common::Clock& clock) : clock_(clock) {}

  absl::Status CheckPath(const std::string&) const override { return absl::OkStatus(); }
  absl::StatusOr<ledger::Backup> Create(const std::string& dir) override {
    const common::MutexLock lock(mutex_);
    EXPECT_EQ(dir, "/backups");
    ++asked_;
    if (!failure_.ok()) return failure_;
    list_.push_back({.id = ++last_id_, .made_at = clock_.Now(), .store_id = kStore});
    return list_.back();
  }
  absl::StatusOr<std::vector<ledger::Backup>> List(const std::string&) const override {
    const common::MutexLock lock(mutex_);
    if (list_.empty()) return absl::NotFoundError("no directory");
    return std::vector<ledger::Backup>(list_.begin(), list_.end());
  }
  absl::StatusOr<int> Keep(const std::string&, int count) override {
    const common::MutexLock lock(mutex_);
    if (!keep_failure_.ok()) return keep_failure_;
    int gone = 0;
    for (; static_cast<int>(list_.size()) > count; ++gone) list_.pop_front();
    return gone;
  }
  void Stop() override {}

  void Add(ledger::Backup backup) {
    const common::MutexLock lock(mutex_);
    backup.id = ++last_id_;
    list_.push_back(std::move(backup));
  }
  void FailWith(absl::Status failure) {
    const common::MutexLock lock(mutex_);
    failure_ = std::move(failure);
  }
  void FailKeepWith(absl::Status failure) {
    const common::MutexLock lock(mutex_);
    keep_failure_ = std::move(failure);
  }
  int asked() const {
    const common::MutexLock lock(mutex_);
    return asked_;
  }
  std::vector<uint32_t> ids() const {
    const common::MutexLock lock(mutex_);
    std::vector<uint32_t> ids;
    for (const ledger::Backup& backup : list_) ids.push_back(backup.id);
    return ids;
  }

 private:
  const common::Clock& clock_;
  mutable common::Mutex mutex_;
  std::deque<ledger::Backup> list_ WUSE_GUARDED_BY(mutex_);
  uint32_t last_id_ WUSE_GUARDED_BY(mutex_) = 0;
  int asked_ WUSE_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ WUSE_GUARDED_BY(mutex_);
  absl::Status keep_failure_ WUSE_GUARDED_BY(mutex_);
};

class BackupScheduleTest : public testing::Test {
 protected:
  BackupScheduleTest() {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_, /*force_flush=*/true)));
  }
  ~BackupScheduleTest() override { spdlog::set_default_logger(old_logger_); }

  // A tick, and what comes of it has ended.
  void Tick() {
    schedule_.Tick();
    Settle();
  }
  void Settle() {
    // One thread works in order: when this has run, so has what was asked for before.
    common::Mutex mutex;
    common::CondVar changed;
    bool done = false;
    while (!workers_.TrySubmit([&] {
      const common::MutexLock lock(mutex);
      done = true;
      changed.NotifyAll();
    })) {
    }
    const common::MutexLock lock(mutex);
    while (!done) changed.Wait(mutex);
  }
  int ErrorLines() const {
    const std::string text = log_.str();
    int count = 0;
    for (size_t at = text.find("[error]"); at != std::string::npos; at = text.find("[error]", at + 1)) ++count;
    return count;
  }

  std::ostringstream log_;
  const std::shared_ptr<spdlog::logger> old_logger_ = spdlog::default_logger();
  common::FakeClock clock_{common::Date::OfYmd(2021, 5, 8)};
  FakeBackups backups_{clock_};
  BackupSchedule schedule_{{.dir = "/backups", .every = hours(24), .keep = 3},
                           {.backups = backups_, .store_id = kStore, .workers = workers_, .clock = clock_}};
  common::WorkerPool workers_{1, 1000};
};

TEST_F(BackupScheduleTest, TheFirstIsMadeAtOnceAndThenOneEachInterval) {
  Tick();
  EXPECT_EQ(backups_.asked(), 1);
  clock_.Advance(hours(24) - seconds(1));
  Tick();
  EXPECT_EQ(backups_.asked(), 1);
  clock_.Advance(seconds(1));
  Tick();
  EXPECT_EQ(backups_.asked(), 2);
  clock_.Advance(hours(24));
  Tick();
  EXPECT_EQ(backups_.asked(), 3);
}

TEST_F(BackupScheduleTest, AfterARestartAYoungOneIsEnough) {
  backups_.Add({.made_at = clock_.Now() - hours(20), .store_id = kStore});
  Tick();
  EXPECT_EQ(backups_.asked(), 0);
  clock_.Advance(hours(4) - seconds(1));
  Tick();
  EXPECT_EQ(backups_.asked(), 0);
  clock_.Advance(seconds(1));
  Tick();
  EXPECT_EQ(backups_.asked(), 1);
}

TEST_F(BackupScheduleTest, OneMadeByHandPutsTheNextOff) {
  Tick();
  clock_.Advance(hours(12));
  backups_.Add({.made_at = clock_.Now(), .store_id = kStore});
  clock_.Advance(hours(12));
  Tick();
  EXPECT_EQ(backups_.asked(), 1);
  clock_.Advance(hours(12));
  Tick();
  EXPECT_EQ(backups_.asked(), 2);
}

TEST_F(BackupScheduleTest, AnotherStoresADamagedAndAFutureOneDoNotCount) {
  backups_.Add({.made_at = clock_.Now() + hours(1000), .store_id = kStore});
  backups_.Add({.made_at = clock_.Now(), .store_id = kOtherStore});
  backups_.Add({.store_id = kStore, .damaged = true});
  Tick();
  EXPECT_EQ(backups_.asked(), 1);
}

TEST_F(BackupScheduleTest, KeepsTheNewest) {
  for (int day = 0; day < 6; ++day) {
    Tick();
    clock_.Advance(hours(24));
  }
  EXPECT_EQ(backups_.ids(), (std::vector<uint32_t>{4, 5, 6}));
}

TEST_F(BackupScheduleTest, AFailureIsLoggedOnceAndTriedAgainLater) {
  backups_.FailWith(common::MakeError(absl::StatusCode::kResourceExhausted, "no room",
                                      {.reason = "BACKUP_DISK_FULL", .chinese = "磁盘空间不足"}));
  Tick();
  EXPECT_EQ(backups_.asked(), 1);
  EXPECT_EQ(ErrorLines(), 1);
  EXPECT_NE(log_.str().find("no room"), std::string::npos) << log_.str();
  for (int second = 0; second < 599; ++second) {
    clock_.Advance(seconds(1));
    Tick();
  }
  EXPECT_EQ(backups_.asked(), 1);
  EXPECT_EQ(ErrorLines(), 1);
  clock_.Advance(seconds(1));
  Tick();
  EXPECT_EQ(backups_.asked(), 2);
  EXPECT_EQ(ErrorLines(), 2);
  backups_.FailWith(absl::OkStatus());
  clock_.Advance(minutes(10));
  Tick();
  EXPECT_EQ(backups_.asked(), 3);
  EXPECT_EQ(ErrorLines(), 2);
  EXPECT_EQ(backups_.ids().size(), 1U);
}

TEST_F(BackupScheduleTest, OldOnesThatCannotBeClearedAreToldAndDoNotStopTheNext) {
  backups_.FailKeepWith(absl::InternalError("cannot remove"));
  Tick();
  EXPECT_EQ(ErrorLines(), 1);
  clock_.Advance(hours(24));
  Tick();
  EXPECT_EQ(backups_.ids().size(), 2U);
}

TEST_F(BackupScheduleTest, ATickDoesNotWaitForTheOneThatRuns) {
  common::Mutex mutex;
  common::CondVar changed;
  bool release = false;
  ASSERT_TRUE(workers_.TrySubmit([&] {
    const common::MutexLock lock(mutex);
    while (!release) changed.Wait(mutex);
  }));
  backups_.FailWith(absl::InternalError("so that each look would be a try"));
  schedule_.Tick();  // waits in the queue
  schedule_.Tick();
  schedule_.Tick();
  {
    const common::MutexLock lock(mutex);
    release = true;
    changed.NotifyAll();
  }
  Settle();
  EXPECT_EQ(backups_.asked(), 1);
}

struct PlanCase {
  std::string every;
  int keep;
  std::string reason;  // empty: accepted
  seconds expected;
};

TEST(BackupPlan, ReadsTheFlags) {
  const std::vector<PlanCase> cases = {
      {"24h", 7, "", hours(24)},
      {"90m", 1, "", minutes(90)},
      {"7d", 100, "", hours(168)},
      {"60s", 1, "", minutes(1)},
      {"59s", 1, "BACKUP_EVERY_INVALID", {}},
      {"", 1, "BACKUP_EVERY_INVALID", {}},
      {"24", 1, "BACKUP_EVERY_INVALID", {}},
      {"h", 1, "BACKUP_EVERY_INVALID", {}},
      {"-1h", 1, "BACKUP_EVERY_INVALID", {}},
      {"0h", 1, "BACKUP_EVERY_INVALID", {}},
      {"24h ", 1, "BACKUP_EVERY_INVALID", {}},
      {"1h30m", 1, "BACKUP_EVERY_INVALID", {}},
      {"99999999999999999999d", 1, "BACKUP_EVERY_INVALID", {}},
      {"24h", 0, "BACKUP_KEEP_INVALID", {}},
      {"24h", -1, "BACKUP_KEEP_INVALID", {}},
  };
  for (const PlanCase& one : cases) {
    const auto plan = BackupPlanOf({.backup_dir = "/b", .backup_every = one.every, .backup_keep = one.keep});
    const auto detail = common::DetailOf(plan.status());
    EXPECT_EQ(detail ? detail->reason : "", one.reason) << one.every;
    if (!plan.ok()) continue;
    ASSERT_TRUE(plan->has_value());
    EXPECT_EQ((*plan)->every, one.expected) << one.every;
    EXPECT_EQ((*plan)->keep, one.keep);
    EXPECT_EQ((*plan)->dir, "/b");
  }
  const auto none = BackupPlanOf({.backup_every = "nonsense"});
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(none->has_value());
}

}  // namespace
}  // namespace wuse::app
