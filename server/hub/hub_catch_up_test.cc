#include "common/worker_pool.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/hub/hub.h"
#include "server/hub/hub_fixture.h"
#include "server/ledger/memory_ledger.h"

// Where a stream that catches up resumes, and when it is woken.
namespace wuse::hub {
namespace {

using ::testing::ElementsAre;
using State = Delivery::State;

class HubCatchUp : public testing::Test {
 protected:
  void Fill(const std::vector<std::string>& projects) {
    for (const std::string& project : projects) {
      const v1::Update update = UpdateOf(ledger_.head().sequence.value + 1, {ReportOf(project)});
      AppendTo(ledger_, {&update, 1});
    }
  }

  // What the first turn of a subscription to the mill brings.
  Delivery CatchUpWithTheMill(int64_t head) {
    v1::WatchFilter mill;
    mill.add_projects("mill");
    hub_ = std::make_unique<Hub>(ledger_, readers_, common::Sequence{head});
    subscription_ = hub_->Subscribe(WatchFilter(mill), {0}, [this] { bell_.Raise(); });
    EXPECT_EQ(subscription_->Take(kPlenty).state, State::kNothing);
    EXPECT_TRUE(bell_.WaitFor(1));
    return subscription_->Take(kPlenty);
  }

  ledger::MemoryLedger ledger_{"0123456789abcdef0123456789abcdef"};
  common::WorkerPool readers_{1, 8};
  Counter bell_;
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<Subscription> subscription_;
};

TEST_F(HubCatchUp, ADeliveryThatEmptiesATurnPassesWhatTheTurnSawBehindIt) {
  Fill({"mill", "bridge", "mill", "bridge", "bridge"});
  const Delivery delivery = CatchUpWithTheMill(5);
  EXPECT_THAT(SequencesOf(delivery.updates), ElementsAre(1, 3));
  EXPECT_EQ(delivery.cursor.value, 5);
}

TEST_F(HubCatchUp, AFailureDoesNotPassWhatWasReadBeforeItButNotGiven) {
  Fill({"mill", "mill"});
  const std::string_view garbage = "garbage";
  ASSERT_TRUE(ledger_.Append({2}, {&garbage, 1}).ok());
  const Delivery delivery = CatchUpWithTheMill(3);
  ASSERT_EQ(delivery.state, State::kFailed);
  EXPECT_EQ(delivery.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(delivery.cursor.value, 0) << "resuming after it would lose the updates before the damage";
}

// Woken at each question it would ask again at once: a loop until the turn ends.
TEST_F(HubCatchUp, WhoAsksWhileATurnIsUnderWayIsWokenByTheTurnOnly) {
  Gate gate;
  ASSERT_TRUE(readers_.TrySubmit([&gate] { gate.Pass(); }));
  Fill({"mill", "mill", "mill"});
  Hub hub(ledger_, readers_, {3});
  const auto behind = hub.Subscribe({}, {0}, [this] { bell_.Raise(); });
  EXPECT_EQ(behind->Take(kPlenty).state, State::kNothing);
  EXPECT_EQ(behind->Take(kPlenty).state, State::kNothing);
  Counter live_bell;
  const auto live = hub.Subscribe({}, {3}, [&live_bell] { live_bell.Raise(); });
  for (int64_t round = 1; round <= 2; ++round) {  // after the second, all wake-ups of the first were made
    EXPECT_EQ(live->Take(kPlenty).state, State::kNothing);
    const v1::Update update = UpdateOf(3 + round, {ReportOf("mill")});
    PutThrough(ledger_, hub, {&update, 1});
    ASSERT_TRUE(live_bell.WaitFor(round));
    EXPECT_EQ(live->Take(kPlenty).state, State::kUpdates);
  }
  EXPECT_EQ(bell_.count(), 0);
  gate.Open();
  ASSERT_TRUE(bell_.WaitFor(1));
  EXPECT_THAT(SequencesOf(behind->Take(kPlenty).updates), ElementsAre(1, 2, 3, 4, 5));
}

}  // namespace
}  // namespace wuse::hub
