#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "common/mutex.h"
#include "common/sequence.h"
#include "server/hub/hub.h"
#include "server/hub/shared_batches.h"
#include "server/hub/wake_index.h"

namespace wuse::hub {

class SubscriptionState;

// What a subscription needs of the hub. Thread-safe.
class Feed {
 public:
  virtual ~Feed() = default;
  virtual common::Sequence Head() const = 0;
  // The blocks after `after` that the window holds, a bounded number of them. False: the window begins later.
  virtual bool CopyAfter(common::Sequence after, std::vector<std::shared_ptr<const UpdateBlock>>& out) const = 0;
  // What subscriptions share of what they took from the window.
  virtual SharedBatches& Batches() = 0;
  // Has CallReady called once there is something after the cursor that matches, or may be.
  virtual void Park(std::shared_ptr<SubscriptionState> state, common::Sequence cursor) = 0;
  // Up to where nothing that matches is left to be taken, if it was parked; it is not any more.
  virtual common::Sequence Unpark(SubscriptionState& state) = 0;
  virtual common::Sequence PassedBy(const SubscriptionState& state) const = 0;
  // Before the state goes.
  virtual void Leave(SubscriptionState& state) = 0;
  // Has RunTurn called on a reader.
  virtual void CatchUp(std::shared_ptr<SubscriptionState> state) = 0;
  virtual const ledger::Ledger& Source() const = 0;
};

// The cursor behind a Subscription; kept alive by the hub's queues as well.
// Take is called by the stream; RunTurn by a reader; CallReady by either a reader or the hub's thread.
class SubscriptionState : public std::enable_shared_from_this<SubscriptionState> {
 public:
  SubscriptionState(std::shared_ptr<Feed> feed, WatchFilter filter, common::Sequence after,
                    std::function<void()> on_ready);
  Delivery Take(size_t max_bytes);
  common::Sequence cursor() const;
  // One bounded turn of reading from the ledger.
  void RunTurn();
  void CallReady();
  // After it no on_ready is running (but a caller's own) or will be called.
  void Close();
  // For the feed, under its lock.
  Seat& seat() { return seat_; }
  const Seat& seat() const { return seat_; }

 private:
  struct Turn {
    std::vector<FilteredUpdate> updates;
    common::Sequence cursor;
    absl::Status status;
  };
  Turn ReadTurn(common::Sequence after) const;
  // Null: nothing is left of the last turn.
  std::shared_ptr<const Batch> TakeCaughtUp(size_t max_bytes) WUSE_REQUIRES(mutex_);
  // What the window has, null: nothing that matches; `behind` is set when the ledger has to be read first.
  std::shared_ptr<const Batch> TakeFromWindow(size_t max_bytes, bool& behind) WUSE_REQUIRES(mutex_);
  // Of those blocks that are not behind `end`, after the cursor.
  std::shared_ptr<const Batch> MakeBatch(const std::vector<std::shared_ptr<const UpdateBlock>>& blocks,
                                         common::Sequence end, size_t max_bytes) const WUSE_REQUIRES(mutex_);

  const std::shared_ptr<Feed> feed_;
  const WatchFilter filter_;
  const std::function<void()> on_ready_;
  Seat seat_;

  mutable common::Mutex mutex_;
  common::CondVar idle_;
  common::Sequence cursor_ WUSE_GUARDED_BY(mutex_);
  bool turn_under_way_ WUSE_GUARDED_BY(mutex_) = false;
  std::vector<FilteredUpdate> caught_up_ WUSE_GUARDED_BY(mutex_);  // one turn's, not yet taken
  size_t taken_ WUSE_GUARDED_BY(mutex_) = 0;                       // of caught_up_
  common::Sequence caught_up_to_ WUSE_GUARDED_BY(mutex_);
  absl::Status failure_ WUSE_GUARDED_BY(mutex_);
  bool closed_ WUSE_GUARDED_BY(mutex_) = false;
  std::thread::id calling_ WUSE_GUARDED_BY(mutex_);  // the thread inside on_ready; none: default
};

}  // namespace wuse::hub
