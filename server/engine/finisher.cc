#include "server/engine/finisher.h"

#include "common/limits.h"
#include "server/engine/refusals.h"

namespace wuse::engine {

void Finisher::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Finisher::Stop() {
  {
    const common::MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Finisher::Add(std::unique_ptr<Group> group) {
  const common::MutexLock lock(mutex_);
  while (groups_.size() >= common::kMaxUnfinishedGroups) changed_.Wait(mutex_);
  groups_.push_back(std::move(group));
  changed_.NotifyAll();
}

std::unique_ptr<Group> Finisher::Next() {
  const common::MutexLock lock(mutex_);
  while (groups_.empty() && !stopping_) changed_.Wait(mutex_);
  if (groups_.empty()) return nullptr;
  std::unique_ptr<Group> group = std::move(groups_.front());
  groups_.pop_front();
  changed_.NotifyAll();
  return group;
}

void Finisher::Run() {
  absl::Status status;
  while (const std::unique_ptr<Group> group = Next()) {
    const bool had_failed = !status.ok();
    if (!had_failed) status = group->EnterHistory();
    if (status.ok()) {
      group->Answer();
      continue;
    }
    if (!had_failed) on_failure_(status);
    group->Refuse(LedgerFailed());
  }
}

}  // namespace wuse::engine
