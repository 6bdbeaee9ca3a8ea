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

Finisher::Groups Finisher::Next() {
  const common::MutexLock lock(mutex_);
  while (groups_.empty() && !stopping_) changed_.Wait(mutex_);
  changed_.NotifyAll();
  return std::exchange(groups_, {});
}

// All that have come meanwhile at once: a larger batch costs less for each update.
absl::Status Finisher::EnterHistory(const Groups& groups) {
  std::vector<history::Group> entering;
  entering.reserve(groups.size());
  for (const auto& group : groups) {
    entering.push_back({.updates = group->updates(), .staging = group->draft().staging()});
  }
  return history_.Apply(entering);
}

void Finisher::Run() {
  absl::Status status;
  for (Groups groups = Next(); !groups.empty(); groups = Next()) {
    for (const auto& group : groups) status.ok() ? group->Answer() : group->Refuse(LedgerFailed());
    if (!status.ok()) continue;
    status = EnterHistory(groups);
    if (!status.ok()) on_failure_(status);
  }
}

}  // namespace wuse::engine
