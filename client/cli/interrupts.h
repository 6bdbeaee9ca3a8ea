#pragma once

#include <functional>

#include "common/mutex.h"

namespace wuse::cli {

// Ctrl-C. Without an action the process ends at once with 130; with one (a watch that has a last word to say) the
// action runs, on a thread of its own, and a second Ctrl-C ends the process. Thread-safe. One per process, made before
// any other thread, living as long as the process.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // An empty function takes the action back; what it refers to may go then: one that runs is waited for.
  void SetAction(std::function<void()> action);
  // Whether an action was run.
  bool happened() const;

 private:
  void Wait();

  mutable common::Mutex mutex_;
  std::function<void()> action_ WUSE_GUARDED_BY(mutex_);
  common::CondVar ended_;
  bool running_ WUSE_GUARDED_BY(mutex_) = false;
  bool happened_ WUSE_GUARDED_BY(mutex_) = false;
};

}  // namespace wuse::cli
