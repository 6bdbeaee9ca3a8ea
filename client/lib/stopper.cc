#include "client/lib/stopper.h"

#include "common/clock.h"

namespace wuse::client {

using std::chrono::milliseconds;

bool Stopper::Wait(milliseconds duration) {
  const common::RealClock clock;
  const common::SteadyTime end = clock.Steady() + duration;
  const common::MutexLock lock(mutex_);
  while (!stopped_) {
    const auto left = std::chrono::ceil<milliseconds>(end - clock.Steady());
    if (left <= milliseconds::zero()) return true;
    changed_.WaitFor(mutex_, left);
  }
  return false;
}

void Stopper::Stop() {
  const common::MutexLock lock(mutex_);
  stopped_ = true;
  changed_.NotifyAll();
}

bool Stopper::stopped() const {
  const common::MutexLock lock(mutex_);
  return stopped_;
}

}  // namespace wuse::client
