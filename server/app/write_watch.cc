#include "server/app/write_watch.h"

#include "common/limits.h"

namespace wuse::app {

WriteWatch::State WriteWatch::state() const {
  const common::MutexLock lock(mutex_);
  if (!since_) return State::kFine;
  const auto taken = clock_.Steady() - *since_;
  if (taken >= common::kHungWrite) return State::kHung;
  return taken >= common::kSlowWrite ? State::kSlow : State::kFine;
}

absl::StatusOr<ledger::Head> WriteWatch::Append(common::Sequence after, std::span<const std::string_view> records) {
  {
    const common::MutexLock lock(mutex_);
    since_ = clock_.Steady();
  }
  absl::StatusOr<ledger::Head> head = inner_.Append(after, records);
  const common::MutexLock lock(mutex_);
  since_.reset();
  return head;
}

}  // namespace wuse::app
