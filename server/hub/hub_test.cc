#include "server/hub/hub.h"

#include <atomic>
#include <thread>

#include "common/worker_pool.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/hub/hub_fixture.h"
#include "server/hub/shared_batches.h"
#include "server/ledger/faulty_ledger.h"
#include "server/ledger/memory_ledger.h"

namespace wuse::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = Delivery::State;

// Passes reads on and can make them wait; remembers from where they began. Thread-safe.
class GatedLedger : public ledger::Ledger {
 public:
  explicit GatedLedger(ledger::Ledger& inner) : inner_(inner) {}

  const std::string& store_id() const override { return inner_.store_id(); }
  ledger::Head head() const override { return inner_.head(); }
  absl::StatusOr<ledger::Head> Append(common::Sequence after, std::span<const std::string_view> records) override {
    return inner_.Append(after, records);
  }
  absl::StatusOr<std::vector<ledger::Record>> Read(common::Sequence from, ledger::ReadLimit limit) const override {
    {
      const common::MutexLock lock(mutex_);
      reads_.push_back(from.value);
    }
    gate_.Pass();
    auto records = inner_.Read(from, limit);
    ended_.Raise();
    return records;
  }
  absl::StatusOr<common::Sha256Digest> ChainAt(common::Sequence sequence) const override {
    return inner_.ChainAt(sequence);
  }

  Gate& gate() const { return gate_; }
  int64_t ended() const { return ended_.count(); }
  std::vector<int64_t> reads() const {
    const common::MutexLock lock(mutex_);
    return reads_;
  }

 private:
  ledger::Ledger& inner_;
  mutable Gate gate_;
  mutable Counter ended_;
  mutable common::Mutex mutex_;
  mutable std::vector<int64_t> reads_ WUSE_GUARDED_BY(mutex_);
};

class HubTest : public ::testing::Test {
 protected:
  // Updates after the ledger's head, each with one report of `project`.
  std::vector<v1::Update> Next(int count, const std::string& project = "mill", size_t bytes = 10) const {
    std::vector<v1::Update> updates;
    for (int i = 1; i <= count; ++i) {
      updates.push_back(UpdateOf(memory_.head().sequence.value + i, {ReportOf(project, bytes)}));
    }
    return updates;
  }
  void Put(Hub& hub, int count, const std::string& project = "mill", size_t bytes = 10) {
    PutThrough(memory_, hub, Next(count, project, bytes));
  }
  // In the ledger before there is a hub.
  void Fill(int count, const std::string& project = "mill", size_t bytes = 10) {
    AppendTo(memory_, Next(count, project, bytes));
  }
  std::unique_ptr<Hub> StartHub(Window window = {}) {
    return std::make_unique<Hub>(faulty_, readers_, memory_.head().sequence, window);
  }
  std::unique_ptr<Subscription> Subscribe(Hub& hub, int64_t after, const v1::WatchFilter& filter = {}) {
    return hub.Subscribe(WatchFilter(filter), {after}, [this] { bell_.Raise(); });
  }
  static v1::WatchFilter OnlyProject(const std::string& id) {
    v1::WatchFilter filter;
    filter.add_projects(id);
    return filter;
  }
  // Takes once more after the next ring.
  Delivery TakeAfterRing(Subscription& subscription, int64_t ring, size_t max_bytes = kPlenty) {
    EXPECT_TRUE(bell_.WaitFor(ring));
    return subscription.Take(max_bytes);
  }

  ledger::MemoryLedger memory_{"0123456789abcdef0123456789abcdef"};
  ledger::FaultyLedger faulty_{memory_};
  common::WorkerPool readers_{1, 1024};
  Counter bell_;
};

