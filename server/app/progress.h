#pragma once

#include <string>

#include "common/clock.h"

namespace wuse::app {

// Tells on standard error how far long work has come: a line every two seconds at most, none for short work.
class Progress {
 public:
  explicit Progress(std::string what) : what_(std::move(what)), told_at_(clock_.Steady()) {}
  // total 0: not known.
  void Tell(int64_t done, int64_t total);
  // Since this was made; at least 1.
  int64_t elapsed_milliseconds() const;

 private:
  const common::RealClock clock_;
  const std::string what_;
  const common::SteadyTime begun_at_ = clock_.Steady();
  common::SteadyTime told_at_;
};

}  // namespace wuse::app
