#pragma once

#include <chrono>

#include "common/mutex.h"

namespace wuse::client {

// A wait that another thread can end. Thread-safe.
class Stopper {
 public:
  // True when the time is up; false as soon as Stop was called.
  [[nodiscard]] bool Wait(std::chrono::milliseconds duration);
  void Stop();
  bool stopped() const;

 private:
  mutable common::Mutex mutex_;
  common::CondVar changed_;
  bool stopped_ WUSE_GUARDED_BY(mutex_) = false;
};

}  // namespace wuse::client
