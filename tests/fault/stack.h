#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "common/worker_pool.h"
#include "rocksdb/env.h"
#include "server/board/board.h"
#include "server/engine/engine.h"
#include "server/history/history.h"
#include "server/hub/hub.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"

namespace wuse::fault {

using Result = absl::StatusOr<engine::Outcome>;
using Answer = std::future<Result>;

inline constexpr std::chrono::seconds kAnswerDeadline{120};  // only a broken server takes as long

// What a server is without gRPC: ledger, history, board, hub and engine, opened and started as server/app does it, on
// any file system. The directory `dir` has to be there.
class Stack {
 public:
  struct Options {
    rocksdb::Env* env = nullptr;
    std::string dir;
    const common::Clock& clock;
  };
  // Opens, recovers and serves.
  static absl::StatusOr<std::unique_ptr<Stack>> Start(const Options& options);
  // Stops in order. Where the disk fails, what is not durable stays so.
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  Answer Submit(engine::Command command);
  // Submits and waits.
  Result Call(engine::Command command);
  void CheckDay() { engine_->CheckDay(); }
  // Commands that wait are finished; none is accepted any more.
  void StopEngine() { engine_->Stop(); }
  bool has_failed() const;  // the engine has stopped for good
  // Waits until the day that opening has begun to evaluate is on the board and in history (or the engine has failed).
  // False: not in time.
  bool Settle() const;

  const ledger::Ledger& ledger() const { return *ledger_; }
  const board::Board& board() const { return board_; }
  const history::History& history() const { return *history_; }
  hub::Hub& hub() { return *hub_; }
  ledger::RocksdbLedger& rocksdb_ledger() { return *ledger_; }

 private:
  explicit Stack(const Options& options) : options_(options) {}
  absl::Status Open();
  engine::Engine::Parts Parts();

  const Options options_;
  const common::WorkingDays calendar_;
  std::unique_ptr<ledger::RocksdbLedger> ledger_;
  std::unique_ptr<history::History> history_;
  board::Board board_;
  common::WorkerPool readers_{1, 100};
  std::unique_ptr<hub::Hub> hub_;
  mutable common::Mutex mutex_;
  absl::Status fatal_ WUSE_GUARDED_BY(mutex_);
  std::unique_ptr<engine::Engine> engine_;  // last: its thread uses the others
};

}  // namespace wuse::fault
