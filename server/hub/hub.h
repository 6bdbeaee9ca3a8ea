#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sequence.h"
#include "common/worker_pool.h"
#include "server/hub/batch.h"
#include "server/hub/update_block.h"
#include "server/hub/watch_filter.h"
#include "server/hub/window.h"
#include "server/ledger/ledger.h"

namespace wuse::hub {

// What a subscription has for its stream now.
struct Delivery {
  enum class State {
    kUpdates,  // `updates` is not empty
    kNothing,  // everything up to `cursor` was looked at and nothing (more) matches yet; on_ready will be called
    kFailed,   // the ledger could not be read: `status`
  };
  State state = State::kNothing;
  std::shared_ptr<const Batch> batch;       // with kUpdates
  std::span<const FilteredUpdate> updates;  // of the batch
  common::Sequence cursor;                  // a stream that resumes after it misses nothing and repeats nothing
  absl::Status status;
};

class Hub;
class SubscriptionState;

// One subscriber's cursor. Take is called by one thread at a time, and not from within on_ready. May outlive the hub.
class Subscription {
 public:
  // No on_ready is running (but one that destroys the subscription itself) or will be called afterwards.
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;
  // Never blocks. Takes the next updates after the cursor, at most about max_bytes (at least one update when there is
  // one). With kNothing, on_ready is called once from a thread of the hub or a reader when there may be more.
  Delivery Take(size_t max_bytes);
  // Everything up to here was looked at and, where it matches, taken. Thread-safe.
  common::Sequence cursor() const;

 private:
  friend class Hub;
  explicit Subscription(std::shared_ptr<SubscriptionState> state);
  std::shared_ptr<SubscriptionState> state_;
};

// Hub hands out durable updates to any number of subscribers: cursors over a window of recent updates, and catch-up
// from the ledger in bounded turns on the readers for those behind the window.
// Publish costs nothing per subscriber: a thread of the hub looks at what was published, and wakes those whom it
// concerns. Who waits for something else is not woken, but its cursor passes what was looked at.
// Thread-safe. Publish only after the ledger's sync, in order.
class Hub {
 public:
  // `readers` and `ledger` outlive the hub. `head`: the last sequence already in the ledger.
  Hub(const ledger::Ledger& ledger, common::WorkerPool& readers, common::Sequence head, Window window = {});
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  void Publish(std::vector<std::shared_ptr<const UpdateBlock>> blocks);
  // The last published sequence.
  common::Sequence head() const;
  // The update of this sequence; nullptr where the window does not have it.
  std::shared_ptr<const UpdateBlock> FindRecent(common::Sequence sequence) const;
  // Updates after `after` that match. on_ready may be called from any thread of the hub and must not block.
  std::unique_ptr<Subscription> Subscribe(WatchFilter filter, common::Sequence after, std::function<void()> on_ready);
  // Stops waking and catching up: afterwards no on_ready is called and the ledger and the readers are not touched.
  // Waits for those on_ready and turns that run; not to be called from within on_ready.
  void Stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace wuse::hub
