#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/fake_clock.h"
#include "common/mutex.h"
#include "common/worker_pool.h"
#include "gtest/gtest.h"
#include "server/api/stream_registry.h"
#include "server/api/watch_stream.h"
#include "server/board/board_fixture.h"
#include "server/ledger/memory_ledger.h"

namespace wuse::api {

inline constexpr std::chrono::seconds kDeadline{20};

// A writer that keeps what it is given. Writes end when the test says so, or at once from a thread of their own.
// Thread-safe.
class FakeWriter : public StreamWriter {
 public:
  void Write(Rope response) override {
    const common::MutexLock lock(mutex_);
    EXPECT_FALSE(in_flight_) << "two writes at once";
    EXPECT_FALSE(finished_) << "a write after the end";
    in_flight_ = true;
    bytes_.push_back(response.size());
    v1::WatchResponse parsed;
    EXPECT_TRUE(parsed.ParseFromString(response.Flatten()));
    responses_.push_back(std::move(parsed));
    changed_.NotifyAll();
  }

  void Finish(const absl::Status& status) override {
    const common::MutexLock lock(mutex_);
    EXPECT_FALSE(finished_) << "finished twice";
    finished_ = status;
    changed_.NotifyAll();
  }

  void Abort(const absl::Status& status) override {
    std::function<void()> during;
    {
      const common::MutexLock lock(mutex_);
      aborted_ = status;
      during = during_abort_;
      changed_.NotifyAll();
    }
    if (during) during();
  }

  // The write that was begun and not yet told as ended; none at the end of the stream or of the deadline.
  std::optional<v1::WatchResponse> NextWrite() {
    const common::MutexLock lock(mutex_);
    WaitUntil([this]() WUSE_REQUIRES(mutex_) { return !responses_.empty() || finished_.has_value(); });
    if (responses_.empty()) return std::nullopt;
    v1::WatchResponse response = std::move(responses_.front());
    responses_.pop_front();
    in_flight_ = false;
    return response;
  }

  bool HasWrite() {
    const common::MutexLock lock(mutex_);
    return !responses_.empty();
  }

  std::optional<absl::Status> WaitForFinish() {
    const common::MutexLock lock(mutex_);
    WaitUntil([this]() WUSE_REQUIRES(mutex_) { return finished_.has_value(); });
    return finished_;
  }

  std::optional<absl::Status> finished() {
    const common::MutexLock lock(mutex_);
    return finished_;
  }
  std::optional<absl::Status> aborted() {
    const common::MutexLock lock(mutex_);
    return aborted_;
  }
  std::vector<size_t> sizes() {
    const common::MutexLock lock(mutex_);
    return bytes_;
  }
  void DuringAbort(std::function<void()> call) {
    const common::MutexLock lock(mutex_);
    during_abort_ = std::move(call);
  }

 private:
  template <class Condition>
  void WaitUntil(const Condition& condition) WUSE_REQUIRES(mutex_) {
    const common::RealClock clock;
    const common::SteadyTime end = clock.Steady() + kDeadline;
    while (!condition() && clock.Steady() < end) changed_.WaitFor(mutex_, std::chrono::milliseconds(200));
  }

  common::Mutex mutex_;
  common::CondVar changed_;
  bool in_flight_ WUSE_GUARDED_BY(mutex_) = false;
  std::deque<v1::WatchResponse> responses_ WUSE_GUARDED_BY(mutex_);
  std::vector<size_t> bytes_ WUSE_GUARDED_BY(mutex_);
  std::optional<absl::Status> finished_ WUSE_GUARDED_BY(mutex_);
  std::optional<absl::Status> aborted_ WUSE_GUARDED_BY(mutex_);
  std::function<void()> during_abort_ WUSE_GUARDED_BY(mutex_);
};

// A ledger, a board and a hub that updates are put through as the engine does it, and streams over fake writers.
class WatchFixture : public ::testing::Test {
 protected:
  static constexpr const char* kStoreId = "0123456789abcdef0123456789abcdef";

