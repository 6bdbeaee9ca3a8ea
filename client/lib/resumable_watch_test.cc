#include "client/lib/resumable_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <thread>

#include "client/lib/error.h"
#include "client/lib/fake_server.h"

namespace wuse::client {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

using Writer = grpc::ServerWriter<v1::WatchResponse>;
// One stream: what it does with its request.
using Script = std::function<grpc::Status(const v1::WatchRequest&, grpc::ServerContext&, Writer&)>;

v1::WatchResponse WithUpdates(std::initializer_list<int64_t> sequences, const std::string& token) {
  v1::WatchResponse response;
  for (const int64_t sequence : sequences) response.add_updates()->set_sequence(sequence);
  response.set_resume_token(token);
  return response;
}

v1::WatchResponse SnapshotChunk(const std::string& project) {
  v1::WatchResponse response;
  response.add_projects()->set_id(project);
  return response;
}

// Plays one script for each stream, and remembers the requests.
class ScriptedWatch : public v1::WatchService::Service {
 public:
  explicit ScriptedWatch(std::deque<Script> scripts) : scripts_(std::move(scripts)) {}

  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request, Writer* writer) override {
    Script script;
    {
      const common::MutexLock lock(mutex_);
      requests_.push_back(*request);
      if (scripts_.empty()) return {grpc::StatusCode::INVALID_ARGUMENT, "no more streams in this test"};
      script = std::move(scripts_.front());
      scripts_.pop_front();
    }
    return script(*request, *context, *writer);
  }

  std::vector<v1::WatchRequest> requests() {
    const common::MutexLock lock(mutex_);
    return requests_;
  }

 private:
  common::Mutex mutex_;
  std::deque<Script> scripts_ WUSE_GUARDED_BY(mutex_);
  std::vector<v1::WatchRequest> requests_ WUSE_GUARDED_BY(mutex_);
};

// Sends these, then breaks off.
Script ThenBreak(std::vector<v1::WatchResponse> responses) {
  return [responses = std::move(responses)](const v1::WatchRequest&, grpc::ServerContext&, Writer& writer) {
    for (const v1::WatchResponse& response : responses) writer.Write(response);
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "broken");
  };
}

// Sends these, then says nothing until the client leaves.
Script ThenSilence(std::vector<v1::WatchResponse> responses) {
  return [responses = std::move(responses)](const v1::WatchRequest&, grpc::ServerContext& context, Writer& writer) {
    for (const v1::WatchResponse& response : responses) writer.Write(response);
    common::Mutex mutex;
    common::CondVar never;
    const common::MutexLock lock(mutex);
    while (!context.IsCancelled()) never.WaitFor(mutex, milliseconds(5));
    return grpc::Status::CANCELLED;
  };
}

struct Seen {
  std::vector<int64_t> sequences;
  std::vector<std::string> projects;
  int reconnects = 0;
  int snapshot_restarts = 0;
  absl::Status end;
  std::string token;
};

class ResumableWatchTest : public ::testing::Test {
 protected:
  // Watches until the update `last` was seen.
  Seen WatchUntil(ScriptedWatch& service, v1::WatchRequest request, int64_t last,
                  milliseconds idle_timeout = milliseconds(20'000)) {
    const FakeServer server({&service});
    auto connection = Connection::Open({.server = server.address(), .actor = "tester"});
    EXPECT_TRUE(connection.ok());
    ResumableWatch watch(**connection,
                         {.request = std::move(request),
                          .idle_timeout = idle_timeout,
                          .retry = {.max_attempts = 3, .first = milliseconds(1), .longest = milliseconds(2)}});
    Seen seen;
    seen.end = watch.Run({.on_response =
                              [&](const v1::WatchResponse& response) {
                                for (const auto& project : response.projects()) seen.projects.push_back(project.id());
                                for (const auto& update : response.updates())
                                  seen.sequences.push_back(update.sequence());
                                return seen.sequences.empty() || seen.sequences.back() < last;
                              },
                          .on_reconnect = [&](const absl::Status&, milliseconds) { ++seen.reconnects; },
                          .on_snapshot_restart = [&] { ++seen.snapshot_restarts; }});
    seen.token = watch.resume_token();
    return seen;
  }
};

v1::WatchRequest FromStart() {
  v1::WatchRequest request;
  request.set_from_sequence(1);
  return request;
}

TEST_F(ResumableWatchTest, GoesOnAfterTheLastTokenSoThatEachUpdateComesOnce) {
  ScriptedWatch service({ThenBreak({WithUpdates({1, 2}, "t2"), WithUpdates({3}, "t3")}),
                         ThenBreak({WithUpdates({4}, "t4")}), ThenSilence({WithUpdates({5}, "t5")})});
  const Seen seen = WatchUntil(service, FromStart(), 5);
  EXPECT_TRUE(seen.end.ok()) << seen.end;
  EXPECT_THAT(seen.sequences, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(seen.reconnects, 2);
  EXPECT_EQ(seen.token, "t5");
  const auto requests = service.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].from_sequence(), 1);
  EXPECT_EQ(requests[1].resume_token(), "t3");
  EXPECT_EQ(requests[2].resume_token(), "t4");
}

