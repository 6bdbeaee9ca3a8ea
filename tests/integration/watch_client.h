#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/mutex.h"
#include "gtest/gtest.h"
#include "server/api/resume_token.h"
#include "tests/integration/register_calls.h"
#include "tests/support/raw_caller.h"
#include "tests/support/test_server.h"
#include "wuse/v1/alert_service.grpc.pb.h"
#include "wuse/v1/watch_service.grpc.pb.h"

namespace wuse::testing {

// The ways to start a Watch.
inline v1::WatchRequest FromNow() {
  v1::WatchRequest request;
  request.mutable_now();
  return request;
}
inline v1::WatchRequest FromSequence(int64_t sequence) {
  v1::WatchRequest request;
  request.set_from_sequence(sequence);
  return request;
}
inline v1::WatchRequest FromToken(const std::string& token) {
  v1::WatchRequest request;
  request.set_resume_token(token);
  return request;
}
inline v1::WatchRequest FromSnapshot() {
  v1::WatchRequest request;
  request.mutable_snapshot();
  return request;
}

inline bool IsBookmark(const v1::WatchResponse& response) {
  return !response.resume_token().empty() && response.updates().empty() && response.projects().empty() &&
         response.units().empty() && response.alerts().empty() && response.synced() == 0 && !response.synced_empty();
}

// A stream may live for a whole test, so its own deadline is longer than that of a call.
inline std::unique_ptr<grpc::ClientContext> ForStream(const std::string& actor) {
  std::unique_ptr<grpc::ClientContext> context = As(actor);
  context->set_deadline(common::RealClock().Now() + std::chrono::minutes(2));
  return context;
}

// One Watch stream, read all the time by a thread of its own. The test takes the responses one by one; what it waits
// for has a deadline. Destroyed, the call is cancelled.
class WatchClient {
 public:
  WatchClient(const Channel& channel, const v1::WatchRequest& request, const std::string& actor = "watcher")
      : context_(ForStream(actor)),
        stub_(v1::WatchService::NewStub(channel)),
        reader_(stub_->Watch(context_.get(), request)) {
    thread_ = std::thread([this] { Run(); });
  }
  // The same of a WatchAlerts.
  WatchClient(const Channel& channel, const v1::WatchAlertsRequest& request, const std::string& actor = "watcher")
      : context_(ForStream(actor)),
        alert_stub_(v1::AlertService::NewStub(channel)),
        reader_(alert_stub_->WatchAlerts(context_.get(), request)) {
    thread_ = std::thread([this] { Run(); });
  }
  ~WatchClient() {
    context_->TryCancel();
    thread_.join();
  }
  WatchClient(const WatchClient&) = delete;
  WatchClient& operator=(const WatchClient&) = delete;

  // The next response; none: the stream has ended, or the deadline has passed. A token is kept.
  std::optional<v1::WatchResponse> Next() {
    const common::MutexLock lock(mutex_);
    WaitUntil([this]() WUSE_REQUIRES(mutex_) { return !responses_.empty() || ended_; });
    if (responses_.empty()) return std::nullopt;
    v1::WatchResponse response = std::move(responses_.front());
    responses_.pop_front();
    if (!response.resume_token().empty()) token_ = response.resume_token();
    return response;
  }
  // Whether Next would answer without waiting.
  bool HasNext() {
    const common::MutexLock lock(mutex_);
    return !responses_.empty();
  }

  // Takes responses up to the one with this update, or up to the end. Everything taken is kept in updates().
  bool ReadTo(int64_t sequence) {
    while (updates_.empty() || updates_.back().sequence() < sequence) {
      std::optional<v1::WatchResponse> response = Next();
      if (!response) return false;
      Keep(*std::move(response));
    }
    return true;
  }
  // Takes all that there is, up to the end of the stream.
  grpc::Status ReadToEnd() {
    while (std::optional<v1::WatchResponse> response = Next()) Keep(*std::move(response));
    const common::MutexLock lock(mutex_);
    WaitUntil([this]() WUSE_REQUIRES(mutex_) { return ended_; });
    return ended_ ? status_ : grpc::Status(grpc::DEADLINE_EXCEEDED, "the stream goes on");
  }

