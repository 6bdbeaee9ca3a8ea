#pragma once

#include "common/clock.h"
#include "common/mutex.h"
#include "server/ledger/ledger.h"

namespace wuse::app {

// A ledger around another one that knows how long the append under way has taken: a disk that hangs must show, and a
// sync that never returns must not keep callers waiting for ever. `inner` and `clock` outlive it. Thread-safe.
class WriteWatch : public ledger::Ledger {
 public:
  WriteWatch(ledger::Ledger& inner, const common::Clock& clock) : inner_(inner), clock_(clock) {}

  enum class State {
    kFine,
    kSlow,  // for common::kSlowWrite: degrade
    kHung,  // for common::kHungWrite: end the process
  };
  State state() const;

  const std::string& store_id() const override { return inner_.store_id(); }
  ledger::Head head() const override { return inner_.head(); }
  absl::StatusOr<ledger::Head> Append(common::Sequence after, std::span<const std::string_view> records) override;
  absl::StatusOr<std::vector<ledger::Record>> Read(common::Sequence from, ledger::ReadLimit limit) const override {
    return inner_.Read(from, limit);
  }
  absl::StatusOr<common::Sha256Digest> ChainAt(common::Sequence sequence) const override {
    return inner_.ChainAt(sequence);
  }

 private:
  ledger::Ledger& inner_;
  const common::Clock& clock_;
  mutable common::Mutex mutex_;
  std::optional<common::SteadyTime> since_ WUSE_GUARDED_BY(mutex_);  // of the append under way
};

}  // namespace wuse::app
