#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/mutex.h"
#include "gtest/gtest.h"
#include "server/hub/hub.h"
#include "server/ledger/ledger.h"

// What the tests of the hub share.
namespace wuse::hub {

inline constexpr std::chrono::seconds kDeadline{60};  // only a broken hub takes as long

inline constexpr size_t kPlenty = 64 << 20;  // more than any delivery of a test

// Until the condition holds. False when the time was up.
template <class Condition>
[[nodiscard]] bool WaitUntil(const Condition& condition) {
  const common::RealClock clock;
  for (const common::SteadyTime end = clock.Steady() + kDeadline; !condition(); std::this_thread::yield()) {
    if (clock.Steady() > end) return false;
  }
  return true;
}

inline uint32_t Seed() {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  return seed;
}

// A count that threads raise and wait for. Thread-safe.
class Counter {
 public:
  void Raise() {
    const common::MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }

  // Never down.
  void RaiseTo(int64_t count) {
    const common::MutexLock lock(mutex_);
    if (count > count_) count_ = count;
    changed_.NotifyAll();
  }

  int64_t count() const {
    const common::MutexLock lock(mutex_);
    return count_;
  }

  // Until the count is at least this. False when the time was up.
  [[nodiscard]] bool WaitFor(int64_t count) const {
    const common::RealClock clock;
    const common::SteadyTime end = clock.Steady() + kDeadline;
    const common::MutexLock lock(mutex_);
    while (count_ < count && clock.Steady() < end) changed_.WaitFor(mutex_, std::chrono::milliseconds(500));
    return count_ >= count;
  }

 private:
  mutable common::Mutex mutex_;
  mutable common::CondVar changed_;
  int64_t count_ WUSE_GUARDED_BY(mutex_) = 0;
};

// A place that threads wait at until it is opened. Thread-safe.
class Gate {
 public:
  // Counts those who come; returns once the gate is open.
  void Pass() {
    came_.Raise();
    opened_.WaitFor(1) ? void() : ADD_FAILURE() << "the gate was never opened";
  }
  void Open() { opened_.Raise(); }
  [[nodiscard]] bool WaitForComers(int count) const { return came_.WaitFor(count); }

 private:
  Counter came_;
  Counter opened_;
};

struct MatchValues {
  std::string project = {};
  std::string unit = {};
  std::string department = {};
  std::vector<std::string> lists = {};
  v1::Category category = v1::CATEGORY_UNSPECIFIED;
  v1::Level level = v1::LEVEL_UNSPECIFIED;
  v1::Color color = v1::COLOR_UNSPECIFIED;
};

inline v1::Match MakeMatch(const MatchValues& values) {
  v1::Match match;
  match.set_project(values.project);
  match.set_unit(values.unit);
  match.set_department(values.department);
  for (const std::string& list : values.lists) match.add_lists(list);
  match.set_category(values.category);
  match.set_level(values.level);
  match.set_color(values.color);
  return match;
}

// A report of this project, of about `bytes` bytes.
inline v1::Change ReportOf(const std::string& project, size_t bytes = 10) {
  v1::Change change;
  *change.mutable_match_before() = MakeMatch({.project = project, .unit = "xiaoshun"});
  *change.mutable_match_after() = change.match_before();
  change.mutable_report_filed()->mutable_report()->set_project(project);
  change.mutable_report_filed()->mutable_report()->set_progress(std::string(bytes, 'x'));
  return change;
}

inline v1::Update UpdateOf(int64_t sequence, std::vector<v1::Change> changes) {
  v1::Update update;
  update.set_sequence(sequence);
  update.mutable_time()->set_seconds(1'620'000'000 + sequence);
  update.set_date("2021-05-08");
  update.set_actor("tester");
  update.set_request_id("r" + std::to_string(sequence));
  for (v1::Change& change : changes) *update.add_changes() = std::move(change);
  return update;
}

inline std::shared_ptr<const UpdateBlock> BlockOf(const v1::Update& update) {
  auto block = UpdateBlock::Parse(update.SerializeAsString());
  EXPECT_TRUE(block.ok()) << block.status();
  return block.ok() ? *std::move(block) : nullptr;
}

inline void AppendTo(ledger::Ledger& ledger, std::span<const v1::Update> updates) {
  std::vector<std::string> bytes;
  for (const v1::Update& update : updates) bytes.push_back(update.SerializeAsString());
  const std::vector<std::string_view> records(bytes.begin(), bytes.end());
  const auto head = ledger.Append(ledger.head().sequence, records);
  EXPECT_TRUE(head.ok()) << head.status();
}

// As the engine does it: durable first, then shown.
inline void PutThrough(ledger::Ledger& ledger, Hub& hub, std::span<const v1::Update> updates) {
  AppendTo(ledger, updates);
  std::vector<std::shared_ptr<const UpdateBlock>> blocks;
  blocks.reserve(updates.size());
  for (const v1::Update& update : updates) blocks.push_back(BlockOf(update));
  hub.Publish(std::move(blocks));
}

// The bytes that a response carries for it.
inline std::string BytesOf(const FilteredUpdate& update) {
  std::string bytes(update.block->header());
  for (const uint32_t i : update.changes) {
    const UpdateBlock::Slice& slice = update.block->changes()[i];
    bytes += update.block->bytes().substr(slice.offset, slice.size);
  }
  return bytes;
}

inline std::vector<int64_t> SequencesOf(std::span<const FilteredUpdate> updates) {
  std::vector<int64_t> sequences;
  sequences.reserve(updates.size());
  for (const FilteredUpdate& update : updates) sequences.push_back(update.block->sequence().value);
  return sequences;
}

}  // namespace wuse::hub
