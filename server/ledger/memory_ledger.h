#pragma once

#include <deque>
#include <string>
#include <vector>

#include "common/mutex.h"
#include "server/ledger/ledger.h"

namespace wuse::ledger {

// A ledger that forgets with the process: for tests and for trying things out.
class MemoryLedger : public Ledger {
 public:
  explicit MemoryLedger(std::string store_id) : store_id_(std::move(store_id)) {}

  const std::string& store_id() const override { return store_id_; }
  Head head() const override;
  absl::StatusOr<Head> Append(common::Sequence after, std::span<const std::string_view> records) override;
  absl::StatusOr<std::vector<Record>> Read(common::Sequence from, ReadLimit limit) const override;
  absl::StatusOr<common::Sha256Digest> ChainAt(common::Sequence sequence) const override;

  // Changes a stored record behind the chain's back, as a stray edit would.
  void Tamper(common::Sequence sequence, std::string bytes);

 private:
  struct Entry {
    std::string bytes;
    common::Sha256Digest chain;
  };
  Head HeadLocked() const WUSE_REQUIRES(mutex_);

  const std::string store_id_;
  mutable common::Mutex mutex_;
  std::deque<Entry> entries_ WUSE_GUARDED_BY(mutex_);  // entries_[i] is sequence i + 1
};

}  // namespace wuse::ledger
