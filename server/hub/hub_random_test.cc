#include <algorithm>
#include <thread>

#include "common/worker_pool.h"
#include "gtest/gtest.h"
#include "server/hub/hub.h"
#include "server/hub/hub_fixture.h"
#include "server/ledger/memory_ledger.h"

// A publisher and subscribers of all sorts against a plain list of what each is to get.
namespace wuse::hub {
namespace {

using Random = std::mt19937;

constexpr int64_t kUpdates = 1000;
constexpr int64_t kBeforeTheHub = 100;  // already in the ledger when the hub starts

int Below(Random& random, int bound) {
  return static_cast<int>(random() % static_cast<uint32_t>(bound));
}

template <class Enum>
Enum AnyOf(Random& random, int last) {
  return static_cast<Enum>(Below(random, last + 1));
}

std::string IdOf(const char* noun, int number) {
  return std::string(noun) + std::to_string(number);
}

v1::Match AnyMatch(Random& random) {
  std::vector<std::string> lists;
  for (int list = 0; list < 3; ++list) {
    if (Below(random, 2) == 0) lists.push_back(IdOf("list", list));
  }
  return MakeMatch({.project = IdOf("p", Below(random, 12)),
                    .unit = IdOf("unit", Below(random, 4)),
                    .department = IdOf("dept", Below(random, 3)),
                    .lists = lists,
                    .category = AnyOf<v1::Category>(random, 5),
                    .level = AnyOf<v1::Level>(random, 4),
                    .color = AnyOf<v1::Color>(random, 6)});
}

v1::Change AnyChange(Random& random) {
  v1::Change change;
  const int kind = Below(random, 10);
  if (kind == 0) {
    change.mutable_day_evaluated()->set_date("2021-05-08");
    return change;
  }
  const bool unit = kind == 1;
  v1::Match after;
  if (unit) {
    after.set_unit(IdOf("unit", Below(random, 4)));
    change.mutable_unit_changed()->mutable_unit()->set_id(after.unit());
  } else {
    after = AnyMatch(random);
  }
  if (Below(random, 4) > 0) {
    *change.mutable_match_before() = after;
    if (!unit && Below(random, 2) == 0) change.mutable_match_before()->set_color(AnyOf<v1::Color>(random, 6));
  }
  *change.mutable_match_after() = after;
  if (unit) return change;
  if (kind < 4) change.mutable_project_changed()->mutable_project()->set_id(after.project());
  if (kind >= 4 && kind < 7) change.mutable_status_changed()->set_project(after.project());
  if (kind >= 7) {
    const size_t size = Below(random, 30) == 0 ? 20'000 : static_cast<size_t>(Below(random, 300));
    change.mutable_report_filed()->mutable_report()->set_progress(std::string(size, 'x'));
  }
  return change;
}

std::vector<v1::Update> AnyUpdates(Random& random) {
  std::vector<v1::Update> updates;
  for (int64_t sequence = 1; sequence <= kUpdates; ++sequence) {
    std::vector<v1::Change> changes;
    const int count = Below(random, 10) == 0 ? 40 : 1 + Below(random, 4);
    for (int i = 0; i < count; ++i) changes.push_back(AnyChange(random));
    updates.push_back(UpdateOf(sequence, std::move(changes)));
  }
  return updates;
}

v1::WatchFilter AnyFilter(Random& random) {
  v1::WatchFilter filter;
  if (Below(random, 4) == 0) return filter;
  for (int i = 0; i < 2; ++i) {  // one or two fields, each with a value or two
    const int field = Below(random, 9);
    for (int value = 0; value < 1 + Below(random, 2); ++value) {
      if (field == 0) filter.add_units(IdOf("unit", Below(random, 5)));
      if (field == 1) filter.add_departments(IdOf("dept", Below(random, 3)));
      if (field == 2) filter.add_lists(IdOf("list", Below(random, 3)));
      if (field == 3) filter.add_projects(IdOf("p", Below(random, 12)));
      if (field == 4) filter.add_categories(AnyOf<v1::Category>(random, 5));
      if (field == 5) filter.add_levels(AnyOf<v1::Level>(random, 4));
      if (field == 6) filter.add_colors(AnyOf<v1::Color>(random, 6));
      if (field == 7) filter.add_change_kinds(AnyOf<v1::ChangeKind>(random, 5));
      if (field == 8) filter.add_projects("nobody");  // hardly anything matches: long ways without a delivery
    }
  }
  return filter;
}

// What the filter's comment in the proto says, as plainly as it can be put.
template <class Values, class Value>
bool Has(const Values& values, const Value& value) {
  return values.empty() || std::count(values.begin(), values.end(), value) > 0;
}

bool IsAsked(const v1::WatchFilter& filter, const v1::Match& match) {
  bool list = filter.lists().empty();
  for (const std::string& id : match.lists()) list = list || Has(filter.lists(), id);
  return list && Has(filter.units(), match.unit()) && Has(filter.departments(), match.department()) &&
         Has(filter.projects(), match.project()) && Has(filter.categories(), match.category()) &&
         Has(filter.levels(), match.level()) && Has(filter.colors(), match.color());
}

bool IsAsked(const v1::WatchFilter& filter, const v1::Change& change) {
  const v1::ChangeKind kind = change.has_unit_changed()      ? v1::UNIT_CHANGED
                              : change.has_project_changed() ? v1::PROJECT_CHANGED
                              : change.has_report_filed()    ? v1::REPORT_FILED
                              : change.has_status_changed()  ? v1::STATUS_CHANGED
                                                             : v1::DAY_EVALUATED;
  if (!Has(filter.change_kinds(), kind)) return false;
  const bool of_projects = filter.departments_size() + filter.lists_size() + filter.projects_size() +
                               filter.categories_size() + filter.levels_size() + filter.colors_size() >
                           0;
  if (kind == v1::DAY_EVALUATED) return !of_projects && filter.units().empty();
  if (kind == v1::UNIT_CHANGED) return !of_projects && Has(filter.units(), change.match_after().unit());
  return (change.has_match_before() && IsAsked(filter, change.match_before())) || IsAsked(filter, change.match_after());
}

std::vector<std::string> Expected(const std::vector<v1::Update>& updates, const v1::WatchFilter& filter,
                                  int64_t after) {
  std::vector<std::string> expected;
  for (const v1::Update& update : updates) {
    if (update.sequence() <= after) continue;
    v1::Update filtered = update;
    filtered.clear_changes();
    for (const v1::Change& change : update.changes()) {
      if (IsAsked(filter, change)) *filtered.add_changes() = change;
    }
    if (filtered.changes_size() > 0) expected.push_back(filtered.SerializeAsString());
  }
  return expected;
}

// How a subscriber reads.
struct Habits {
  v1::WatchFilter filter;
  int64_t after = 0;         // at the start; -1: from now
  size_t max_bytes = 0;      // of one Take
  int64_t lag = 0;           // lets so many updates pass before it looks again: falls out of the window
  int reconnect_one_in = 0;  // takings after which it subscribes anew from its cursor; 0: never
};

struct World {
  explicit World(Window window) : hub(ledger, readers, {kBeforeTheHub}, window) {}
  ledger::MemoryLedger ledger{"0123456789abcdef0123456789abcdef"};
  common::WorkerPool readers{2, 2};  // a queue that is full now and then
  Counter published;                 // up to which sequence
  Hub hub;
};

class Reader {
 public:
  Reader(World& world, Habits habits, uint32_t seed) : world_(world), habits_(std::move(habits)), random_(seed) {}

