#pragma once

#include <algorithm>
#include <iterator>
#include <list>
#include <memory>
#include <utility>

#include "common/mutex.h"

namespace wuse::board {

// What was worked out for the last questions, each of a view: the next question starts from it. Any thread.
template <typename Value>
class Recent {
 public:
  explicit Recent(size_t most) : most_(most) {}

  // One that `is` what is asked for; null without one.
  template <typename Is>
  std::shared_ptr<const Value> Find(const Is& is) {
    const common::MutexLock lock(mutex_);
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&is](const auto& kept) { return is(*kept); });
    if (found == kept_.end()) return nullptr;
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front();
  }

  // In place of those that `is` the same; not where one of them is of a newer view: another reader has seen more.
  template <typename Is>
  void Keep(std::shared_ptr<const Value> value, const Is& is) {
    std::list<std::shared_ptr<const Value>> dropped;  // destroyed outside the lock
    const common::MutexLock lock(mutex_);
    for (auto it = kept_.begin(); it != kept_.end();) {
      const auto next = std::next(it);
      if (is(**it)) {
        if ((*it)->view().sequence() > value->view().sequence()) return;
        dropped.splice(dropped.begin(), kept_, it);
      }
      it = next;
    }
    kept_.push_front(std::move(value));
    if (kept_.size() > most_) dropped.splice(dropped.begin(), kept_, std::prev(kept_.end()));
  }

 private:
  const size_t most_;
  common::Mutex mutex_;
  std::list<std::shared_ptr<const Value>> kept_ WUSE_GUARDED_BY(mutex_);  // last asked for first
};

}  // namespace wuse::board
