#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/limits.h"
#include "common/mutex.h"

namespace wuse::api {

// How long a stream waits after a response before it has another: whoever was idle is told at once, and what happens
// within the pace comes in one message. With many streams the messages, not the bytes, are what costs.
struct Pace {
  std::chrono::milliseconds few = common::kPaceOfFew;
  std::chrono::milliseconds many = common::kPaceOfMany;
  std::chrono::milliseconds late = common::kPaceOfLate;  // of many whose turns come late
};

// The streams that asked for a turn, in order, for the thread that gives the turns. Each is in it a few times at most:
// it rings again only after it had one. Thread-safe.
class Bells {
 public:
  using Id = uint64_t;

  // `clock` outlives it; steady time is asked of it.
  Bells(const common::Clock& clock, Pace pace) : clock_(clock), pace_(pace) {}

  void Ring(Id id);
  // Rings once the pace is over, where `streams` are open. Rounded up, so that one wake-up serves many.
  void RingAfterPace(Id id, size_t streams);
  // With so many streams, just now. Turns that are late tell that the machine is short of time: fewer and larger
  // messages are cheaper, and leave it to the writers.
  std::chrono::milliseconds PaceOf(size_t streams);
  bool is_paced() const { return pace_.few.count() > 0; }
  // The clock may have moved otherwise than by waiting (a test's does).
  void LookAtClock();

  // The next; none: stopped.
  std::optional<Id> Wait();
  void Stop();

 private:
  using Due = std::pair<common::SteadyTime, Id>;

  std::chrono::milliseconds CurrentPace(size_t streams) const WUSE_REQUIRES(mutex_);
  void NoteLateness(common::SteadyTime rung) WUSE_REQUIRES(mutex_);

  // Moves what is due to the rung ones; how long the next one has to wait, none: there is none.
  std::optional<std::chrono::milliseconds> RingDue() WUSE_REQUIRES(mutex_);

  const common::Clock& clock_;
  const Pace pace_;
  common::Mutex mutex_;
  common::CondVar changed_;
  std::deque<Due> rung_ WUSE_GUARDED_BY(mutex_);                  // since when
  std::chrono::nanoseconds lateness_ WUSE_GUARDED_BY(mutex_){0};  // of turns, smoothed
  bool is_late_ WUSE_GUARDED_BY(mutex_) = false;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_ WUSE_GUARDED_BY(mutex_);
  bool stopped_ WUSE_GUARDED_BY(mutex_) = false;
};

}  // namespace wuse::api