  // Until everything was looked at.
  void Run() {
    start_ = habits_.after >= 0 ? habits_.after : world_.hub.head().value;
    cursor_.value = start_;
    Connect();
    while (cursor_.value < kUpdates && !::testing::Test::HasFatalFailure()) TakeOnce();
    subscription_.reset();
  }

  const std::vector<std::string>& received() const { return received_; }
  const Habits& habits() const { return habits_; }
  int64_t start() const { return start_; }
  const Counter& looked_at() const { return looked_at_; }

 private:
  void Connect() {
    subscription_.reset();
    bell_ = std::make_shared<Counter>();
    subscription_ = world_.hub.Subscribe(WatchFilter(habits_.filter), cursor_, [bell = bell_] { bell->Raise(); });
  }

  void TakeOnce() {
    ASSERT_TRUE(world_.published.WaitFor(std::min(kUpdates, cursor_.value + habits_.lag)));
    const int64_t rung = bell_->count();
    const Delivery delivery = subscription_->Take(habits_.max_bytes);
    ASSERT_NE(delivery.state, Delivery::State::kFailed) << delivery.status;
    ASSERT_GE(delivery.cursor, cursor_);
    cursor_ = delivery.cursor;
    if (delivery.state == Delivery::State::kNothing) {
      ASSERT_TRUE(delivery.updates.empty());
      looked_at_.RaiseTo(cursor_.value);
      if (cursor_.value == kUpdates) return;
      // Woken, or passed by everything: the rest of it concerns others.
      ASSERT_TRUE(WaitUntil([&] {
        cursor_ = std::max(cursor_, subscription_->cursor());
        looked_at_.RaiseTo(cursor_.value);
        return bell_->count() > rung || cursor_.value == kUpdates;
      })) << "never woken after "
          << cursor_.value;
      return;
    }
    Keep(delivery);
    if (habits_.reconnect_one_in > 0 && random_() % static_cast<uint32_t>(habits_.reconnect_one_in) == 0) Connect();
  }

