#include "tests/fault/power_cut.h"

#include <cstdlib>
#include <utility>

#include "tests/fault/sleepless_env.h"

namespace wuse::fault {
namespace {

constexpr char kDir[] = "/data";
constexpr int kChangesOfOpening = 90;  // more than opening makes, so that some cuts come just after it
constexpr size_t kMostViolationsKept = 20;

// The data directory itself is made before the server first starts.
std::shared_ptr<SimulatedDisk> NewDisk() {
  auto disk = std::make_shared<SimulatedDisk>();
  std::unique_ptr<rocksdb::FSDirectory> root;
  if (!disk->CreateDir(kDir, {}, nullptr).ok() || !disk->NewDirectory("/", {}, &root, nullptr).ok() ||
      !root->Fsync({}, nullptr).ok()) {
    std::abort();
  }
  return disk;
}

Survival AnySurvival(Syncs syncs, std::mt19937_64& random) {
  const auto percent = static_cast<int>(random() % 100);
  if (percent < 25) return Survival::kNothing;
  if (percent < 55) return Survival::kPrefix;
  // Where syncs do nothing, a cut that loses nothing proves nothing.
  return percent < 97 || syncs == Syncs::kIgnored ? Survival::kPages : Survival::kEverything;
}

}  // namespace

CutStore::CutStore(const Options& options)
    : options_(options), random_(options.seed), clock_(*common::Date::Parse(kFirstDay)), work_(options.size) {
  UseDisk(NewDisk());
  if (options_.syncs == Syncs::kIgnored) disk_->IgnoreSyncs();
}

void CutStore::UseDisk(std::shared_ptr<SimulatedDisk> disk) {
  env_ = SleeplessEnv(disk);
  disk_ = std::move(disk);
}

void CutStore::PowerReturns(Totals& totals) {
  disk_->Cut();
  ++totals.cuts;
  UseDisk(disk_->Survivor(AnySurvival(options_.syncs, random_), random_));
}

int64_t CutStore::CallsUntilCut() {
  // An append and its sync are two; of the large ones, some twenty fill a memory table.
  const int64_t most = options_.size == RegisterWork::Size::kLarge ? 100 : 60;
  return 1 + static_cast<int64_t>(random_() % most);
}

std::unique_ptr<Stack> CutStore::OpenWhole(Totals& totals, bool may_be_cut) {
  const bool is_first = testimony_.store_id.empty();
  if (may_be_cut && random_() % (is_first ? 2 : 4) == 0) {
    disk_->CutAfter(1 + static_cast<int64_t>(random_() % kChangesOfOpening));
  }
  absl::StatusOr<std::unique_ptr<Stack>> stack = Stack::Start({.env = env_.get(), .dir = kDir, .clock = clock_});
  disk_->CutAfter(0);
  if (disk_->is_cut()) {
    ++totals.cuts_while_opening;
    return nullptr;
  }
  if (!stack.ok()) {
    is_good_ = false;
    ++totals.refused;
    totals.lost += static_cast<int64_t>(testimony_.acknowledged.size());
    totals.violations.push_back("seed " + std::to_string(options_.seed) +
                                ": the store does not open: " + stack.status().ToString());
    return nullptr;
  }
  Findings findings = Examine(**stack, clock_, random_, testimony_);
  totals.lost += findings.lost;
  totals.gaps += findings.gaps;
  is_good_ = findings.violations.empty();
  for (std::string& violation : findings.violations) {
    if (totals.violations.size() >= kMostViolationsKept) break;
    totals.violations.push_back("seed " + std::to_string(options_.seed) + ": " + std::move(violation));
  }
  return is_good_ ? *std::move(stack) : nullptr;
}

void CutStore::Write(Stack& stack) {
  disk_->CutAfter(CallsUntilCut());
  if (!is_founded_) is_founded_ = CallOneByOne(work_.Founding(), stack, testimony_);
  if (is_founded_) CallUntilFailure({}, stack, work_, clock_, random_, testimony_);
  stack.StopEngine();
  testimony_.shown = std::max(testimony_.shown, stack.hub().head().value);
}

bool CutStore::LiveUntilCut(Totals& totals) {
  const size_t before = testimony_.acknowledged.size();
  if (const std::unique_ptr<Stack> stack = OpenWhole(totals, /*may_be_cut=*/true)) Write(*stack);
  totals.acknowledged += static_cast<int64_t>(testimony_.acknowledged.size() - before);
  if (is_good_) PowerReturns(totals);
  return is_good_;
}

bool CutStore::CutOpening(int64_t calls, Survival survival, Totals& totals) {
  disk_->CutAfter(calls);
  (void)Stack::Start({.env = env_.get(), .dir = kDir, .clock = clock_});
  disk_->CutAfter(0);
  if (!disk_->is_cut()) return false;
  ++totals.cuts;
  ++totals.cuts_while_opening;
  UseDisk(disk_->Survivor(survival, random_));
  return true;
}

bool CutStore::Close(Totals& totals) {
  const size_t before = testimony_.acknowledged.size();
  const std::unique_ptr<Stack> stack = OpenWhole(totals, /*may_be_cut=*/false);
  if (stack && !is_founded_ && !CallOneByOne(work_.Founding(), *stack, testimony_)) {
    is_good_ = false;
    totals.violations.push_back("seed " + std::to_string(options_.seed) + ": a whole store does not write");
  }
  totals.acknowledged += static_cast<int64_t>(testimony_.acknowledged.size() - before);
  return is_good_;
}

}  // namespace wuse::fault
