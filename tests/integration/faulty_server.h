#pragma once

#include <atomic>
#include <memory>

#include "server/ledger/faulty_ledger.h"
#include "tests/support/test_server.h"

namespace wuse::testing {

// A TestServer over a ledger that waits and fails when told to; a restart has a new one without orders.
class FaultyServer {
 private:
  // Before `server`, which uses it until its end.
  std::unique_ptr<ledger::FaultyLedger> ledger_;
  bool blocked_from_start_ = false;
  std::atomic<int> fatal_count_{0};

 public:
  FaultyServer() = default;
  // A test that ends early must not leave the server waiting.
  ~FaultyServer() {
    if (ledger_) ledger_->ReleaseAppends();
  }
  FaultyServer(const FaultyServer&) = delete;
  FaultyServer& operator=(const FaultyServer&) = delete;

  void BlockAppendsFromTheStart() { blocked_from_start_ = true; }
  ledger::FaultyLedger& ledger() { return *ledger_; }
  int fatal_count() const { return fatal_count_; }

  TestServer server{{.decorate_ledger = [this](ledger::Ledger& inner) -> ledger::Ledger& {
                       ledger_ = std::make_unique<ledger::FaultyLedger>(inner);
                       if (blocked_from_start_) ledger_->BlockAppends();
                       return *ledger_;
                     },
                     .on_fatal = [this](const absl::Status&) { ++fatal_count_; }}};
};

}  // namespace wuse::testing
