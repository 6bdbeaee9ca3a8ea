#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/mutex.h"
#include "server/engine/engine.h"

namespace wuse::engine {

// The answers to RecolorMonth: they are given when the month's official colors are whole. Thread-safe.
class RecoloringAnswers {
 public:
  // `runs` tells whether a month is being frozen.
  explicit RecoloringAnswers(std::function<bool(const std::string& month)> runs) : runs_(std::move(runs)) {}

  // `done`, called only when the month of the update is whole; at once when there is nothing to wait for.
  Done WhenWhole(Done done);
  // On the thread that answers, in the order of the groups: after the one with the MonthRecolored.
  void GiveAll();
  // Nothing will be whole any more.
  void RefuseAll(const absl::Status& status);

 private:
  struct Waiting {
    Done done;
    absl::StatusOr<Outcome> outcome;
  };
  std::vector<Waiting> TakeAll();

  const std::function<bool(const std::string& month)> runs_;
  common::Mutex mutex_;
  std::vector<Waiting> waiting_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::engine
