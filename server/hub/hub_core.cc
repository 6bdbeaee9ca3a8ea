#include "server/hub/hub_core.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"

namespace wuse::hub {

using common::MutexLock;
using common::Sequence;

HubCore::HubCore(Parts parts) : parts_(std::move(parts)), recent_(parts_.head, parts_.window) {}

void HubCore::Publish(Blocks blocks) {
  recent_.Append(std::move(blocks));
  parts_.wake();
}

bool HubCore::Step() {
  std::vector<std::shared_ptr<SubscriptionState>> woken;
  bool more = false;
  {
    const MutexLock lock(index_mutex_);
    if (stopped_) return false;
    woken.swap(late_);
    more = LookAtSome(woken);
  }
  for (const auto& state : woken) state->CallReady();
  return more;
}

bool HubCore::LookAtSome(std::vector<std::shared_ptr<SubscriptionState>>& woken) {
  if (index_.parked() == 0) return false;  // who parks says from where to look
  Blocks blocks;
  if (!recent_.CopyAfter(looked_at_, common::kLookedAtPerStep, blocks)) {
    index_.UnparkAll(looked_at_, woken);  // the window has moved on: they look for themselves
    return false;
  }
  for (const auto& block : blocks) {
    index_.Look(*block, woken);
    looked_at_ = block->sequence();
  }
  return looked_at_ < recent_.Head();
}

bool HubCore::CopyAfter(Sequence after, Blocks& out) const {
  return recent_.CopyAfter(after, common::kUpdatesPerTake, out);
}

void HubCore::Park(std::shared_ptr<SubscriptionState> state, Sequence cursor) {
  {
    const MutexLock lock(index_mutex_);
    if (stopped_) return;
    const Sequence head = recent_.Head();
    if (index_.parked() == 0) looked_at_ = std::min(cursor, head);
    if (cursor < looked_at_) {
      late_.push_back(std::move(state));  // what lies between was not looked at for this one
    } else {
      index_.Park(state->seat(), state, cursor);
      if (looked_at_ >= head) return;
    }
  }
  parts_.wake();
}

Sequence HubCore::Unpark(SubscriptionState& state) {
  std::shared_ptr<SubscriptionState> unparked;  // let go of outside the lock
  const MutexLock lock(index_mutex_);
  Seat& seat = state.seat();
  unparked = seat.waits;
  if (index_.Unpark(seat)) seat.passed = std::max(seat.passed, looked_at_);
  return seat.passed;
}

Sequence HubCore::PassedBy(const SubscriptionState& state) const {
  const MutexLock lock(index_mutex_);
  const Seat& seat = state.seat();
  return seat.waits ? std::max(seat.passed, looked_at_) : seat.passed;
}

void HubCore::Leave(SubscriptionState& state) {
  std::shared_ptr<SubscriptionState> left;
  const MutexLock lock(index_mutex_);
  left = state.seat().waits;
  index_.Leave(state.seat());
}

void HubCore::CatchUp(std::shared_ptr<SubscriptionState> state) {
  {
    const MutexLock lock(turns_mutex_);
    if (turns_stopped_) return;
    waiting_.push_back(std::move(state));
    const bool were_full = readers_were_full_;
    SubmitTurns();
    if (!readers_were_full_ || were_full) return;
  }
  parts_.wake();
}

// Only a few at a time: the readers' queue is also that of the calls, and ours is fair to all who catch up.
void HubCore::SubmitTurns() {
  readers_were_full_ = false;
  while (!turns_stopped_ && submitted_ < common::kMaxCatchUpTurns && !waiting_.empty()) {
    // Submitted under the lock: once stopped, the readers may be gone.
    if (!parts_.readers([core = shared_from_this(), state = waiting_.front()] { core->RunTurn(*state); })) {
      readers_were_full_ = true;
      return;
    }
    ++submitted_;
    waiting_.pop_front();
  }
}

void HubCore::RunTurn(SubscriptionState& state) {
  {
    const MutexLock lock(turns_mutex_);
    if (turns_stopped_) return;
    ++running_;
  }
  state.RunTurn();
  bool full = false;
  {
    const MutexLock lock(turns_mutex_);
    --submitted_;
    SubmitTurns();
    full = readers_were_full_;
  }
  if (full) parts_.wake();
  const MutexLock lock(turns_mutex_);  // only now: a stop waits until nothing is called any more
  --running_;
  turns_ended_.NotifyAll();
}

bool HubCore::ReadersWereFull() const {
  const MutexLock lock(turns_mutex_);
  return readers_were_full_;
}

void HubCore::RetryTurns() {
  const MutexLock lock(turns_mutex_);
  SubmitTurns();
}

void HubCore::Stop() {
  std::vector<std::shared_ptr<SubscriptionState>> dropped;  // destroyed outside the locks
  std::deque<std::shared_ptr<SubscriptionState>> waiting;
  {
    const MutexLock lock(index_mutex_);
    stopped_ = true;
    index_.UnparkAll(looked_at_, dropped);
    dropped.insert(dropped.end(), late_.begin(), late_.end());
    late_.clear();
  }
  const MutexLock lock(turns_mutex_);
  turns_stopped_ = true;
  readers_were_full_ = false;
  waiting.swap(waiting_);
  while (running_ > 0) turns_ended_.Wait(turns_mutex_);
}

}  // namespace wuse::hub