TEST_F(ResumableWatchTest, KeepsTheFilterWhenItResumes) {
  v1::WatchRequest request = FromStart();
  request.mutable_filter()->add_units("duohu");
  ScriptedWatch service({ThenBreak({WithUpdates({1}, "t1")}), ThenSilence({WithUpdates({2}, "t2")})});
  WatchUntil(service, request, 2);
  ASSERT_EQ(service.requests().size(), 2U);
  EXPECT_THAT(service.requests()[1].filter().units(), ElementsAre("duohu"));
}

TEST_F(ResumableWatchTest, AServerThatStopsWithoutAnErrorIsWaitedFor) {
  ScriptedWatch service({[](const v1::WatchRequest&, grpc::ServerContext&, Writer& writer) {
                           writer.Write(WithUpdates({1}, "t1"));
                           return grpc::Status::OK;
                         },
                         ThenSilence({WithUpdates({2}, "t2")})});
  EXPECT_THAT(WatchUntil(service, FromStart(), 2).sequences, ElementsAre(1, 2));
}

TEST_F(ResumableWatchTest, ASilentStreamIsTakenForDead) {
  ScriptedWatch service({ThenSilence({WithUpdates({1}, "t1")}), ThenSilence({WithUpdates({2}, "t2")})});
  const Seen seen = WatchUntil(service, FromStart(), 2, milliseconds(200));
  EXPECT_THAT(seen.sequences, ElementsAre(1, 2));
  EXPECT_EQ(seen.reconnects, 1);
}

TEST_F(ResumableWatchTest, AnErrorThatNoRetryMendsEndsIt) {
  ScriptedWatch service(
      {ThenBreak({WithUpdates({1}, "t1")}), [](const v1::WatchRequest&, grpc::ServerContext&, Writer&) {
         return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "another store");
       }});
  const Seen seen = WatchUntil(service, FromStart(), 9);
  EXPECT_EQ(seen.end.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ResumableWatchTest, GivesUpOnAServerThatNeverAnswered) {
  ScriptedWatch service({ThenBreak({}), ThenBreak({}), ThenBreak({}), ThenBreak({})});
  const Seen seen = WatchUntil(service, FromStart(), 1);
  EXPECT_EQ(seen.end.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(service.requests().size(), 3U);
}

TEST_F(ResumableWatchTest, WaitsWithoutEndForAServerThatWasThere) {
  ScriptedWatch service({ThenBreak({WithUpdates({1}, "t1")}), ThenBreak({}), ThenBreak({}), ThenBreak({}),
                         ThenBreak({}), ThenBreak({}), ThenSilence({WithUpdates({2}, "t2")})});
  EXPECT_THAT(WatchUntil(service, FromStart(), 2).sequences, ElementsAre(1, 2));
}

TEST_F(ResumableWatchTest, ABrokenSnapshotBeginsAnewAndSaysSo) {
  v1::WatchRequest request;
  request.mutable_snapshot();
  v1::WatchResponse synced;
  synced.set_synced(3);
  synced.set_resume_token("t3");
  ScriptedWatch service({ThenBreak({SnapshotChunk("a")}), ThenBreak({SnapshotChunk("a"), SnapshotChunk("b"), synced}),
                         ThenSilence({WithUpdates({4}, "t4")})});
  const Seen seen = WatchUntil(service, request, 4);
  EXPECT_EQ(seen.snapshot_restarts, 1);
  EXPECT_THAT(seen.projects, ElementsAre("a", "a", "b"));
  EXPECT_THAT(seen.sequences, ElementsAre(4));
  EXPECT_EQ(service.requests()[2].resume_token(), "t3");
}

TEST_F(ResumableWatchTest, AnUpdateThatComesTwiceIsABrokenPromiseAndIsNotHidden) {
  ScriptedWatch service({ThenSilence({WithUpdates({1, 2}, "t2"), WithUpdates({2}, "t2")})});
  const Seen seen = WatchUntil(service, FromStart(), 9);
  EXPECT_EQ(seen.end.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(seen.end), "WATCH_ORDER_BROKEN");
  EXPECT_THAT(seen.sequences, ElementsAre(1, 2));
}

TEST_F(ResumableWatchTest, StopsFromAnotherThreadWhileNothingComes) {
  ScriptedWatch service({ThenSilence({WithUpdates({1}, "t1")})});
  const FakeServer server({&service});
  auto connection = Connection::Open({.server = server.address(), .actor = "tester"});
  ResumableWatch watch(**connection, {.request = FromStart()});
  std::thread stopper;
  const absl::Status end = watch.Run({.on_response = [&](const v1::WatchResponse&) {
    stopper = std::thread([&watch] { watch.Stop(); });
    return true;
  }});
  stopper.join();
  EXPECT_TRUE(end.ok()) << end;
  EXPECT_EQ(watch.resume_token(), "t1");
}

TEST_F(ResumableWatchTest, StopBeforeRunEndsItAtOnce) {
  ScriptedWatch service({ThenSilence({})});
  const FakeServer server({&service});
  auto connection = Connection::Open({.server = server.address(), .actor = "tester"});
  ResumableWatch watch(**connection, {.request = FromStart()});
  watch.Stop();
  EXPECT_TRUE(watch.Run({.on_response = [](const v1::WatchResponse&) { return true; }}).ok());
  EXPECT_TRUE(service.requests().empty());
}

}  // namespace
}  // namespace wuse::client
