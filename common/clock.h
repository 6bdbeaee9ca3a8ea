#pragma once

#include <chrono>

#include "common/calendar.h"

namespace wuse::common {

using SystemTime = std::chrono::system_clock::time_point;
using SteadyTime = std::chrono::steady_clock::time_point;

// The only source of time in the process; exists at the edges (app, api, engine), never in domain.
// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SystemTime Now() const = 0;
  virtual SteadyTime Steady() const = 0;
  // The business date: the Asia/Shanghai day of Now(), or a pinned one.
  virtual Date Today() const = 0;
};

// The machine's clock; with `pinned`, Today() is always that day (demos and tests: --today).
class RealClock : public Clock {
 public:
  explicit RealClock(std::optional<Date> pinned = std::nullopt) : pinned_(pinned) {}
  SystemTime Now() const override;
  SteadyTime Steady() const override;
  Date Today() const override;

 private:
  const std::optional<Date> pinned_;
};

// The Asia/Shanghai (UTC+8, no daylight saving since 1992) day of an instant.
Date ShanghaiDay(SystemTime time);

}  // namespace wuse::common
