#pragma once

#include <deque>
#include <memory>

#include "common/limits.h"
#include "common/mutex.h"
#include "common/sequence.h"
#include "server/hub/batch.h"
#include "server/hub/watch_filter.h"

namespace wuse::hub {

// Up to where a batch after `after` goes, with the hub at `head`: a round number of updates where many are left, so
// that the next batches of those who come within a while begin at the same place. What is left behind, a fourth of
// them at most, comes with the next one.
common::Sequence EndOfBatch(common::Sequence after, common::Sequence head);

// The batches that were made last, for others who ask for the same updates with the same filter: a thousand dashboards
// cost one filtering and one encoding. Bounded in number and in bytes. Thread-safe.
class SharedBatches {
 public:
  struct Limits {
    size_t batches = common::kSharedBatches;
    size_t bytes = common::kSharedBatchBytes;
  };
  SharedBatches() : SharedBatches(Limits()) {}
  explicit SharedBatches(const Limits& limits) : limits_(limits) {}

  // What is asked for. A batch may end before `end`, where all of it would have been too much.
  struct Asked {
    WatchFilter::Identity filter;
    common::Sequence after;
    common::Sequence end;
    friend bool operator==(const Asked&, const Asked&) = default;
  };
  // Null: there is none, or it has more than max_bytes.
  std::shared_ptr<const Batch> Find(const Asked& asked, size_t max_bytes) const;
  void Keep(const Asked& asked, std::shared_ptr<const Batch> batch);

 private:
  struct Kept {
    Asked asked;
    std::shared_ptr<const Batch> batch;
  };

  const Limits limits_;
  mutable common::Mutex mutex_;
  std::deque<Kept> kept_ WUSE_GUARDED_BY(mutex_);  // the newest first
  size_t bytes_ WUSE_GUARDED_BY(mutex_) = 0;
};

}  // namespace wuse::hub
