#include "common/fake_clock.h"

namespace wuse::common {
namespace {

// Noon in Shanghai is 04:00 UTC.
SystemTime NoonOf(Date day) {
  return std::chrono::sys_days(std::chrono::days(day.days())) + std::chrono::hours(4);
}

}  // namespace

FakeClock::FakeClock(Date today) : now_(NoonOf(today)) {}

SystemTime FakeClock::Now() const {
  const MutexLock lock(mutex_);
  return now_;
}

SteadyTime FakeClock::Steady() const {
  const MutexLock lock(mutex_);
  return steady_;
}

Date FakeClock::Today() const {
  return ShanghaiDay(Now());
}

void FakeClock::Advance(std::chrono::milliseconds by) {
  const MutexLock lock(mutex_);
  now_ += by;
  steady_ += by;
}

void FakeClock::SetToday(Date day) {
  const MutexLock lock(mutex_);
  const SystemTime noon = NoonOf(day);
  if (noon > now_) steady_ += std::chrono::duration_cast<SteadyTime::duration>(noon - now_);
  now_ = noon;
}

}  // namespace wuse::common
