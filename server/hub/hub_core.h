#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "common/mutex.h"
#include "server/hub/subscription_state.h"
#include "server/hub/wake_index.h"
#include "server/hub/window.h"
#include "server/ledger/ledger.h"

namespace wuse::hub {

// The hub without its thread: whoever drives it calls Step when `wake` was called, until it says that nothing is left.
// Thread-safe; Step is called by one thread at a time. Three locks, none held while another's owner is called out to:
// the window's (all that a publication takes), the index's, and the turns'.
class HubCore : public Feed, public std::enable_shared_from_this<HubCore> {
 public:
  struct Parts {
    const ledger::Ledger& ledger;                        // outlives the core
    std::function<bool(std::function<void()>)> readers;  // runs a task elsewhere; false: not now
    std::function<void()> wake;                          // there is a Step to do; any thread, must not block
    common::Sequence head;
    Window window;
  };
  explicit HubCore(Parts parts);

  void Publish(Blocks blocks);
  // Looks at a bounded number of updates and calls those whom they concern. False: nothing is left to do now.
  bool Step();
  // Whether turns wait because the readers took no more: RetryTurns after a while.
  bool ReadersWereFull() const;
  void RetryTurns();
  // Waits for the turns that run.
  void Stop();

  // Feed:
  common::Sequence Head() const override { return recent_.Head(); }
  bool CopyAfter(common::Sequence after, Blocks& out) const override;
  void Park(std::shared_ptr<SubscriptionState> state, common::Sequence cursor) override;
  common::Sequence Unpark(SubscriptionState& state) override;
  common::Sequence PassedBy(const SubscriptionState& state) const override;
  void Leave(SubscriptionState& state) override;
  void CatchUp(std::shared_ptr<SubscriptionState> state) override;
  SharedBatches& Batches() override { return batches_; }
  const ledger::Ledger& Source() const override { return parts_.ledger; }
  std::shared_ptr<const UpdateBlock> FindRecent(common::Sequence sequence) const { return recent_.Find(sequence); }

 private:
  void RunTurn(SubscriptionState& state);
  void SubmitTurns() WUSE_REQUIRES(turns_mutex_);
  // Whether there is more to look at.
  bool LookAtSome(std::vector<std::shared_ptr<SubscriptionState>>& woken) WUSE_REQUIRES(index_mutex_);

  const Parts parts_;
  RecentUpdates recent_;
  SharedBatches batches_;

  mutable common::Mutex index_mutex_;
  WakeIndex index_ WUSE_GUARDED_BY(index_mutex_);
  // Up to here everything was looked at for those who are parked.
  common::Sequence looked_at_ WUSE_GUARDED_BY(index_mutex_);
  std::vector<std::shared_ptr<SubscriptionState>> late_ WUSE_GUARDED_BY(index_mutex_);  // parked behind looked_at_
  bool stopped_ WUSE_GUARDED_BY(index_mutex_) = false;

  mutable common::Mutex turns_mutex_;
  common::CondVar turns_ended_;
  std::deque<std::shared_ptr<SubscriptionState>> waiting_ WUSE_GUARDED_BY(turns_mutex_);  // for a turn, in order
  int submitted_ WUSE_GUARDED_BY(turns_mutex_) = 0;  // turns, running ones included
  int running_ WUSE_GUARDED_BY(turns_mutex_) = 0;
  bool readers_were_full_ WUSE_GUARDED_BY(turns_mutex_) = false;
  bool turns_stopped_ WUSE_GUARDED_BY(turns_mutex_) = false;
};

}  // namespace wuse::hub
