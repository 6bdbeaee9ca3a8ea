#include "client/lib/retry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

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

TEST(Backoff, WaitsAnythingUpToABoundThatDoublesAndEndsAfterTheLastAttempt) {
  const RetryOptions options{.max_attempts = 6, .first = milliseconds(100), .longest = milliseconds(400)};
  const std::array<int64_t, 5> bounds = {100, 200, 400, 400, 400};
  std::array<int64_t, 5> least = bounds;
  std::array<int64_t, 5> most = {};
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    Backoff backoff(options, seed);
    for (size_t i = 0; i < bounds.size(); ++i) {
      const auto wait = backoff.Next(absl::UnavailableError(""), milliseconds(0));
      ASSERT_TRUE(wait.has_value()) << "seed " << seed;
      EXPECT_GE(wait->count(), 0) << "seed " << seed;
      EXPECT_LE(wait->count(), bounds[i]) << "seed " << seed;
      least[i] = std::min(least[i], wait->count());
      most[i] = std::max(most[i], wait->count());
    }
    EXPECT_FALSE(backoff.Next(absl::UnavailableError(""), milliseconds(0)).has_value());
  }
  // All of the range is used: clients that failed together come back apart.
  for (size_t i = 0; i < bounds.size(); ++i) {
    EXPECT_LT(least[i], bounds[i] / 10) << "wait " << i;
    EXPECT_GT(most[i], bounds[i] * 9 / 10) << "wait " << i;
  }
}

TEST(Backoff, WaitsAsTheSeedSays) {
  Backoff one({}, 7);
  Backoff same({}, 7);
  Backoff other({}, 8);
  const absl::Status failure = absl::UnavailableError("");
  bool differs = false;
  for (int i = 0; i < 4; ++i) {
    const auto wait = one.Next(failure, milliseconds(0));
    EXPECT_EQ(wait, same.Next(failure, milliseconds(0)));
    differs = differs || wait != other.Next(failure, milliseconds(0));
  }
  EXPECT_TRUE(differs);
}

TEST(Backoff, WaitsAtLeastAsLongAsTheServerAsksAndThenApart) {
  std::set<int64_t> waits;
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    Backoff backoff({.first = milliseconds(200)}, seed);
    const auto wait = backoff.Next(Busy(milliseconds(2500)), milliseconds(0));
    ASSERT_TRUE(wait.has_value()) << "seed " << seed;
    EXPECT_GE(wait->count(), 2500) << "seed " << seed;
    EXPECT_LE(wait->count(), 2700) << "seed " << seed;
    waits.insert(wait->count());
  }
  EXPECT_GT(waits.size(), 10U);
}

TEST(Backoff, GivesUpAtOnceWhenTheWaitWouldPassTheBudget) {
  Backoff backoff({.budget = milliseconds(2000)}, 1);
  EXPECT_FALSE(backoff.Next(Busy(milliseconds(2500)), milliseconds(0)).has_value());
  EXPECT_FALSE(Backoff({.budget = milliseconds(2000)}, 1).Next(absl::UnavailableError(""), milliseconds(2001)));
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
