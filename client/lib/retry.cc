#include "client/lib/retry.h"

#include <algorithm>

#include "common/status.h"

namespace wuse::client {

using std::chrono::milliseconds;

bool IsRetryable(const absl::Status& status) {
  if (absl::IsUnavailable(status)) return true;
  if (!absl::IsResourceExhausted(status)) return false;
  const auto detail = common::DetailOf(status);
  return detail && detail->retry_after.has_value();
}

Backoff::Backoff(const RetryOptions& options, uint32_t seed) : options_(options), random_(seed) {}

std::optional<milliseconds> Backoff::Next(const absl::Status& status, milliseconds since_start) {
  if (!IsRetryable(status)) return std::nullopt;
  if (++failures_ >= options_.max_attempts) return std::nullopt;
  milliseconds full = options_.first;
  for (int i = 1; i < failures_ && full < options_.longest; ++i) full *= 2;
  full = std::min(full, options_.longest);
  std::uniform_int_distribution<int64_t> jitter(0, full.count());
  milliseconds wait(jitter(random_));
  const auto detail = common::DetailOf(status);
  if (detail && detail->retry_after) wait += *detail->retry_after;
  if (since_start + wait > options_.budget) return std::nullopt;
  return wait;
}

}  // namespace wuse::client
