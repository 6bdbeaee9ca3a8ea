#include "client/lib/resumable_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "client/lib/error.h"
#include "client/lib/fake_server.h"
#include "client/lib/scripted_streams.h"

namespace wuse::client {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

v1::WatchResponse SnapshotChunk(const std::string& project) {
  v1::WatchResponse response;
  response.add_projects()->set_id(project);
  return response;
}

v1::WatchResponse AlertChunk(const std::string& project) {
  v1::WatchResponse response;
  response.add_alerts()->mutable_alert()->set_project(project);
  return response;
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
  Seen WatchUntil(grpc::Service& service, ResumableWatch::Request request, int64_t last,
                  milliseconds idle_timeout = milliseconds(20'000), const std::string& resume_token = "") {
    const FakeServer server({&service});
    auto connection = Connection::Open({.server = server.address(), .actor = "tester"});
    EXPECT_TRUE(connection.ok());
    ResumableWatch watch(**connection,
                         {.request = std::move(request),
                          .resume_token = resume_token,
                          .idle_timeout = idle_timeout,
                          .retry = {.max_attempts = 3, .first = milliseconds(1), .longest = milliseconds(2)}});
    Seen seen;
    seen.end = watch.Run({.on_response =
                              [&](const v1::WatchResponse& response) {
                                for (const auto& project : response.projects()) seen.projects.push_back(project.id());
                                for (const auto& item : response.alerts())
                                  seen.projects.push_back(item.alert().project());
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
  ScriptedWatch service({[](grpc::ServerContext&, StreamWriter& writer) {
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
  ScriptedWatch service({ThenBreak({WithUpdates({1}, "t1")}), [](grpc::ServerContext&, StreamWriter&) {
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
  ScriptedWatch service({ThenBreak({SnapshotChunk("a")}),
                         ThenBreak({SnapshotChunk("a"), SnapshotChunk("b"), Synced(3, "t3")}),
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

TEST_F(ResumableWatchTest, AnUpdateThatComesTwiceAfterABreakDoesNotReachTheCaller) {
  // The second stream was asked for what comes after t2, and begins before it.
  ScriptedWatch service({ThenBreak({WithUpdates({1, 2}, "t2")}), ThenSilence({WithUpdates({2, 3}, "t3")})});
  const Seen seen = WatchUntil(service, FromStart(), 9);
  EXPECT_EQ(ReasonOf(seen.end), "WATCH_ORDER_BROKEN");
  EXPECT_THAT(seen.sequences, ElementsAre(1, 2));
  EXPECT_EQ(seen.token, "t2");
}

TEST_F(ResumableWatchTest, AnUpdateThatTheSnapshotHoldsAlreadyIsARepeatToo) {
  v1::WatchRequest request;
  request.mutable_snapshot();
  ScriptedWatch service({ThenSilence({SnapshotChunk("a"), Synced(3, "t3"), WithUpdates({3}, "t3")})});
  const Seen seen = WatchUntil(service, request, 9);
  EXPECT_EQ(ReasonOf(seen.end), "WATCH_ORDER_BROKEN");
  EXPECT_THAT(seen.sequences, ElementsAre());
}

TEST_F(ResumableWatchTest, BeginsWithTheTokenThatWasKeptWhateverTheRequestSays) {
  v1::WatchRequest request;
  request.mutable_snapshot();
  request.mutable_filter()->add_units("duohu");
  ScriptedWatch service({ThenBreak({}), ThenSilence({WithUpdates({8}, "t8")})});
  const Seen seen = WatchUntil(service, request, 8, milliseconds(20'000), "t7");
  EXPECT_THAT(seen.sequences, ElementsAre(8));
  EXPECT_EQ(seen.token, "t8");
  EXPECT_EQ(seen.snapshot_restarts, 0);
  ASSERT_EQ(service.requests().size(), 2U);
  for (const v1::WatchRequest& sent : service.requests()) {
    EXPECT_EQ(sent.resume_token(), "t7");
    EXPECT_THAT(sent.filter().units(), ElementsAre("duohu"));
  }
}

TEST_F(ResumableWatchTest, AlertsAreWatchedInTheSameWay) {
  v1::WatchAlertsRequest request;
  request.mutable_filter()->set_min_severity(v1::WARNING);
  ScriptedAlerts service({ThenBreak({AlertChunk("a")}), ThenBreak({AlertChunk("a"), Synced(3, "t3")}),
                          ThenSilence({WithUpdates({4, 5}, "t5")})});
  const Seen seen = WatchUntil(service, request, 5);
  EXPECT_TRUE(seen.end.ok()) << seen.end;
  EXPECT_EQ(seen.snapshot_restarts, 1);
  EXPECT_THAT(seen.projects, ElementsAre("a", "a"));
  EXPECT_THAT(seen.sequences, ElementsAre(4, 5));
  ASSERT_EQ(service.requests().size(), 3U);
  EXPECT_EQ(service.requests()[2].resume_token(), "t3");
  EXPECT_EQ(service.requests()[2].filter().min_severity(), v1::WARNING);
}

TEST_F(ResumableWatchTest, AlertsFromASequenceGoOnAfterTheLastOne) {
  v1::WatchAlertsRequest request;
  request.set_from_sequence(4);
  ScriptedAlerts service({ThenBreak({WithUpdates({4, 6}, "")}), ThenSilence({WithUpdates({9}, "t9")})});
  EXPECT_THAT(WatchUntil(service, request, 9).sequences, ElementsAre(4, 6, 9));
  EXPECT_EQ(service.requests()[1].from_sequence(), 7);
}

TEST_F(ResumableWatchTest, WaitsBetweenAttemptsAsItsBackoffSays) {
  constexpr uint32_t kSeed = 11;
  const RetryOptions retry{.max_attempts = 9, .first = milliseconds(4), .longest = milliseconds(16)};
  ScriptedWatch service({ThenBreak({}), ThenBreak({}), ThenBreak({}), ThenBreak({WithUpdates({1}, "t1")}),
                         ThenBreak({}), ThenSilence({WithUpdates({2}, "t2")})});
  const FakeServer server({&service});
  auto connection = Connection::Open({.server = server.address(), .actor = "tester"});
  ResumableWatch watch(**connection, {.request = FromStart(), .retry = retry, .jitter_seed = kSeed});
  std::vector<milliseconds> waits;
  const absl::Status end =
      watch.Run({.on_response = [](const v1::WatchResponse& response) { return response.updates(0).sequence() < 2; },
                 .on_reconnect = [&](const absl::Status&, milliseconds wait) { waits.push_back(wait); }});
  EXPECT_TRUE(end.ok()) << end;
  // Three before the first answer; then, of a server that was there, anew from the first wait on.
  const absl::Status why = absl::UnavailableError("broken");
  std::vector<milliseconds> expected;
  Backoff first(retry, kSeed);
  for (int i = 0; i < 3; ++i) expected.push_back(*first.Next(why, milliseconds(0)));
  Backoff later(retry, kSeed);
  for (int i = 0; i < 2; ++i) expected.push_back(*later.Next(why, milliseconds(0)));
  EXPECT_EQ(waits, expected);
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
