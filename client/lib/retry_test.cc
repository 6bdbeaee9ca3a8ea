#include "client/lib/retry.h"

#include <gtest/gtest.h>

#include "common/status.h"

namespace wuse::client {
namespace {

using std::chrono::milliseconds;

absl::Status Busy(milliseconds retry_after) {
  return common::MakeError(absl::StatusCode::kResourceExhausted, "busy",
                           {.reason = "QUEUE_FULL", .chinese = "忙", .retry_after = retry_after});
}

TEST(IsRetryable, OnlyUnavailableAndBusyWithATime) {
  EXPECT_TRUE(IsRetryable(absl::UnavailableError("")));
  EXPECT_TRUE(IsRetryable(Busy(milliseconds(1))));
  EXPECT_FALSE(IsRetryable(absl::ResourceExhaustedError("too large")));
  EXPECT_FALSE(IsRetryable(absl::DeadlineExceededError("")));
  EXPECT_FALSE(IsRetryable(absl::AbortedError("")));
  EXPECT_FALSE(IsRetryable(absl::InternalError("")));
}

TEST(Backoff, DoublesWithJitterUpToTheLongestAndEndsAfterTheLastAttempt) {
  const RetryOptions options{.max_attempts = 6, .first = milliseconds(100), .longest = milliseconds(400)};
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    Backoff backoff(options, seed);
    for (const int full : {100, 200, 400, 400, 400}) {
      const auto wait = backoff.Next(absl::UnavailableError(""), milliseconds(0));
      ASSERT_TRUE(wait.has_value()) << "seed " << seed;
      EXPECT_GE(wait->count(), full / 2) << "seed " << seed;
      EXPECT_LE(wait->count(), full) << "seed " << seed;
    }
    EXPECT_FALSE(backoff.Next(absl::UnavailableError(""), milliseconds(0)).has_value());
  }
}

TEST(Backoff, WaitsAtLeastAsLongAsTheServerAsks) {
  Backoff backoff({}, 1);
  EXPECT_EQ(backoff.Next(Busy(milliseconds(2500)), milliseconds(0)), milliseconds(2500));
}

TEST(Backoff, GivesUpAtOnceWhenTheWaitWouldPassTheBudget) {
  Backoff backoff({.budget = milliseconds(2000)}, 1);
  EXPECT_FALSE(backoff.Next(Busy(milliseconds(2500)), milliseconds(0)).has_value());
  EXPECT_FALSE(Backoff({.budget = milliseconds(2000)}, 1).Next(absl::UnavailableError(""), milliseconds(1950)));
}

TEST(Backoff, NeverRetriesWhatWouldFailAgain) {
  EXPECT_FALSE(Backoff({}, 1).Next(absl::InvalidArgumentError(""), milliseconds(0)).has_value());
}

TEST(Backoff, BeginsAnewAfterASuccess) {
  Backoff backoff({.max_attempts = 2, .first = milliseconds(100)}, 1);
  EXPECT_TRUE(backoff.Next(absl::UnavailableError(""), milliseconds(0)).has_value());
  EXPECT_FALSE(backoff.Next(absl::UnavailableError(""), milliseconds(0)).has_value());
  backoff.Reset();
  const auto wait = backoff.Next(absl::UnavailableError(""), milliseconds(0));
  ASSERT_TRUE(wait.has_value());
  EXPECT_LE(wait->count(), 100);
}

}  // namespace
}  // namespace wuse::client
