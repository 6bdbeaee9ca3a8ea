#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/hub/hub_core.h"
#include "server/hub/hub_fixture.h"
#include "server/ledger/memory_ledger.h"

// The hub's state machine under a scheduler that draws what happens next, without threads: publications, steps of the
// hub, turns on the readers, takings, and subscribers that come and go.
// HUB_STEPS=1000000 is the long form; HUB_SEED repeats a run.
namespace wuse::hub {
namespace {

constexpr int kProjects = 6;
constexpr size_t kSubscribers = 12;

int64_t NumberOf(const char* variable, int64_t by_default) {
  const char* const text = std::getenv(variable);
  return text != nullptr ? std::atoll(text) : by_default;
}

// A subscriber that takes when it is told that it may, and checks what it gets against what was published.
struct Subscriber {
  WatchFilter filter;
  std::function<bool(int project)> wants;
  int64_t position = 0;  // everything up to here was given or is not wanted
  size_t max_bytes = 0;
  bool rung = true;  // there may be something to take
  std::shared_ptr<SubscriptionState> state;
};

class Schedule {
 public:
  explicit Schedule(uint32_t seed) : random_(seed) {
    const Window window{.updates = static_cast<size_t>(1 + Below(40)), .bytes = kPlenty};
    core_ = std::make_shared<HubCore>(HubCore::Parts{.ledger = ledger_,
                                                     .readers =
                                                         [this](std::function<void()> task) {
                                                           if (tasks_.size() >= 3) return false;
                                                           tasks_.push_back(std::move(task));
                                                           return true;
                                                         },
                                                     .wake = [this] { awake_ = true; },
                                                     .head = {0},
                                                     .window = window});
    subscribers_.resize(kSubscribers);
    for (Subscriber& one : subscribers_) Connect(one, 0);
  }
  ~Schedule() {
    for (Subscriber& one : subscribers_) one.state->Close();
    core_->Stop();
  }

  void Run(int64_t steps) {
    for (int64_t step = 0; step < steps && !::testing::Test::HasFailure(); ++step) {
      const int drawn = Below(100);
      if (drawn < 15) Publish();
      if (drawn >= 15 && drawn < 40) StepCore();
      if (drawn >= 40 && drawn < 55) RunTask();
      if (drawn >= 55 && drawn < 97) TakeOne(subscribers_[static_cast<size_t>(Below(kSubscribers))]);
      if (drawn == 97) Reconnect(subscribers_[static_cast<size_t>(Below(kSubscribers))]);
      if (drawn == 98 && Below(20) == 0) Settle();
    }
    if (!::testing::Test::HasFailure()) Settle();
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint32_t>(bound)); }

  static std::string IdOf(int project) { return "p" + std::to_string(project); }

  void Connect(Subscriber& one, int64_t after) {
    v1::WatchFilter filter;
    const int kind = Below(4);
    const int project = Below(kProjects + 1);  // the last is nobody
    if (kind == 0) {
      one.wants = [](int) { return true; };
    } else if (kind == 1) {
      filter.add_units("unit" + std::to_string(project % 2));
      one.wants = [half = project % 2](int p) { return p % 2 == half; };
    } else {
      filter.add_projects(IdOf(project));
      one.wants = [project](int p) { return p == project; };
    }
    one.filter = WatchFilter(filter);
    one.max_bytes = Below(3) == 0 ? 1 : kPlenty;
    one.position = after;
    one.rung = true;
    one.state =
        std::make_shared<SubscriptionState>(core_, one.filter, common::Sequence{after}, [&one] { one.rung = true; });
  }

  void Reconnect(Subscriber& one) {
    one.state->Close();
    // From where it was, from now, or from the past.
    const int64_t head = static_cast<int64_t>(published_.size());
    const int way = Below(3);
    Connect(one, way == 0 ? one.position : way == 1 ? head : Below(static_cast<int>(std::min<int64_t>(head, 500)) + 1));
  }

