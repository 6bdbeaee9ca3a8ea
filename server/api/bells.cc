#include "server/api/bells.h"

namespace wuse::api {
namespace {

constexpr int kRoundsPerPace = 4;

}  // namespace

void Bells::Ring(Id id) {
  const common::MutexLock lock(mutex_);
  rung_.push_back(id);
  changed_.NotifyOne();
}

void Bells::RingAfterPace(Id id, size_t streams) {
  const auto pace = streams > common::kManyStreams ? pace_.many : pace_.few;
  const common::SteadyTime::duration round = pace / kRoundsPerPace;
  const common::SteadyTime over = clock_.Steady() + pace;
  const common::SteadyTime due = over + (round - over.time_since_epoch() % round) % round;
  const common::MutexLock lock(mutex_);
  const bool is_first = due_.empty() || due < due_.top().first;
  due_.emplace(due, id);
  if (is_first) changed_.NotifyOne();
}

void Bells::LookAtClock() {
  const common::MutexLock lock(mutex_);
  if (!due_.empty()) changed_.NotifyOne();
}

std::optional<std::chrono::milliseconds> Bells::RingDue() {
  if (due_.empty()) return std::nullopt;
  const common::SteadyTime now = clock_.Steady();
  for (; !due_.empty() && due_.top().first <= now; due_.pop()) rung_.push_back(due_.top().second);
  if (due_.empty()) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(due_.top().first - now);
}

std::optional<Bells::Id> Bells::Wait() {
  const common::MutexLock lock(mutex_);
  while (!stopped_) {
    const std::optional<std::chrono::milliseconds> next = RingDue();
    if (!rung_.empty()) {
      const Id id = rung_.front();
      rung_.pop_front();
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
