#include <future>

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

// With a caller that keeps the finisher from going on: what comes after it is durable and on the board, and history
// does not have it.
class FinisherTest : public EngineFixture {
 protected:
  void SetUp() override {
    Boot();
    MustWrite(Unit());
    MustWrite(Create(Project("p1")));
  }
  // Leaves the finisher within that command's answer.
  void HoldWith(Command command) {
    command.done = [this](const Result& result) {
      EXPECT_TRUE(result.ok()) << result.status();
      entered_.set_value(result.ok() ? result->sequence.value : 0);
      released_.wait();
    };
    engine_->Submit(std::move(command));
    held_ = entered_.get_future().get();
  }
  void Release() { std::exchange(release_, {}).set_value(); }
  // A test that failed may not have.
  ~FinisherTest() override { Release(); }

  int64_t held_ = 0;  // the sequence of what holds it

 private:
  std::promise<int64_t> entered_;
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
};

TEST_F(FinisherTest, WhatHistoryHasNotYetIsKnownToTheNextGroup) {
  HoldWith(CommandOf(File("p1", 1, "first")));
  ASSERT_LT(history_->applied().value, held_);
  Answer correction = Submit(CommandOf(File("p1", 2, "second")));
  ASSERT_TRUE(WaitUntil([this] { return board_->Take().sequence().value == held_ + 1; }));
  Answer retry = Submit(CommandOf(File("p1", 1, "first")));
  Answer reuse = Submit(CommandOf(File("p1", 3, "first")));
  Release();
  const Result corrected = Wait(std::move(correction));
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->update->changes(0).report_filed().report().version(), 2);
  EXPECT_TRUE(corrected->update->changes(0).report_filed().correction());
  const Result retried = Wait(std::move(retry));
  ASSERT_TRUE(retried.ok()) << retried.status();
  EXPECT_EQ(retried->sequence.value, held_);
  EXPECT_EQ(ReasonOf(Wait(std::move(reuse)).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(head(), held_ + 1);
}

TEST_F(FinisherTest, GroupsThatHaveComeMeanwhileEnterHistoryTogetherInOrder) {
  HoldWith(CommandOf(File("p1", 1)));
  std::vector<Answer> answers;
  for (int i = 1; i <= 4; ++i) {
    answers.push_back(Submit(CommandOf(File("p1", 1 + i))));
    ASSERT_TRUE(WaitUntil([&] { return board_->Take().sequence().value == held_ + i; })) << "a group of its own";
  }
  std::future<absl::Status> applied =
      std::async(std::launch::async, [this] { return history_->WaitUntilApplied({held_ + 4}); });
  Release();
  for (Answer& answer : answers) EXPECT_TRUE(Wait(std::move(answer)).ok());
  EXPECT_TRUE(applied.get().ok());
  const absl::StatusOr<v1::Report> newest = history_->FindReport("p1", *common::Week::Parse("2021-W17"));
  ASSERT_TRUE(newest.ok()) << newest.status();
  EXPECT_EQ(newest->version(), 5);
  for (int version = 1; version <= 4; ++version) {
    const auto earlier = history_->FindReport("p1", *common::Week::Parse("2021-W17"), version);
    ASSERT_TRUE(earlier.ok()) << earlier.status();
    EXPECT_EQ(earlier->invested_this_year_yuan(), version);
  }
  EXPECT_TRUE(fatal().empty());
}

// Of one group or of hundreds: the batch in which they enter has no influence on what history answers.
TEST_F(FinisherTest, ManySmallGroupsEnterHistoryWithoutBeingAskedFor) {
  constexpr int kReports = 600;
  for (int i = 1; i <= kReports; ++i) {
    ASSERT_TRUE(Wait(Submit(CommandOf(File("p1", i)))).ok());
  }
  ASSERT_TRUE(WaitUntil([this] { return history_->applied().value == head(); }));
  for (int version : {1, 255, 256, 257, kReports}) {
    const auto report = history_->FindReport("p1", *common::Week::Parse("2021-W17"), version);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->invested_this_year_yuan(), version);
  }
}

TEST_F(FinisherTest, AStopAnswersAndKeepsWhatWasWritten) {
  HoldWith(CommandOf(File("p1", 1)));
  Answer waiting = Submit(CommandOf(File("p1", 2)));
  ASSERT_TRUE(WaitUntil([this] { return board_->Take().sequence().value == held_ + 1; }));
  std::future<void> stopped = std::async(std::launch::async, [this] { engine_->Stop(); });
  Release();
  stopped.get();
  ASSERT_TRUE(IsAnswered(waiting));
  EXPECT_TRUE(Wait(std::move(waiting)).ok());
  EXPECT_EQ(history_->applied().value, held_ + 1);
}

}  // namespace
}  // namespace wuse::engine