  void Keep(const Delivery& delivery) {
    ASSERT_FALSE(delivery.updates.empty());
    ASSERT_GE(delivery.cursor, delivery.updates.back().block->sequence());
    size_t bytes = 0;
    for (const FilteredUpdate& update : delivery.updates) {
      received_.push_back(BytesOf(update));
      bytes += received_.back().size();
    }
    ASSERT_TRUE(bytes <= habits_.max_bytes || delivery.updates.size() == 1) << bytes;
    looked_at_.RaiseTo(cursor_.value);
  }

  World& world_;
  const Habits habits_;
  Random random_;
  int64_t start_ = 0;
  common::Sequence cursor_;
  std::shared_ptr<Counter> bell_;
  std::unique_ptr<Subscription> subscription_;
  std::vector<std::string> received_;
  Counter looked_at_;
};

Habits AnyHabits(Random& random, int number) {
  constexpr size_t kBudgets[] = {1, 700, 5'000, 256 << 10};
  return {.filter = AnyFilter(random),
          .after = number % 3 == 0 ? -1 : Below(random, static_cast<int>(kBeforeTheHub) + 1),
          .max_bytes = kBudgets[Below(random, 4)],
          .lag = number % 2 == 0 ? 0 : Below(random, 200),
          .reconnect_one_in = number % 4 == 1 ? 10 : 0};
}

// Publishes the rest in groups; now and then waits until the fast readers have seen everything, so that they
// alternate between the window, the ledger and waiting.
void PublishAll(World& world, const std::vector<v1::Update>& updates,
                const std::vector<std::unique_ptr<Reader>>& readers, Random& random) {
  world.published.RaiseTo(kBeforeTheHub);
  for (int64_t done = kBeforeTheHub; done < kUpdates;) {
    const int64_t group = std::min<int64_t>(1 + Below(random, 10), kUpdates - done);
    PutThrough(world.ledger, world.hub,
               std::span(updates).subspan(static_cast<size_t>(done), static_cast<size_t>(group)));
    done += group;
    world.published.RaiseTo(done);
    if (Below(random, 12) > 0) continue;
    for (const auto& reader : readers) {
      if (reader->habits().lag > 0) continue;
      ASSERT_TRUE(reader->looked_at().WaitFor(done));
    }
  }
}

void RunRound(uint32_t seed) {
  Random random(seed);
  const std::vector<v1::Update> updates = AnyUpdates(random);
  World world(
      {.updates = static_cast<size_t>(1 + Below(random, 60)), .bytes = static_cast<size_t>(Below(random, 60'000))});
  AppendTo(world.ledger, std::span(updates).first(kBeforeTheHub));
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 8; ++i) {
    readers.push_back(std::make_unique<Reader>(world, AnyHabits(random, i), static_cast<uint32_t>(random())));
  }
  std::vector<std::thread> threads;
  threads.reserve(readers.size());
  for (const auto& reader : readers) threads.emplace_back([&reader] { reader->Run(); });
  PublishAll(world, updates, readers, random);
  for (std::thread& thread : threads) thread.join();
  for (const auto& reader : readers) {
    const std::vector<std::string> expected = Expected(updates, reader->habits().filter, reader->start());
    const std::string who = reader->habits().filter.ShortDebugString() + " after " + std::to_string(reader->start());
    ASSERT_EQ(reader->received().size(), expected.size()) << who;
    ASSERT_TRUE(reader->received() == expected) << who;  // whole, in order, each once
  }
}

TEST(HubRandom, EverySubscriberGetsExactlyWhatMatchesInOrderOnceAndWhole) {
  const uint32_t seed = Seed();
  for (uint32_t round = 0; round < 5; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed + round));
    RunRound(seed + round);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace wuse::hub
