#include "common/clock.h"

namespace wuse::common {

SystemTime RealClock::Now() const {
  return std::chrono::system_clock::now();
}
SteadyTime RealClock::Steady() const {
  return std::chrono::steady_clock::now();
}
Date RealClock::Today() const {
  return pinned_ ? *pinned_ : ShanghaiDay(Now());
}

Date ShanghaiDay(SystemTime time) {
  const auto days = std::chrono::floor<std::chrono::days>(time + std::chrono::hours(8));
  return Date::OfDays(static_cast<int32_t>(days.time_since_epoch().count()));
}

}  // namespace wuse::common
