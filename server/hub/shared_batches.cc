#include "server/hub/shared_batches.h"

#include <utility>

namespace wuse::hub {
namespace {

using common::MutexLock;
using common::Sequence;

// What is left behind follows with the next batch. Half of what this one brings is little enough: the publisher does
// not wait while a thousand streams have their turns, and an end for each of them would be a batch for each.
bool LeavesLittle(Sequence after, Sequence end, Sequence head) {
  return end > after && 2 * (head.value - end.value) <= end.value - after.value;
}

}  // namespace

std::shared_ptr<const Batch> SharedBatches::Find(const WatchFilter& filter, Sequence after, Sequence head,
                                                 size_t max_bytes) const {
  const MutexLock lock(mutex_);
  for (const Kept& kept : kept_) {
    if (kept.after != after || kept.filter != filter.identity()) continue;
    const Made& made = kept.made;
    const bool fits = made.bytes <= max_bytes || made.batch->updates().size() == 1;
    return fits && (made.is_full || LeavesLittle(after, made.batch->end(), head)) ? made.batch : nullptr;
  }
  return nullptr;
}

void SharedBatches::Keep(const WatchFilter& filter, Sequence after, Made made) {
  const MutexLock lock(mutex_);
  bytes_ += made.bytes;
  kept_.push_front({.filter = filter.identity(), .after = after, .made = std::move(made)});
  for (; kept_.size() > limits_.batches || bytes_ > limits_.bytes; kept_.pop_back()) bytes_ -= kept_.back().made.bytes;
}

Sequence SharedBatches::EndFor(Sequence after, Sequence head) {
  const MutexLock lock(mutex_);
  if (!LeavesLittle(after, end_, head)) end_ = head;
  return end_;
}

}  // namespace wuse::hub