  void Publish() {
    if (published_.size() >= 20'000) return;
    std::vector<v1::Update> updates;
    for (int i = 0, count = 1 + Below(3); i < count; ++i) {
      const int project = Below(kProjects);
      published_.push_back(project);
      v1::Change change = ReportOf(IdOf(project));
      change.mutable_match_before()->set_unit("unit" + std::to_string(project % 2));
      *change.mutable_match_after() = change.match_before();
      updates.push_back(UpdateOf(static_cast<int64_t>(published_.size()), {change}));
    }
    AppendTo(ledger_, updates);
    Blocks blocks;
    for (const v1::Update& update : updates) blocks.push_back(BlockOf(update));
    core_->Publish(std::move(blocks));
  }

  // As the hub's thread does it: only when it was woken, to the end or, here, a step at a time.
  void StepCore() {
    if (core_->ReadersWereFull()) core_->RetryTurns();
    if (!awake_) return;
    awake_ = false;
    if (core_->Step()) awake_ = true;
  }

  void RunTask() {
    if (tasks_.empty()) return;
    const auto drawn = tasks_.begin() + Below(static_cast<int>(tasks_.size()));
    const std::function<void()> task = std::move(*drawn);
    tasks_.erase(drawn);
    task();
  }

  void TakeOne(Subscriber& one) {
    if (!one.rung && Below(10) > 0) return;  // now and then without a reason, as a bookmark does
    one.rung = false;
    const Delivery delivery = one.state->Take(one.max_bytes);
    ASSERT_NE(delivery.state, Delivery::State::kFailed) << delivery.status;
    for (const FilteredUpdate& update : delivery.updates) {
      const int64_t sequence = update.block->sequence().value;
      ASSERT_GT(sequence, one.position) << "repeated";
      CheckPassed(one, sequence - 1);
      ASSERT_TRUE(one.wants(published_[static_cast<size_t>(sequence - 1)])) << "not asked for: " << sequence;
      one.position = sequence;
    }
    CheckPassed(one, delivery.cursor.value);
    if (delivery.state == Delivery::State::kUpdates) one.rung = true;  // it asks again when it has sent them
  }

  // Nothing that it wants lies between what it has and `sequence`.
  void CheckPassed(Subscriber& one, int64_t sequence) {
    ASSERT_LE(sequence, static_cast<int64_t>(published_.size()));
    for (int64_t between = one.position + 1; between <= sequence; ++between) {
      ASSERT_FALSE(one.wants(published_[static_cast<size_t>(between - 1)])) << "left out: " << between;
    }
    one.position = std::max(one.position, sequence);
  }

  // Runs everything that can run; then each must have everything, though nobody takes without having been called.
  void Settle() {
    bool busy = true;
    while (busy && !::testing::Test::HasFailure()) {
      busy = awake_ || !tasks_.empty() || core_->ReadersWereFull();
      StepCore();
      RunTask();
      for (Subscriber& one : subscribers_) {
        if (!one.rung) continue;
        busy = true;
        TakeOne(one);
      }
    }
    for (Subscriber& one : subscribers_) {
      CheckPassed(one, one.state->cursor().value);
      ASSERT_EQ(one.position, static_cast<int64_t>(published_.size())) << "parked with something to get";
    }
  }

  std::mt19937 random_;
  ledger::MemoryLedger ledger_{"0123456789abcdef0123456789abcdef"};
  std::vector<int> published_;  // the project of each update
  std::deque<std::function<void()>> tasks_;
  bool awake_ = false;
  std::shared_ptr<HubCore> core_;
  std::deque<Subscriber> subscribers_;
};

TEST(HubSchedule, UnderAnyScheduleEachGetsWhatItAskedForOnceAndNobodyIsForgotten) {
  int64_t left = NumberOf("HUB_STEPS", 60'000);
  auto seed = static_cast<uint32_t>(NumberOf("HUB_SEED", 0));
  if (seed == 0) seed = Seed();
  constexpr int64_t kStepsOfASchedule = 6'000;
  for (; left > 0 && !HasFailure(); left -= kStepsOfASchedule, ++seed) {
    SCOPED_TRACE("HUB_SEED=" + std::to_string(seed));
    Schedule(seed).Run(std::min(left, kStepsOfASchedule));
  }
}

}  // namespace
}  // namespace wuse::hub
