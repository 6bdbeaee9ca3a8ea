#include "server/api/bells.h"

namespace wuse::api {
namespace {

constexpr int kRoundsPerPace = 4;
constexpr int kSmoothedOver = 256;  // turns: a round of a thousand streams has its say within itself

}  // namespace

void Bells::Ring(Id id) {
  const common::SteadyTime now = clock_.Steady();
  const common::MutexLock lock(mutex_);
  rung_.emplace_back(now, id);
  changed_.NotifyOne();
}

void Bells::RingAfterPace(Id id, size_t streams) {
  const common::SteadyTime now = clock_.Steady();
  const common::MutexLock lock(mutex_);
  const auto pace = CurrentPace(streams);
  const common::SteadyTime::duration round = pace / kRoundsPerPace;
  const common::SteadyTime over = now + pace;
  const common::SteadyTime due = over + (round - over.time_since_epoch() % round) % round;
  const bool is_first = due_.empty() || due < due_.top().first;
  due_.emplace(due, id);
  if (is_first) changed_.NotifyOne();
}

std::chrono::milliseconds Bells::PaceOf(size_t streams) {
  const common::MutexLock lock(mutex_);
  return CurrentPace(streams);
}

std::chrono::milliseconds Bells::CurrentPace(size_t streams) const {
  if (streams <= common::kManyStreams) return pace_.few;
  return is_late_ ? pace_.late : pace_.many;
}

// Late: by half of a pace, until it is by less than an eighth.
void Bells::NoteLateness(common::SteadyTime rung) {
  lateness_ += (clock_.Steady() - rung - lateness_) / kSmoothedOver;
  is_late_ = lateness_ > std::chrono::nanoseconds(pace_.many) / (is_late_ ? 8 : 2);
}

void Bells::LookAtClock() {
  const common::MutexLock lock(mutex_);
  if (!due_.empty()) changed_.NotifyOne();
}

std::optional<std::chrono::milliseconds> Bells::RingDue() {
  if (due_.empty()) return std::nullopt;
  const common::SteadyTime now = clock_.Steady();
  for (; !due_.empty() && due_.top().first <= now; due_.pop()) rung_.push_back(due_.top());
  if (due_.empty()) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(due_.top().first - now);
}

std::optional<Bells::Id> Bells::Wait() {
  const common::MutexLock lock(mutex_);
  while (!stopped_) {
    const std::optional<std::chrono::milliseconds> next = RingDue();
    if (!rung_.empty()) {
      const auto [since, id] = rung_.front();
      rung_.pop_front();
      NoteLateness(since);
      return id;
    }
    next ? static_cast<void>(changed_.WaitFor(mutex_, *next)) : changed_.Wait(mutex_);
  }
  return std::nullopt;
}

void Bells::Stop() {
  const common::MutexLock lock(mutex_);
  stopped_ = true;
  changed_.NotifyAll();
}

}  // namespace wuse::api
