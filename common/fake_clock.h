#pragma once

#include "common/clock.h"
#include "common/mutex.h"

namespace wuse::common {

// A clock that a test moves by hand. Thread-safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(Date today);  // at noon Asia/Shanghai
  SystemTime Now() const override;
  SteadyTime Steady() const override;
  Date Today() const override;
  void Advance(std::chrono::milliseconds by);
  void SetToday(Date day);  // noon of that day; moves the steady clock only forward

 private:
  mutable Mutex mutex_;
  SystemTime now_ WUSE_GUARDED_BY(mutex_);
  SteadyTime steady_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::common
