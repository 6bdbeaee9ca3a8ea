#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "absl/status/status.h"

namespace wuse::client {

// How often and how long a call is tried again.
struct RetryOptions {
  int max_attempts = 5;                      // the first one counted
  std::chrono::milliseconds first{200};      // bound of the first wait, doubled each time …
  std::chrono::milliseconds longest{3'000};  // … up to this
  std::chrono::milliseconds budget{20'000};  // of all waits and attempts; a longer wished-for wait gives up at once
};

// UNAVAILABLE, and RESOURCE_EXHAUSTED when the server says when to come back. Everything else would fail again, or,
// as a deadline, has had its time.
bool IsRetryable(const absl::Status& status);

// The waits of one call: each random between nothing and a bound that doubles (full jitter), so that hundreds of
// clients of a server that comes back do not come at once. What the server asks for (RetryInfo) is the least wait, and
// the random one comes on top of it. Pure but for its random numbers; not thread-safe.
class Backoff {
 public:
  explicit Backoff(const RetryOptions& options, uint32_t seed = std::random_device{}());

  // The wait before the next attempt, after one failed with `status`, `since_start` after the first began;
  // nullopt: give up.
  std::optional<std::chrono::milliseconds> Next(const absl::Status& status, std::chrono::milliseconds since_start);
  // After a success: the next failure is a first one again.
  void Reset() { failures_ = 0; }

 private:
  const RetryOptions options_;
  std::mt19937 random_;  // minstd_rand begins near zero with small seeds
  int failures_ = 0;
};

}  // namespace wuse::client
