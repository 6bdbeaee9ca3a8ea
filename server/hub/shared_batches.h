#pragma once

#include <deque>
#include <memory>

#include "common/limits.h"
#include "common/mutex.h"
#include "common/sequence.h"
#include "server/hub/batch.h"
#include "server/hub/watch_filter.h"

namespace wuse::hub {

// The batches that were made last, for others who ask for the same from the same place on: a thousand dashboards cost
// one filtering and one encoding. Bounded in number and in bytes. Thread-safe.
class SharedBatches {
 public:
  struct Limits {
    size_t batches = common::kSharedBatches;
    size_t bytes = common::kSharedBatchBytes;
  };
  SharedBatches() : SharedBatches(Limits()) {}
  explicit SharedBatches(const Limits& limits) : limits_(limits) {}

  struct Made {
    std::shared_ptr<const Batch> batch;
    size_t bytes = 0;      // of its updates
    bool is_full = false;  // what follows did not fit
  };
  // The batch that this filter has right after `after`. Null: there is none, it has more than max_bytes, or the hub's
  // head has gone too far ahead of it.
  std::shared_ptr<const Batch> Find(const WatchFilter& filter, common::Sequence after, common::Sequence head,
                                    size_t max_bytes) const;
  void Keep(const WatchFilter& filter, common::Sequence after, Made made);
  // Up to where a new batch is to look, `after` < `head`: the same place for all who come within a while, so that what
  // they ask for next is the same, too.
  common::Sequence EndFor(common::Sequence after, common::Sequence head);

 private:
  struct Kept {
    WatchFilter::Identity filter;
    common::Sequence after;
    Made made;
  };

  const Limits limits_;
  mutable common::Mutex mutex_;
  std::deque<Kept> kept_ WUSE_GUARDED_BY(mutex_);  // the newest first
  size_t bytes_ WUSE_GUARDED_BY(mutex_) = 0;
  common::Sequence end_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::hub
