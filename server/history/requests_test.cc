#include <gtest/gtest.h>

#include "server/history/history_fixture.h"

namespace wuse::history {
namespace {

class RequestsTest : public HistoryTest {};

TEST_F(RequestsTest, AreFoundByActorAndId) {
  ApplyRequest("r-1", kStart);
  ApplyRequest("r-1", kStart + 1, "wang");
  EXPECT_EQ(Find("r-1", kStart + 2), common::Sequence{1});
  EXPECT_EQ(Find("r-1", kStart + 2, "wang"), common::Sequence{2});
  EXPECT_FALSE(Find("r-2", kStart + 2));
  EXPECT_FALSE(Find("r-1", kStart + 2, "zhao"));
}

TEST_F(RequestsTest, AreRememberedOverARestart) {
  ApplyRequest("r-1", kStart);
  Open();
  EXPECT_EQ(Find("r-1", kStart + kDay), common::Sequence{1});
}

TEST_F(RequestsTest, AreNotFoundAfterSevenDays) {
  ApplyRequest("r-1", kStart);
  EXPECT_TRUE(Find("r-1", kStart + 7 * kDay));
  EXPECT_FALSE(Find("r-1", kStart + 7 * kDay + 1));
}

TEST_F(RequestsTest, AreDeletedSevenDaysBeforeTheNewestUpdate) {
  ApplyRequest("r-1", kStart);
  ApplyRequest("r-2", kStart + kDay);
  ApplyRequest("r-3", kStart + 7 * kDay + 1);
  // Asked as of an earlier day, so that only the deletion can hide it.
  EXPECT_FALSE(Find("r-1", kStart));
  EXPECT_TRUE(Find("r-2", kStart));
  history_.reset();
  size_t kept = 0;
  for (const auto& [key, value] : Dump("/history", env_.get())) {
    if (key[0] == 't') ++kept;
  }
  EXPECT_EQ(kept, 2u);
}

TEST_F(RequestsTest, AreDeletedByAgeAlsoByAnUpdateWithoutARequestId) {
  ApplyRequest("r-1", kStart);
  Apply({MakeUpdate({.sequence = Next(), .changes = {}, .seconds = kStart + 8 * kDay})});
  EXPECT_FALSE(Find("r-1", kStart));
}

TEST_F(RequestsTest, TheOldestGoWhenThereAreTooMany) {
  max_requests_ = 3;
  Open();
  for (int i = 1; i <= 5; ++i) ApplyRequest("r-" + std::to_string(i), kStart + i);
  EXPECT_FALSE(Find("r-1", kStart));
  EXPECT_FALSE(Find("r-2", kStart));
  for (int i = 3; i <= 5; ++i) EXPECT_TRUE(Find("r-" + std::to_string(i), kStart)) << i;
  Open();  // the count is known after a restart
  ApplyRequest("r-6", kStart + 6);
  EXPECT_FALSE(Find("r-3", kStart));
  EXPECT_TRUE(Find("r-4", kStart));
}

TEST_F(RequestsTest, OfAGroupLargerThanTheBoundTheNewestAreKept) {
  max_requests_ = 3;
  Open();
  ApplyRequest("r-0", kStart);
  std::vector<v1::Update> group;
  for (int i = 1; i <= 5; ++i) {
    group.push_back(MakeUpdate(
        {.sequence = Next() + i - 1, .changes = {}, .request_id = "r-" + std::to_string(i), .seconds = kStart}));
  }
  Apply(group);
  for (int i = 0; i <= 2; ++i) EXPECT_FALSE(Find("r-" + std::to_string(i), kStart)) << i;
  for (int i = 3; i <= 5; ++i) EXPECT_TRUE(Find("r-" + std::to_string(i), kStart)) << i;
}

TEST_F(RequestsTest, AnIdUsedAgainAfterItWasForgottenIsTheNewOne) {
  ApplyRequest("r-1", kStart);
  ApplyRequest("r-1", kStart + 8 * kDay);
  EXPECT_EQ(Find("r-1", kStart + 8 * kDay), common::Sequence{2});
}

TEST_F(RequestsTest, AnIdUsedAgainStaysWhenItsFirstUseIsPruned) {
  max_requests_ = 2;
  Open();
  ApplyRequest("r-1", kStart);
  ApplyRequest("r-1", kStart + 1);  // overwrites the first, whose entry by age is still there
  ApplyRequest("r-2", kStart + 2);  // one too many: the first goes
  EXPECT_EQ(Find("r-1", kStart), common::Sequence{2});
  ApplyRequest("r-3", kStart + 3);
  EXPECT_FALSE(Find("r-1", kStart));
  EXPECT_TRUE(Find("r-2", kStart));
}

TEST_F(RequestsTest, ABacklogOfOldOnesIsWorkedOffOverSeveralGroups) {
  constexpr int kGroups = 6;
  constexpr int kEach = 1000;
  for (int i = 0; i < kGroups; ++i) {
    std::vector<v1::Update> group;
    group.reserve(kEach);
    for (int j = 0; j < kEach; ++j) {
      const int64_t sequence = Next() + j;
      group.push_back(MakeUpdate(
          {.sequence = sequence, .changes = {}, .request_id = "r-" + std::to_string(sequence), .seconds = kStart}));
    }
    Apply(group);
  }
  ApplyRequest("new-1", kStart + 8 * kDay);
  EXPECT_FALSE(Find("r-1", kStart));
  EXPECT_TRUE(Find("r-6000", kStart)) << "all were deleted at once";
  EXPECT_FALSE(Find("r-6000", kStart + 8 * kDay));
  ApplyRequest("new-2", kStart + 8 * kDay);
  EXPECT_FALSE(Find("r-6000", kStart));
  EXPECT_TRUE(Find("new-1", kStart + 8 * kDay));
}

}  // namespace
}  // namespace wuse::history
