#include "server/app/progress.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "fmt/format.h"

namespace wuse::app {
namespace {

constexpr std::chrono::seconds kTellEvery{2};

}  // namespace

void Progress::Tell(int64_t done, int64_t total) {
  const common::SteadyTime now = clock_.Steady();
  if (now - told_at_ < kTellEvery) return;
  told_at_ = now;
  if (total == 0) {
    fmt::print(stderr, "{} {}\n", what_, done);
  } else {
    fmt::print(stderr, "{} {} of {} ({} %)\n", what_, done, total, done * 100 / total);
  }
}

int64_t Progress::elapsed_milliseconds() const {
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.Steady() - begun_at_);
  return std::max<int64_t>(1, elapsed.count());
}

}  // namespace wuse::app
