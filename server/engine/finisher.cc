#include "server/engine/finisher.h"

#include <iterator>

#include "common/limits.h"
#include "server/engine/refusals.h"

namespace wuse::engine {

void Finisher::Start() {
  answering_ = std::thread([this] { AnswerAll(); });
  entering_ = std::thread([this] { EnterAll(); });
}

void Finisher::Stop() {
  {
    const common::MutexLock lock(mutex_);
    stopping_ = true;
    added_.NotifyAll();
  }
  if (answering_.joinable()) answering_.join();
  {
    const common::MutexLock lock(mutex_);
    all_answered_ = true;
    answered_.NotifyAll();
  }
  if (entering_.joinable()) entering_.join();
}

void Finisher::Add(std::unique_ptr<Group> group) {
  const common::MutexLock lock(mutex_);
  while (to_answer_.size() >= common::kMaxUnfinishedGroups || bytes_behind_ >= common::kMaxBytesBehind) {
    taken_.Wait(mutex_);
  }
  to_answer_.push_back(std::move(group));
  added_.NotifyOne();
}

Finisher::Groups Finisher::NextToAnswer() {
  const common::MutexLock lock(mutex_);
  while (to_answer_.empty() && !stopping_) added_.Wait(mutex_);
  taken_.NotifyAll();
  return std::exchange(to_answer_, {});
}

void Finisher::AnswerAll() {
  for (Groups groups = NextToAnswer(); !groups.empty(); groups = NextToAnswer()) {
    const bool refused = HasFailed();
    for (const auto& group : groups) refused ? group->Refuse(LedgerFailed()) : group->Answer();
    if (!refused) PassOn(std::move(groups));
  }
}

void Finisher::PassOn(Groups answered) {
  size_t bytes = 0;
  for (const auto& group : answered) bytes += group->bytes();
  const common::MutexLock lock(mutex_);
  const bool was_empty = to_enter_.empty();
  std::move(answered.begin(), answered.end(), std::back_inserter(to_enter_));
  bytes_behind_ += bytes;
  // Not each time: a thread that is woken for a few costs more than they do.
  if (was_empty || bytes_behind_ >= common::kBytesEntered) answered_.NotifyOne();
}

Finisher::Groups Finisher::NextToEnter() {
  const common::MutexLock lock(mutex_);
  while (to_enter_.empty() && !all_answered_) answered_.Wait(mutex_);
  bool in_time = true;
  while (in_time && bytes_behind_ < common::kBytesEntered && !all_answered_) {
    in_time = answered_.WaitFor(mutex_, common::kHistoryBehind);
  }
  bytes_behind_ = 0;
  taken_.NotifyAll();
  return std::exchange(to_enter_, {});
}

// All at once: a larger batch costs less for each update.
absl::Status Finisher::EnterHistory(const Groups& groups) {
  std::vector<history::Group> entering;
  entering.reserve(groups.size());
  for (const auto& group : groups) {
    entering.push_back({.updates = group->updates(), .staging = group->draft().staging()});
  }
  return history_.Apply(entering);
}

void Finisher::EnterAll() {
  for (Groups groups = NextToEnter(); !groups.empty(); groups = NextToEnter()) {
    if (HasFailed()) continue;
    const absl::Status status = EnterHistory(groups);
    if (status.ok()) continue;
    {
      const common::MutexLock lock(mutex_);
      failed_ = true;
    }
    on_failure_(status);
  }
}

bool Finisher::HasFailed() {
  const common::MutexLock lock(mutex_);
  return failed_;
}

}  // namespace wuse::engine
