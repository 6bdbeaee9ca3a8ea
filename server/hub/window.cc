#include "server/hub/window.h"

#include <algorithm>
#include <utility>

namespace wuse::hub {

using common::MutexLock;

void RecentUpdates::Append(Blocks blocks) {
  const MutexLock lock(mutex_);
  for (std::shared_ptr<const UpdateBlock>& block : blocks) {
    head_ = block->sequence();
    bytes_ += block->bytes().size();
    window_.push_back(std::move(block));
  }
  while (window_.size() > limits_.updates || (bytes_ > limits_.bytes && window_.size() > 1)) {
    bytes_ -= window_.front()->bytes().size();
    window_.pop_front();
  }
}

common::Sequence RecentUpdates::Head() const {
  const MutexLock lock(mutex_);
  return head_;
}

bool RecentUpdates::CopyAfter(common::Sequence after, size_t at_most, Blocks& out) const {
  const MutexLock lock(mutex_);
  if (after >= head_) return true;
  if (window_.empty() || window_.front()->sequence() > after.Next()) return false;
  const auto begin = static_cast<size_t>(after.value + 1 - window_.front()->sequence().value);
  const size_t end = std::min(window_.size(), begin + at_most);
  out.assign(window_.begin() + static_cast<ptrdiff_t>(begin), window_.begin() + static_cast<ptrdiff_t>(end));
  return true;
}

std::shared_ptr<const UpdateBlock> RecentUpdates::Find(common::Sequence sequence) const {
  const MutexLock lock(mutex_);
  if (window_.empty() || sequence < window_.front()->sequence() || sequence > head_) return nullptr;
  return window_[static_cast<size_t>(sequence.value - window_.front()->sequence().value)];
}

}  // namespace wuse::hub
