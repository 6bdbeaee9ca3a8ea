#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

class RequestIdTest : public EngineFixture {
 protected:
  void SetUp() override {
    Boot();
    MustWrite(Unit());
    MustWrite(Create(Project("p1")));
  }
  static void ExpectSame(const Result& one, const Result& other) {
    ASSERT_TRUE(one.ok()) << one.status();
    ASSERT_TRUE(other.ok()) << other.status();
    EXPECT_EQ(one->sequence, other->sequence);
    ASSERT_NE(other->update, nullptr);
    EXPECT_EQ(one->update->SerializeAsString(), other->update->SerializeAsString());
  }
};

TEST_F(RequestIdTest, TheSameIdWithTheSameBodyAnswersTheSameAndWritesOnce) {
  const Result first = Call(File("p1", 10, "r-1"));
  MustWrite(File("p1", 20));  // so that refiling 10 would be a change
  ExpectSame(first, Call(File("p1", 10, "r-1")));
  EXPECT_EQ(head(), 4);
}

TEST_F(RequestIdTest, TheSameIdWithAnotherBodyIsRefused) {
  MustWrite(File("p1", 10, "r-1"));
  const absl::Status status = Call(File("p1", 11, "r-1")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Call(Create(Project("p9"), "r-1")).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(head(), 3);
}

TEST_F(RequestIdTest, AnIdIsTheCallersOwn) {
  MustWrite(File("p1", 10, "r-1"), "lin");
  EXPECT_EQ(MustWrite(File("p1", 11, "r-1"), "wang"), 4);
}

TEST_F(RequestIdTest, TheSameIdTwiceInOneGroupIsAnsweredAlike) {
  Answer blocking = BlockWith(CommandOf(Create(Project("p2"))));
  Answer first = Submit(CommandOf(File("p1", 10, "r-1")));
  Answer between = Submit(CommandOf(File("p1", 20)));
  Answer again = Submit(CommandOf(File("p1", 10, "r-1")));
  Answer reused = Submit(CommandOf(File("p1", 30, "r-1")));
  faulty_->ReleaseAppends();
  ExpectSame(Wait(std::move(first)), Wait(std::move(again)));
  EXPECT_TRUE(Wait(std::move(between)).ok());
  EXPECT_EQ(ReasonOf(Wait(std::move(reused)).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(head(), 5);
}

TEST_F(RequestIdTest, IdsAreRememberedOverARestartAndByAReplay) {
  const Result first = Call(File("p1", 10, "r-1"));
  for (const bool replayed : {false, true}) {
    ShutDown();
    if (replayed) ForgetHistory();
    Boot();
    ExpectSame(first, Call(File("p1", 10, "r-1")));
    EXPECT_EQ(ReasonOf(Call(File("p1", 11, "r-1")).status()), "REQUEST_ID_REUSED");
  }
  EXPECT_EQ(head(), 3);
}

TEST_F(RequestIdTest, IdsAreForgottenAfterSevenDays) {
  MustWrite(File("p1", 10, "r-1"));
  clock_.Advance(std::chrono::hours(24 * common::kRememberedRequestDays - 1));
  EXPECT_EQ(ReasonOf(Call(File("p1", 11, "r-1")).status()), "REQUEST_ID_REUSED");
  clock_.Advance(std::chrono::hours(2));
  MustWrite(File("p1", 11, "r-1"));
}

TEST_F(RequestIdTest, WhatWroteNothingIsNotRemembered) {
  MustWrite(File("p1", 10));
  const Result nothing = Call(File("p1", 10, "r-1"));
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_EQ(nothing->sequence.value, 0);
  MustWrite(File("p1", 11, "r-1"));
  EXPECT_FALSE(Call(File("p1", -1, "r-2")).ok());
  MustWrite(File("p1", 12, "r-2"));
}

TEST_F(RequestIdTest, AnUpdateThatCannotBeReadAgainIsAnErrorAndNotASecondWrite) {
  MustWrite(File("p1", 10, "r-1"));
  faulty_->FailRead(1, absl::UnavailableError("disk"));
  EXPECT_EQ(Call(File("p1", 10, "r-1")).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Call(File("p1", 10, "r-1")).ok());
  EXPECT_EQ(head(), 3);
}

}  // namespace
}  // namespace wuse::engine