TEST_F(HubTest, AWaitingSubscriberIsWokenByAPublicationAndGetsIt) {
  const auto hub = StartHub();
  const auto subscription = Subscribe(*hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_EQ(bell_.count(), 0);
  Put(*hub, 2);
  const Delivery delivery = TakeAfterRing(*subscription, 1);
  EXPECT_EQ(delivery.state, State::kUpdates);
  EXPECT_THAT(SequencesOf(delivery.updates), ElementsAre(1, 2));
  EXPECT_EQ(delivery.cursor.value, 2);
  EXPECT_EQ(hub->head().value, 2);
  EXPECT_EQ(faulty_.read_count(), 0);
}

TEST_F(HubTest, WhoIsWithinTheWindowDoesNotReadTheLedger) {
  Fill(5);
  const auto hub = StartHub({.updates = 10, .bytes = kPlenty});
  Put(*hub, 10);
  const Delivery delivery = Subscribe(*hub, 5)->Take(kPlenty);
  EXPECT_EQ(SequencesOf(delivery.updates).size(), 10U);
  EXPECT_EQ(faulty_.read_count(), 0);
}

TEST_F(HubTest, WhoIsBehindTheWindowCatchesUpFromTheLedger) {
  Fill(3);
  const auto hub = StartHub({.updates = 2, .bytes = kPlenty});
  Put(*hub, 3);
  const auto subscription = Subscribe(*hub, 1);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  const Delivery delivery = TakeAfterRing(*subscription, 1);
  EXPECT_THAT(SequencesOf(delivery.updates), ElementsAre(2, 3, 4, 5, 6));
  EXPECT_EQ(delivery.cursor.value, 6);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_EQ(faulty_.read_count(), 1);
}

TEST_F(HubTest, TheWindowIsBoundedByBytesButKeepsTheNewest) {
  const auto hub = StartHub({.updates = 100, .bytes = 1000});
  Put(*hub, 3, "mill", 400);
  EXPECT_EQ(Subscribe(*hub, 0)->Take(kPlenty).state, State::kNothing);  // goes to the ledger
  EXPECT_THAT(SequencesOf(Subscribe(*hub, 1)->Take(kPlenty).updates), ElementsAre(2, 3));
  Put(*hub, 1, "mill", 5000);
  EXPECT_EQ(Subscribe(*hub, 2)->Take(kPlenty).state, State::kNothing);
  EXPECT_THAT(SequencesOf(Subscribe(*hub, 3)->Take(kPlenty).updates), ElementsAre(4));
}

TEST_F(HubTest, WhatIsDurableButNotPublishedIsNotShown) {
  Fill(3);
  const auto hub = StartHub();
  const std::vector<v1::Update> next = Next(1);
  AppendTo(memory_, next);
  const auto subscription = Subscribe(*hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_THAT(SequencesOf(TakeAfterRing(*subscription, 1).updates), ElementsAre(1, 2, 3));
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_EQ(bell_.count(), 1);
  hub->Publish({BlockOf(next[0])});
  EXPECT_THAT(SequencesOf(TakeAfterRing(*subscription, 2).updates), ElementsAre(4));
}

TEST_F(HubTest, ASubscriptionMayBeginAtWhatIsJustAboutToBePublished) {
  const auto hub = StartHub();
  const std::vector<v1::Update> next = Next(2);
  AppendTo(memory_, next);
  const auto subscription = Subscribe(*hub, 1);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  hub->Publish({BlockOf(next[0])});
  hub->Publish({BlockOf(next[1])});
  EXPECT_THAT(SequencesOf(TakeAfterRing(*subscription, 1).updates), ElementsAre(2));
}

TEST_F(HubTest, ABudgetIsKeptAndAtLeastOneUpdateIsGiven) {
  Fill(5, "mill", 100);
  const auto hub = StartHub();
  Put(*hub, 5, "mill", 100);
  const auto subscription = Subscribe(*hub, 0);
  EXPECT_EQ(subscription->Take(1).state, State::kNothing);
  ASSERT_TRUE(bell_.WaitFor(1));
  const size_t one = BlockOf(UpdateOf(1, {ReportOf("mill", 100)}))->bytes().size();
  EXPECT_THAT(SequencesOf(subscription->Take(1).updates), ElementsAre(1));
  const Delivery two = subscription->Take(2 * one);
  EXPECT_THAT(SequencesOf(two.updates), ElementsAre(2, 3));
  EXPECT_EQ(two.cursor.value, 3);
  EXPECT_THAT(SequencesOf(subscription->Take(3 * one - 1).updates), ElementsAre(4, 5));
  for (int64_t sequence = 6; sequence <= 10;) {
    const Delivery next = subscription->Take(one);
    ASSERT_EQ(next.state, State::kUpdates);
    EXPECT_THAT(SequencesOf(next.updates), ElementsAre(sequence));
    EXPECT_EQ(next.cursor.value, sequence++);
  }
}

TEST_F(HubTest, WhatDoesNotFitIsCutOffAtARoundPlaceAndFollows) {
  const auto hub = StartHub();
  Put(*hub, 200, "mill", 100);
  const size_t one = hub->FindRecent({150})->bytes().size();
  const auto subscription = Subscribe(*hub, 0);
  const Delivery first = subscription->Take(100 * one);
  EXPECT_EQ(first.cursor, EndOfBatch({0}, {100}));
  std::vector<int64_t> taken = SequencesOf(first.updates);
  while (taken.size() < 200) {
    const Delivery next = subscription->Take(100 * one);
    ASSERT_EQ(next.state, State::kUpdates);
    for (const int64_t sequence : SequencesOf(next.updates)) taken.push_back(sequence);
  }
  for (int64_t i = 0; i < 200; ++i) EXPECT_EQ(taken[static_cast<size_t>(i)], i + 1);
}

TEST_F(HubTest, ASingleUpdateBehindARoundPlaceComesOnce) {
  const auto hub = StartHub();
  Put(*hub, 98, "bridge");
  Put(*hub, 1, "mill");
  Put(*hub, 1, "bridge");
  Put(*hub, 1, "mill");
  Put(*hub, 40, "bridge");
  const auto subscription = Subscribe(*hub, 0, OnlyProject("mill"));
  const Delivery first = subscription->Take(hub->FindRecent({99})->bytes().size());
  EXPECT_THAT(SequencesOf(first.updates), ElementsAre(99));
  EXPECT_EQ(first.cursor.value, 100);
  EXPECT_THAT(SequencesOf(subscription->Take(1).updates), ElementsAre(101));
}

TEST_F(HubTest, WhoAsksForTheSameFromTheSamePlaceSharesItAndNobodyElse) {
  const auto hub = StartHub();
  Put(*hub, 3, "mill");
  Put(*hub, 1, "bridge");
  const Delivery first = Subscribe(*hub, 1)->Take(kPlenty);
  EXPECT_THAT(SequencesOf(first.updates), ElementsAre(2, 3, 4));
  EXPECT_EQ(Subscribe(*hub, 1)->Take(kPlenty).batch, first.batch);
  EXPECT_THAT(SequencesOf(Subscribe(*hub, 0)->Take(kPlenty).updates), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(SequencesOf(Subscribe(*hub, 1, OnlyProject("bridge"))->Take(kPlenty).updates), ElementsAre(4));
  EXPECT_THAT(SequencesOf(Subscribe(*hub, 1)->Take(1).updates), ElementsAre(2));
  Put(*hub, 1, "mill");
  EXPECT_THAT(SequencesOf(Subscribe(*hub, 1)->Take(kPlenty).updates), ElementsAre(2, 3, 4, 5));
}

TEST_F(HubTest, ACursorPassesWhatDoesNotMatch) {
  Fill(300, "bridge");
  const auto hub = StartHub();
  const auto subscription = Subscribe(*hub, 0, OnlyProject("mill"));
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  const Delivery caught_up = TakeAfterRing(*subscription, 1);
  EXPECT_EQ(caught_up.state, State::kNothing);
  EXPECT_EQ(caught_up.cursor.value, 300);
  Put(*hub, 2, "bridge");
  EXPECT_TRUE(WaitUntil([&] { return subscription->cursor().value == 302; }));
  EXPECT_EQ(bell_.count(), 1) << "woken for nothing";
  Put(*hub, 1, "mill");
  Put(*hub, 1, "bridge");
  ASSERT_TRUE(bell_.WaitFor(2));
  Delivery delivery = subscription->Take(kPlenty);
  EXPECT_THAT(SequencesOf(delivery.updates), ElementsAre(303));
  EXPECT_EQ(delivery.cursor.value, 304);
}

TEST_F(HubTest, WhoAsksAgainWhileItWaitsIsWokenOnce) {
  const auto hub = StartHub();
  const auto subscription = Subscribe(*hub, 0);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  Put(*hub, 1);
  EXPECT_TRUE(bell_.WaitFor(1));
  hub->Stop();  // whatever else is to be called has been called
  EXPECT_EQ(bell_.count(), 1);
}

TEST_F(HubTest, AClosedSubscriptionIsForgottenAtOnce) {
  const auto hub = StartHub();
  auto token = std::make_shared<int>();
  const std::weak_ptr<int> watched = token;
  auto subscription = hub->Subscribe({}, {0}, [held = std::move(token)] {});
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  subscription.reset();
  EXPECT_TRUE(watched.expired()) << "kept until the next publication, which may be days away";
}

TEST_F(HubTest, OneTurnReadsALimitedAmountForOneDelivery) {
  constexpr size_t kBytes = 16 << 10;
  Fill(100, "mill", kBytes);
  const auto hub = StartHub();
  const auto subscription = Subscribe(*hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  const Delivery first = TakeAfterRing(*subscription, 1);
  size_t bytes = 0;
  for (const FilteredUpdate& update : first.updates) bytes += BytesOf(update).size();
  EXPECT_GE(bytes, common::kMaxResponseChunkBytes);
  EXPECT_LT(bytes, common::kMaxResponseChunkBytes + kBytes + 200);
  EXPECT_EQ(faulty_.read_count(), 1);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_EQ(TakeAfterRing(*subscription, 2).updates[0].block->sequence().value, first.cursor.value + 1);
}

TEST_F(HubTest, TurnsWithoutAMatchGoOnAndWakeNobodyBeforeTheEnd) {
  Fill(3 * common::kCatchUpRecords, "bridge");
  Fill(1, "mill");
  const auto hub = StartHub();
  const auto subscription = Subscribe(*hub, 0, OnlyProject("mill"));
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_THAT(SequencesOf(TakeAfterRing(*subscription, 1).updates), ElementsAre(3 * common::kCatchUpRecords + 1));
  EXPECT_EQ(bell_.count(), 1);
  EXPECT_EQ(faulty_.read_count(), 4);
}

TEST_F(HubTest, ThoseWhoCatchUpTakeTurns) {
  constexpr int kTurn = common::kCatchUpRecords;
  Fill(3 * kTurn, "bridge");
  GatedLedger gated(memory_);
  Hub hub(gated, readers_, memory_.head().sequence);
  const auto first = Subscribe(hub, 0, OnlyProject("mill"));
  const auto second = Subscribe(hub, 1, OnlyProject("mill"));
  EXPECT_EQ(first->Take(kPlenty).state, State::kNothing);
  ASSERT_TRUE(gated.gate().WaitForComers(1));
  EXPECT_EQ(second->Take(kPlenty).state, State::kNothing);
  gated.gate().Open();
  ASSERT_TRUE(bell_.WaitFor(2));
  EXPECT_THAT(gated.reads(), ElementsAre(1, 2, kTurn + 1, kTurn + 2, 2 * kTurn + 1, 2 * kTurn + 2));
}

TEST_F(HubTest, AFullReaderQueueIsAskedAgain) {
  common::WorkerPool narrow(1, 1);
  Gate gate;
  ASSERT_TRUE(narrow.TrySubmit([&gate] { gate.Pass(); }));
  ASSERT_TRUE(gate.WaitForComers(1));
  ASSERT_TRUE(narrow.TrySubmit([] {}));
  Fill(3);
  Hub hub(faulty_, narrow, memory_.head().sequence);
  const auto first = Subscribe(hub, 0);
  const auto second = Subscribe(hub, 1);
  EXPECT_EQ(first->Take(kPlenty).state, State::kNothing);
  EXPECT_EQ(second->Take(kPlenty).state, State::kNothing);
  EXPECT_FALSE(narrow.TrySubmit([] {}));
  gate.Open();
  ASSERT_TRUE(bell_.WaitFor(2));
  EXPECT_THAT(SequencesOf(first->Take(kPlenty).updates), ElementsAre(1, 2, 3));
  EXPECT_THAT(SequencesOf(second->Take(kPlenty).updates), ElementsAre(2, 3));
}

TEST_F(HubTest, WhenTheLedgerCannotBeReadTheSubscriptionFailsAndOthersGoOn) {
  Fill(3);
  const auto hub = StartHub();
  faulty_.FailRead(1, absl::UnavailableError("the disk sulks"));
  const auto subscription = Subscribe(*hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  const Delivery delivery = TakeAfterRing(*subscription, 1);
  EXPECT_EQ(delivery.state, State::kFailed);
  EXPECT_EQ(delivery.status, absl::UnavailableError("the disk sulks"));
  EXPECT_EQ(delivery.cursor.value, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kFailed);
  const auto other = Subscribe(*hub, 0);
  EXPECT_EQ(other->Take(kPlenty).state, State::kNothing);
  EXPECT_THAT(SequencesOf(TakeAfterRing(*other, 2).updates), ElementsAre(1, 2, 3));
}

// What a subscriber from the beginning gets of a ledger whose records were these bytes all along.
absl::Status FailureOf(const std::vector<std::string>& records, int64_t head) {
  ledger::MemoryLedger ledger("0123456789abcdef0123456789abcdef");
  const std::vector<std::string_view> views(records.begin(), records.end());
  EXPECT_TRUE(ledger.Append({0}, views).ok());
  common::WorkerPool readers(1, 8);
  Counter bell;
  Hub hub(ledger, readers, {head});
  const auto subscription = hub.Subscribe({}, {0}, [&bell] { bell.Raise(); });
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_TRUE(bell.WaitFor(1));
  Delivery delivery = subscription->Take(kPlenty);
  if (delivery.state == State::kUpdates) {  // what was there before the damage
    EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
    EXPECT_TRUE(bell.WaitFor(2));
    delivery = subscription->Take(kPlenty);
  }
  EXPECT_EQ(delivery.state, State::kFailed);
  return delivery.status;
}

TEST(HubDamage, ARecordThatIsNotTheUpdateOfItsSequenceIsDataLossNamingIt) {
  const std::string good = UpdateOf(1, {ReportOf("mill")}).SerializeAsString();
  const std::string third = UpdateOf(3, {ReportOf("mill")}).SerializeAsString();
  for (const std::string& second : {std::string("garbage"), third, good}) {
    const absl::Status status = FailureOf({good, second, third}, 3);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(std::string(status.message()), HasSubstr("record 2"));
  }
}

TEST(HubDamage, ALedgerThatEndsBeforeWhatWasPublishedIsDataLoss) {
  const absl::Status status = FailureOf({UpdateOf(1, {ReportOf("mill")}).SerializeAsString()}, 5);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("record 2"));
}

TEST_F(HubTest, AStrayEditInTheLedgerEndsTheSubscription) {
  Fill(3);
  memory_.Tamper({2}, Next(1)[0].SerializeAsString());
  const auto hub = StartHub();
  const auto subscription = Subscribe(*hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  EXPECT_EQ(TakeAfterRing(*subscription, 1).status.code(), absl::StatusCode::kDataLoss);
}

TEST_F(HubTest, AStoppedHubWakesNobodyAndReadsNothing) {
  Fill(3);
  const auto hub = StartHub({.updates = 2, .bytes = kPlenty});
  const auto waiting = Subscribe(*hub, 3);
  EXPECT_EQ(waiting->Take(kPlenty).state, State::kNothing);
  hub->Stop();
  hub->Stop();
  Put(*hub, 1);
  const auto behind = Subscribe(*hub, 0);
  EXPECT_EQ(behind->Take(kPlenty).state, State::kNothing);
  readers_.Stop();
  EXPECT_EQ(bell_.count(), 0);
  EXPECT_EQ(faulty_.read_count(), 0);
}

TEST_F(HubTest, StopWaitsForATurnUnderWay) {
  Fill(3);
  const GatedLedger gated(memory_);
  Hub hub(gated, readers_, memory_.head().sequence);
  const auto subscription = Subscribe(hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  ASSERT_TRUE(gated.gate().WaitForComers(1));
  Counter stopping;
  std::thread opener([&] {
    EXPECT_TRUE(stopping.WaitFor(1));
    for (int i = 0; i < 10'000; ++i) std::this_thread::yield();  // gives a Stop that does not wait its chance
    gated.gate().Open();
  });
  stopping.Raise();
  hub.Stop();
  EXPECT_EQ(gated.ended(), 1);
  EXPECT_EQ(bell_.count(), 1);
  opener.join();
}

TEST_F(HubTest, TurnsThatStillWaitWhenTheHubStopsDoNotTouchTheLedger) {
  Gate gate;
  ASSERT_TRUE(readers_.TrySubmit([&gate] { gate.Pass(); }));
  Fill(3);
  auto hub = StartHub();
  const auto subscription = Subscribe(*hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  hub.reset();
  Counter passed;
  ASSERT_TRUE(readers_.TrySubmit([&passed] { passed.Raise(); }));
  gate.Open();
  ASSERT_TRUE(passed.WaitFor(1));
  EXPECT_EQ(faulty_.read_count(), 0);
  EXPECT_EQ(bell_.count(), 0);
}

TEST_F(HubTest, ASubscriptionMayOutliveItsHub) {
  auto hub = StartHub();
  const auto live = Subscribe(*hub, 0);
  const auto later = Subscribe(*hub, 0);
  EXPECT_EQ(live->Take(kPlenty).state, State::kNothing);
  Put(*hub, 1);
  hub.reset();
  EXPECT_THAT(SequencesOf(later->Take(kPlenty).updates), ElementsAre(1));
  EXPECT_THAT(SequencesOf(live->Take(kPlenty).updates), ElementsAre(1));
  EXPECT_EQ(live->Take(kPlenty).state, State::kNothing);
}

TEST_F(HubTest, ASubscriptionMayGoWhileItsTurnRuns) {
  Fill(3);
  const GatedLedger gated(memory_);
  Hub hub(gated, readers_, memory_.head().sequence);
  auto subscription = Subscribe(hub, 0);
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  ASSERT_TRUE(gated.gate().WaitForComers(1));
  subscription.reset();
  gated.gate().Open();
  hub.Stop();
  EXPECT_EQ(bell_.count(), 0);
}

TEST_F(HubTest, DestructionWaitsForACallToEnd) {
  const auto hub = StartHub();
  Gate gate;
  std::atomic<bool> ended = false;
  auto subscription = hub->Subscribe({}, {0}, [&] {
    gate.Pass();
    for (int i = 0; i < 10'000; ++i) std::this_thread::yield();  // gives a destructor that does not wait its chance
    ended = true;
  });
  EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
  Put(*hub, 1);
  ASSERT_TRUE(gate.WaitForComers(1));
  gate.Open();
  subscription.reset();
  EXPECT_TRUE(ended);
}

TEST_F(HubTest, ACallMayDestroyItsOwnSubscription) {
  Fill(1);
  const auto hub = StartHub();
  for (const int64_t after : {0, 1}) {  // from a reader, from the hub's thread
    std::unique_ptr<Subscription> subscription;
    Counter gone;
    Gate gate;
    subscription = hub->Subscribe({}, {after}, [&] {
      gate.Pass();
      subscription.reset();
      gone.Raise();
    });
    EXPECT_EQ(subscription->Take(kPlenty).state, State::kNothing);
    if (after == 1) Put(*hub, 1);
    gate.Open();
    ASSERT_TRUE(gone.WaitFor(1));
  }
  hub->Stop();
}

TEST_F(HubTest, ASlowCallDelaysNoPublication) {
  const auto hub = StartHub();
  Gate gate;
  const auto slow = hub->Subscribe({}, {0}, [&gate] { gate.Pass(); });
  EXPECT_EQ(slow->Take(kPlenty).state, State::kNothing);
  Put(*hub, 1);
  ASSERT_TRUE(gate.WaitForComers(1));
  Put(*hub, 5);
  EXPECT_EQ(Subscribe(*hub, 0)->Take(kPlenty).updates.size(), 6U);
  gate.Open();
}

// Each look at the window is so long that the publication begun with it falls between the look and the parking.
TEST_F(HubTest, NoWakeUpIsLostWhenPublicationAndParkingMeet) {
  constexpr int64_t kLong = 50;
  constexpr int64_t kRounds = 10;
  const auto hub = StartHub();
  for (int64_t sequence = 1; sequence <= kLong; ++sequence) {
    hub->Publish({BlockOf(UpdateOf(sequence, std::vector(1000, ReportOf("bridge"))))});
  }
  std::atomic<int64_t> round = 0;
  std::thread publisher([&] {
    for (int64_t i = 1; i <= kRounds; ++i) {
      const auto block = BlockOf(UpdateOf(kLong + i, {ReportOf("mill-" + std::to_string(i))}));
      while (round < i) std::this_thread::yield();
      hub->Publish({block});
    }
  });
  for (int64_t i = 1; i <= kRounds; ++i) {
    const auto subscription = Subscribe(*hub, 0, OnlyProject("mill-" + std::to_string(i)));
    const int64_t rung = bell_.count();
    round = i;
    Delivery delivery = subscription->Take(kPlenty);
    if (delivery.state == State::kNothing) delivery = TakeAfterRing(*subscription, rung + 1);
    EXPECT_THAT(SequencesOf(delivery.updates), ElementsAre(kLong + i));
    if (HasFailure()) break;
  }
  round = kRounds;
  publisher.join();
}

// Subscriptions come and go while they are woken and caught up; what their calls use goes right after them.
TEST_F(HubTest, SubscriptionsComeAndGoUnderLoad) {
  Fill(50);
  const auto hub = StartHub({.updates = 8, .bytes = kPlenty});
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&hub, &done, thread] {
      for (int i = 0; i < 400 || !done; ++i) {
        auto rings = std::make_unique<int64_t>(0);  // not atomic: a call after the destruction is a race
        auto subscription = hub->Subscribe({}, {(i * 7 + thread) % 50}, [&rings = *rings] { ++rings; });
        if (thread == 0) subscription = hub->Subscribe({}, hub->head(), [&rings = *rings] { ++rings; });
        subscription->Take(1000);
        if (i % 3 == 0) std::this_thread::yield();
        subscription.reset();
        ASSERT_GE(*rings, 0);
      }
    });
  }
  for (int i = 0; i < 300; ++i) Put(*hub, 1);
  done = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace wuse::hub