  // The test's thread only.
  const std::vector<v1::Update>& updates() const { return updates_; }
  std::vector<int64_t> sequences() const {
    std::vector<int64_t> sequences;
    for (const v1::Update& update : updates_) sequences.push_back(update.sequence());
    return sequences;
  }
  std::vector<v1::Change> changes() const {
    std::vector<v1::Change> changes;
    for (const v1::Update& update : updates_) {
      changes.insert(changes.end(), update.changes().begin(), update.changes().end());
    }
    return changes;
  }
  const std::string& token() const { return token_; }  // the last one; it resumes after updates()

 private:
  void Keep(v1::WatchResponse response) {
    for (v1::Update& update : *response.mutable_updates()) updates_.push_back(std::move(update));
  }

  void Run() {
    v1::WatchResponse response;
    while (reader_->Read(&response)) {
      const common::MutexLock lock(mutex_);
      responses_.push_back(std::move(response));
      changed_.NotifyAll();
    }
    const grpc::Status status = reader_->Finish();
    const common::MutexLock lock(mutex_);
    status_ = status;
    ended_ = true;
    changed_.NotifyAll();
  }

  template <class Condition>
  void WaitUntil(const Condition& condition) WUSE_REQUIRES(mutex_) {
    constexpr std::chrono::seconds kLongest{20};
    const common::RealClock clock;
    const common::SteadyTime end = clock.Steady() + kLongest;
    while (!condition() && clock.Steady() < end) changed_.WaitFor(mutex_, std::chrono::milliseconds(200));
  }

  const std::unique_ptr<grpc::ClientContext> context_;
  const std::unique_ptr<v1::WatchService::Stub> stub_;  // one of the two
  const std::unique_ptr<v1::AlertService::Stub> alert_stub_;
  const std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;

  common::Mutex mutex_;
  common::CondVar changed_;
  std::deque<v1::WatchResponse> responses_ WUSE_GUARDED_BY(mutex_);
  bool ended_ WUSE_GUARDED_BY(mutex_) = false;
  grpc::Status status_ WUSE_GUARDED_BY(mutex_);

  std::vector<v1::Update> updates_;
  std::string token_;
  std::thread thread_;
};

// A Watch that reads only when the test does, on a connection of its own.
class LazyReader {
 public:
  LazyReader(const Channel& channel, const v1::WatchRequest& request)
      : context_(ForStream("sleeper")),
        stub_(v1::WatchService::NewStub(channel)),
        reader_(stub_->Watch(context_.get(), request)) {}
  ~LazyReader() { context_->TryCancel(); }
  LazyReader(const LazyReader&) = delete;
  LazyReader& operator=(const LazyReader&) = delete;

  std::optional<v1::WatchResponse> Read() {
    v1::WatchResponse response;
    if (!reader_->Read(&response)) return std::nullopt;
    return response;
  }
  // Once Read said that there is no more.
  grpc::Status Finish() { return reader_->Finish(); }

 private:
  const std::unique_ptr<grpc::ClientContext> context_;
  const std::unique_ptr<v1::WatchService::Stub> stub_;
  const std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
};

// Moves the clock by 15 s and ticks until the stream has something. Not just once: the end of the write before, from
// which the server counts, may be noticed by the server later than what was written is by the client.
inline std::optional<v1::WatchResponse> NextAfterTicks(TestServer& server, WatchClient& client) {
  WaitFor([&] {
    if (client.HasNext()) return true;
    server.clock().Advance(std::chrono::seconds(15));
    server.server().Tick();
    return client.HasNext();
  });
  return client.Next();
}

// The sequence that a token stands for.
inline int64_t SequenceOf(TestServer& server, const std::string& token) {
  const auto sequence = api::OpenResumeToken(server.server().store_id(), token);
  EXPECT_TRUE(sequence.ok()) << sequence.status();
  return sequence.ok() ? sequence->value : -1;
}

// A server with the projects a and b of one unit.
class WatchOfTwoProjects : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.Start();
    AddProjects(server_.channel(), "duohu", {"a", "b"});
  }

  // The sequence of a report that differs from all before.
  int64_t File(const std::string& project) {
    invested_ += 1000;
    const auto filed = FileReport(server_.channel(), AnyReport(project, "2021-W17", invested_));
    EXPECT_TRUE(filed.ok()) << filed.status.error_message();
    return filed.response.sequence();
  }

  TestServer server_;
  int64_t invested_ = 0;
};

inline std::vector<int64_t> Sequences(int64_t first, int64_t last) {
  std::vector<int64_t> sequences;
  for (int64_t sequence = first; sequence <= last; ++sequence) sequences.push_back(sequence);
  return sequences;
}

}  // namespace wuse::testing
