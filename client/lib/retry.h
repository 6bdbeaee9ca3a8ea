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
  std::chrono::milliseconds first{200};      // doubled each time …
  std::chrono::milliseconds longest{3'000};  // … up to this
  std::chrono::milliseconds budget{20'000};  // of all waits and attempts; a longer wished-for wait gives up at once
};

// UNAVAILABLE, and RESOURCE_EXHAUSTED when the server says when to come back. Everything else would fail again, or,
// as a deadline, has had its time.
bool IsRetryable(const absl::Status& status);

// The waits of one call: exponential, with jitter so that many clients do not come back at once, and bounded. What
// the server asks for (RetryInfo) is the least wait. Pure but for its random numbers; not thread-safe.
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
  std::minstd_rand random_;
  int failures_ = 0;
};

}  // namespace wuse::client
