#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "common/limits.h"
#include "common/mutex.h"
#include "common/sequence.h"
#include "server/hub/update_block.h"

namespace wuse::hub {

// How many recent updates are kept for live streams; who is further behind reads the ledger.
struct Window {
  size_t updates = common::kWindowUpdates;
  size_t bytes = common::kWindowBytes;
};

using Blocks = std::vector<std::shared_ptr<const UpdateBlock>>;

// The recent updates, and the last published sequence. Thread-safe; its lock is the only one that a publication takes,
// and nobody holds it for longer than it takes to copy some pointers.
class RecentUpdates {
 public:
  RecentUpdates(common::Sequence head, const Window& limits) : limits_(limits), head_(head) {}

  void Append(Blocks blocks);
  common::Sequence Head() const;
  // Those after `after`, `at_most` of them. False: the window begins later.
  bool CopyAfter(common::Sequence after, size_t at_most, Blocks& out) const;
  // nullptr where the window does not have it.
  std::shared_ptr<const UpdateBlock> Find(common::Sequence sequence) const;

 private:
  const Window limits_;
  mutable common::Mutex mutex_;
  std::deque<std::shared_ptr<const UpdateBlock>> window_ WUSE_GUARDED_BY(mutex_);
  size_t bytes_ WUSE_GUARDED_BY(mutex_) = 0;
  common::Sequence head_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::hub