  // Appends one update with these changes, commits and publishes it. One thread.
  void Put(std::vector<v1::Change> changes) {
    v1::Update update;
    update.set_sequence(ledger_.head().sequence.value + 1);
    update.set_date("2021-05-08");
    update.set_actor("tester");
    for (v1::Change& change : changes) *update.add_changes() = std::move(change);
    const std::string bytes = update.SerializeAsString();
    const std::string_view record = bytes;
    ASSERT_TRUE(ledger_.Append(ledger_.head().sequence, std::span(&record, 1)).ok());
    board::Staging staging(board_);
    for (const v1::Change& change : update.changes()) staging.Apply(change);
    board_.Commit(std::move(staging), {update.sequence()});
    auto block = hub::UpdateBlock::Parse(bytes);
    ASSERT_TRUE(block.ok());
    hub_.Publish({*block});
  }

  void PutProject(const std::string& id, const std::string& unit = "xiaoshun") {
    v1::Project project = board::TestProject(id);
    project.set_unit(unit);
    v1::Change change = board::ProjectChange(project, true);
    change.mutable_match_after()->set_project(id);
    change.mutable_match_after()->set_unit(unit);
    Put({change});
  }

  // Kept until the registry's thread has ended: a stream may be given a turn as the test ends.
  FakeWriter& NewWriter() { return writers_.emplace_back(); }

  // A stream on its own writer, already given its first turn.
  std::shared_ptr<WatchStream> Open(FakeWriter& writer, const v1::WatchRequest& request) {
    return Open(writer, request, registry_);
  }
  std::shared_ptr<WatchStream> Open(FakeWriter& writer, const v1::WatchRequest& request, StreamRegistry& registry) {
    const StreamRegistry::Id id = registry.NewId();
    auto source = WatchSource::Of(Parts(), request, registry.BellOf(id));
    EXPECT_TRUE(source.ok()) << source.status();
    if (!source.ok()) return nullptr;
    auto stream = std::make_shared<WatchStream>(*std::move(source), writer, clock_, registry.BellOf(id),
                                                registry.PacedBellOf(id));
    EXPECT_TRUE(registry.Add(id, {}, stream).ok());
    stream->Poke();
    return stream;
  }

  // Ends the write in flight and gives what it was.
  static v1::WatchResponse Read(WatchStream& stream, FakeWriter& writer) {
    std::optional<v1::WatchResponse> response = writer.NextWrite();
    EXPECT_TRUE(response.has_value()) << "nothing was written";
    if (!response) return {};
    stream.OnWritten(true);
    return *std::move(response);
  }

  // A tick passes over a stream that has its turn just now, as after an update that does not match.
  static void TickUntilWritten(WatchStream& stream, FakeWriter& writer) {
    const common::RealClock clock;
    const common::SteadyTime end = clock.Steady() + kDeadline;
    for (stream.Tick(); !writer.HasWrite() && clock.Steady() < end; stream.Tick()) std::this_thread::yield();
  }

  WatchSource::Parts Parts() const {
    return {.board = board_, .hub = hub_, .store_id = kStoreId, .clock = clock_, .calendar = calendar_};
  }

  static v1::WatchRequest From(int64_t sequence) {
    v1::WatchRequest request;
    request.set_from_sequence(sequence);
    return request;
  }
  static v1::WatchRequest Snapshot() {
    v1::WatchRequest request;
    request.mutable_snapshot();
    return request;
  }
  static v1::WatchRequest Resume(const std::string& token) {
    v1::WatchRequest request;
    request.set_resume_token(token);
    return request;
  }

  common::FakeClock clock_{common::Date::OfYmd(2021, 5, 8)};
  const common::WorkingDays calendar_;
  ledger::MemoryLedger ledger_{kStoreId};
  board::Board board_;
  common::WorkerPool readers_{2, 64};
  mutable hub::Hub hub_{ledger_, readers_, {0}};
  std::deque<FakeWriter> writers_;
  // Without a pace: each update is a response of its own.
  StreamRegistry registry_{clock_, {.in_all = 8, .of_caller = 4}, {.few = {}, .many = {}, .late = {}}};
};

}  // namespace wuse::api
