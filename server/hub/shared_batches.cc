#include "server/hub/shared_batches.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace wuse::hub {

using common::MutexLock;
using common::Sequence;

Sequence EndOfBatch(Sequence after, Sequence head) {
  constexpr uint64_t kMany = 64;  // fewer are cheap to encode, and news to whoever was idle
  const auto count = static_cast<uint64_t>(head.value - after.value);
  if (count < kMany) return head;
  const auto round = static_cast<int64_t>(std::bit_floor(count / 4));
  return {head.value / round * round};
}

std::shared_ptr<const Batch> SharedBatches::Find(const Asked& asked, size_t max_bytes) const {
  const MutexLock lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&asked](const Kept& kept) { return kept.asked == asked; });
  if (found == kept_.end()) return nullptr;
  const bool fits = found->batch->bytes() <= max_bytes || found->batch->updates().size() == 1;
  return fits ? found->batch : nullptr;
}

void SharedBatches::Keep(const Asked& asked, std::shared_ptr<const Batch> batch) {
  const MutexLock lock(mutex_);
  bytes_ += batch->bytes();
  kept_.push_front({.asked = asked, .batch = std::move(batch)});
  for (; kept_.size() > limits_.batches || bytes_ > limits_.bytes; kept_.pop_back()) {
    bytes_ -= kept_.back().batch->bytes();
  }
}

}  // namespace wuse::hub
