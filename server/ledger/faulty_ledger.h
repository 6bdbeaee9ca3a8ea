#pragma once

#include <chrono>
#include <optional>

#include "common/mutex.h"
#include "server/ledger/ledger.h"

namespace wuse::ledger {

// A ledger around another one that fails and waits when told to, and tells what is durable: for tests.
// Without orders it behaves as the inner one does. `inner` outlives it. Thread-safe.
class FaultyLedger : public Ledger {
 public:
  explicit FaultyLedger(Ledger& inner) : inner_(inner) {}

  // Whether the records of a failing append are stored all the same (a sync that failed after the write).
  enum class Written { kNo, kYes };
  // The n-th append from now (1: the next) answers kDataLoss, and so does every one after it.
  void FailAppend(int nth, Written written = Written::kNo);
  // The n-th read from now (1: the next) answers `error`; the others are as ever.
  void FailRead(int nth, absl::Status error);

  // From now on appends wait, before anything is written, until ReleaseAppends.
  void BlockAppends();
  void ReleaseAppends();
  // Until an append waits. False when the time was up.
  bool WaitUntilBlocked(std::chrono::milliseconds timeout) const;

  // The sequence up to which appends (with their sync) had returned from the inner ledger: what may be shown.
  common::Sequence synced() const;
  int append_count() const;  // those that reached the inner ledger
  int read_count() const;

  const std::string& store_id() const override { return inner_.store_id(); }
  Head head() const override { return inner_.head(); }
  absl::StatusOr<Head> Append(common::Sequence after, std::span<const std::string_view> records) override;
  absl::StatusOr<std::vector<Record>> Read(common::Sequence from, ReadLimit limit) const override;
  absl::StatusOr<common::Sha256Digest> ChainAt(common::Sequence sequence) const override {
    return inner_.ChainAt(sequence);
  }

 private:
  // What to do with this append; waits while appends are blocked.
  enum class Order { kPass, kFail, kWriteAndFail };
  Order NextOrder();

  Ledger& inner_;
  mutable common::Mutex mutex_;
  mutable common::CondVar changed_;
  bool blocked_ WUSE_GUARDED_BY(mutex_) = false;
  int waiting_ WUSE_GUARDED_BY(mutex_) = 0;
  int appends_until_failure_ WUSE_GUARDED_BY(mutex_) = 0;  // 0: none ordered
  Written written_ WUSE_GUARDED_BY(mutex_) = Written::kNo;
  bool failed_ WUSE_GUARDED_BY(mutex_) = false;
  mutable int reads_until_failure_ WUSE_GUARDED_BY(mutex_) = 0;
  absl::Status read_error_ WUSE_GUARDED_BY(mutex_);
  common::Sequence synced_ WUSE_GUARDED_BY(mutex_);
  int append_count_ WUSE_GUARDED_BY(mutex_) = 0;
  mutable int read_count_ WUSE_GUARDED_BY(mutex_) = 0;
};

}  // namespace wuse::ledger
