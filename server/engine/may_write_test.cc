#include <atomic>

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

// An engine that is told, at any moment, that nothing more may be written.
class MayWriteTest : public EngineFixture {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Recover().ok());
    Engine::Parts parts = Parts();
    parts.may_write = [this] {
      return full_ ? common::MakeError(absl::StatusCode::kResourceExhausted, "full", {.reason = "DISK_NEARLY_FULL"})
                   : absl::OkStatus();
    };
    engine_ = std::make_unique<Engine>(parts);
    engine_->Start();
    MustWrite(Unit());
    MustWrite(Create(Project("a"), "known"));
  }
  common::Date EvaluatedOn() const { return board_->Take().evaluated_on(); }

  std::atomic<bool> full_ = false;
};

TEST_F(MayWriteTest, AWriteIsRefusedWithTheReasonAndGoesOnLater) {
  full_ = true;
  const int64_t before = head();
  const Result refused = Call(File("a", 100));
  EXPECT_EQ(ReasonOf(refused.status()), "DISK_NEARLY_FULL");
  EXPECT_EQ(head(), before);
  full_ = false;
  MustWrite(File("a", 100));
  EXPECT_EQ(head(), before + 1);
}

TEST_F(MayWriteTest, WhatWritesNothingIsAnsweredAllTheSame) {
  full_ = true;
  EXPECT_TRUE(Call(Create(Project("a"), "known")).ok()) << "a request that was answered before";
  v1::ApplyUnitsRequest same = Unit();
  EXPECT_TRUE(Call(same).ok()) << "nothing changes";
  v1::ApplyUnitsRequest validated = Unit("another", "另一个");
  validated.set_validate_only(true);
  EXPECT_TRUE(Call(validated).ok());
  EXPECT_EQ(Call(File("nobody", 1)).status().code(), absl::StatusCode::kNotFound) << "the caller's own mistake first";
}

TEST_F(MayWriteTest, ADayIsEvaluatedOnceThereIsRoom) {
  full_ = true;
  const int64_t before = head();
  engine_->CheckDay();
  EXPECT_EQ(ReasonOf(Call(File("a", 100)).status()), "DISK_NEARLY_FULL");  // the check came before it
  engine_->CheckDay();
  EXPECT_EQ(ReasonOf(Call(File("a", 101)).status()), "DISK_NEARLY_FULL");
  EXPECT_EQ(head(), before);
  EXPECT_FALSE(EvaluatedOn().IsSet());
  full_ = false;
  engine_->CheckDay();
  EXPECT_TRUE(WaitUntil([&] { return EvaluatedOn() == clock_.Today(); }));
}

}  // namespace
}  // namespace wuse::engine
