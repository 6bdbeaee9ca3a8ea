#include "server/ledger/faulty_ledger.h"

#include "server/ledger/chain.h"

namespace wuse::ledger {

void FaultyLedger::FailAppend(int nth, Written written) {
  const common::MutexLock lock(mutex_);
  appends_until_failure_ = nth;
  written_ = written;
}

void FaultyLedger::FailRead(int nth, absl::Status error) {
  const common::MutexLock lock(mutex_);
  reads_until_failure_ = nth;
  read_error_ = std::move(error);
}

void FaultyLedger::BlockAppends() {
  const common::MutexLock lock(mutex_);
  blocked_ = true;
}

void FaultyLedger::ReleaseAppends() {
  const common::MutexLock lock(mutex_);
  blocked_ = false;
  changed_.NotifyAll();
}

bool FaultyLedger::WaitUntilBlocked(std::chrono::milliseconds timeout) const {
  const common::MutexLock lock(mutex_);
  while (waiting_ == 0) {
    if (!changed_.WaitFor(mutex_, timeout)) return waiting_ > 0;
  }
  return true;
}

common::Sequence FaultyLedger::synced() const {
  const common::MutexLock lock(mutex_);
  return synced_;
}

int FaultyLedger::append_count() const {
  const common::MutexLock lock(mutex_);
  return append_count_;
}

int FaultyLedger::read_count() const {
  const common::MutexLock lock(mutex_);
  return read_count_;
}

FaultyLedger::Order FaultyLedger::NextOrder() {
  const common::MutexLock lock(mutex_);
  ++waiting_;
  changed_.NotifyAll();
  while (blocked_) changed_.Wait(mutex_);
  --waiting_;
  if (failed_) return Order::kFail;
  if (appends_until_failure_ == 0 || --appends_until_failure_ > 0) return Order::kPass;
  failed_ = true;
  return written_ == Written::kYes ? Order::kWriteAndFail : Order::kFail;
}

absl::StatusOr<Head> FaultyLedger::Append(common::Sequence after, std::span<const std::string_view> records) {
  const Order order = NextOrder();
  if (order == Order::kFail) return PoisonedBy(absl::UnknownError("ordered by the test"));
  absl::StatusOr<Head> head = inner_.Append(after, records);
  {
    const common::MutexLock lock(mutex_);
    ++append_count_;
    if (head.ok() && order == Order::kPass) synced_ = head->sequence;
  }
  if (order == Order::kWriteAndFail) return PoisonedBy(absl::UnknownError("ordered by the test"));
  return head;
}

absl::StatusOr<std::vector<Record>> FaultyLedger::Read(common::Sequence from, ReadLimit limit) const {
  {
    const common::MutexLock lock(mutex_);
    ++read_count_;
    if (reads_until_failure_ > 0 && --reads_until_failure_ == 0) return read_error_;
  }
  return inner_.Read(from, limit);
}

}  // namespace wuse::ledger
