#include <atomic>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/faulty_server.h"
#include "tests/integration/watch_client.h"

// Streams whose reader does not read, whose server stops, and whose ledger waits or fails.
namespace wuse::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kProjects = 10;
constexpr int kWeeksOfText = 17;

std::string IdOf(int project) {
  return "p" + std::to_string(project);
}

void AddAll(TestServer& server) {
  std::vector<std::string> ids;
  for (int project = 0; project < kProjects; ++project) ids.push_back(IdOf(project));
  AddProjects(server.channel(), "duohu", ids);
}

// One batch of 170 reports with the longest texts there are, about 800 KB, and its sequence. `round` makes it differ
// from the others.
int64_t FileMuch(TestServer& server, int round) {
  std::string text;
  for (int i = 0; i < 499; ++i) text += "多";
  text += std::to_string(round % 10);
  std::vector<v1::Report> reports;
  for (int project = 0; project < kProjects; ++project) {
    for (int week = 1; week <= kWeeksOfText; ++week) {
      reports.push_back(
          AnyReport(IdOf(project), common::Week::First(2021).Plus(week - 1).ToString(), week * int64_t{200'000}));
      reports.back().set_progress(text);
      reports.back().set_problems(text);
      reports.back().set_next(text);
    }
  }
  const auto filed = FileReports(server.channel(), reports);
  EXPECT_TRUE(filed.ok()) << filed.status.error_message();
  return filed.response.sequence();
}

int64_t FileOne(TestServer& server, int64_t invested) {
  const auto filed = FileReport(server.channel(), AnyReport(IdOf(0), "2021-W18", invested));
  EXPECT_TRUE(filed.ok()) << filed.status.error_message();
  return filed.response.sequence();
}

int64_t FileManyTimes(TestServer& server, int times) {
  int64_t last = 0;
  for (int round = 0; round < times; ++round) last = FileMuch(server, round);
  return last;
}

// Minute after minute, until only this many streams are left. Much is written meanwhile: what lies between the server
// and a reader that does not read (windows, sockets) takes several MB before the server notices. `reader` gets all of
// it; so it is never mid-way in a write for longer than a minute.
void LetTimePass(TestServer& server, WatchClient& reader, size_t streams_left, int64_t& last) {
  constexpr int kMinutes = 60;
  for (int minute = 1; minute <= kMinutes && server.server().stream_count() > streams_left; ++minute) {
    server.clock().Advance(std::chrono::minutes(1));
    server.server().Tick();
    if (minute < 10) {
      ASSERT_GT(server.server().stream_count(), streams_left) << "closed after " << minute << " minutes";
    }
    last = FileMuch(server, minute);
    ASSERT_TRUE(reader.ReadTo(last)) << "writes and the others go on";
  }
  EXPECT_TRUE(WaitFor([&] { return server.server().stream_count() == streams_left; })) << "never closed";
}

TEST(WatchStalled, WhoDoesNotReadDelaysNobodyAndIsClosedAfter10MinutesAndHisTokenStaysGood) {
  TestServer server;
  server.Start();
  AddAll(server);
  WatchClient other(server.channel(), FromNow());
  ASSERT_TRUE(other.Next());
  LazyReader sleeper(server.NewChannel(), FromNow());
  const auto established = sleeper.Read();
  ASSERT_TRUE(established);
  const int64_t before = SequenceOf(server, established->resume_token());
  const int64_t last = FileManyTimes(server, 5);
  ASSERT_TRUE(other.ReadTo(last)) << "the others wait for who does not read";
  EXPECT_EQ(other.sequences(), Sequences(before + 1, last));

  int64_t later = last;
  LetTimePass(server, other, 1, later);
  if (HasFatalFailure()) return;
  while (sleeper.Read()) {
  }
  const grpc::Status status = sleeper.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), StartsWith("READER_STALLED"));
  WatchClient resumed(server.channel(), FromToken(established->resume_token()));
  ASSERT_TRUE(resumed.ReadTo(later));
  EXPECT_EQ(resumed.sequences(), Sequences(before + 1, later));
}

TEST(WatchStalled, WhoDoesNotReadWhileCatchingUpIsClosedTooAndTheOthersCatchUp) {
  TestServer server;
  server.Start();
  AddAll(server);
  const int64_t last = FileManyTimes(server, 10);
  server.Stop();  // everything is behind the window of recent updates from here on
  server.Start();
  std::vector<std::unique_ptr<LazyReader>> sleepers;
  for (int i = 0; i < 3; ++i) {
    sleepers.push_back(std::make_unique<LazyReader>(server.NewChannel(), FromSequence(1)));
    ASSERT_TRUE(sleepers.back()->Read());
  }
  WatchClient other(server.channel(), FromSequence(1));
  ASSERT_TRUE(other.ReadTo(last));
  EXPECT_EQ(other.sequences(), Sequences(1, last));
  int64_t later = last;
  LetTimePass(server, other, 1, later);
  later = FileOne(server, 5'000'000);
  EXPECT_TRUE(other.ReadTo(later)) << "who reads is kept";
}

// Responses up to the end; the last of them has to be a token alone.
grpc::Status ReadToLastToken(WatchClient& client, std::string& token) {
  std::optional<v1::WatchResponse> last;
  while (std::optional<v1::WatchResponse> response = client.Next()) last = std::move(response);
  EXPECT_TRUE(last && IsBookmark(*last)) << "no token at the end";
  if (last) token = last->resume_token();
  return client.ReadToEnd();
}

TEST(WatchServerStop, EachStreamGetsALastTokenThenServerStoppingAndGoesOnAfterTheRestart) {
  TestServer server;
  server.Start();
  AddAll(server);
  v1::WatchRequest filtered = FromNow();
  filtered.mutable_filter()->add_projects("nobody");
  std::vector<std::unique_ptr<WatchClient>> clients;
  for (const v1::WatchRequest& request : {FromNow(), FromSequence(1), FromSnapshot(), filtered}) {
    clients.push_back(std::make_unique<WatchClient>(server.channel(), request));
    ASSERT_TRUE(clients.back()->Next());
  }
  const int64_t last = FileOne(server, 4'000'000);
  server.Stop();
  std::vector<std::string> tokens(clients.size());
  for (size_t i = 0; i < clients.size(); ++i) {
    const grpc::Status status = ReadToLastToken(*clients[i], tokens[i]);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(ErrorOf(status).reason, "SERVER_STOPPING");
    EXPECT_TRUE(ErrorOf(status).has_retry);
  }
  server.Start();
  const int64_t next = FileOne(server, 5'000'000);
  for (const std::string& token : tokens) {
    const int64_t seen = SequenceOf(server, token);
    EXPECT_LE(seen, last);
    WatchClient resumed(server.channel(), FromToken(token));
    ASSERT_TRUE(resumed.ReadTo(next));
    EXPECT_EQ(resumed.sequences(), Sequences(seen + 1, next));
  }
}

TEST(WatchServerStop, TakesLessThan10SecondsAlsoWithReadersThatDoNotRead) {
  TestServer server;
  server.Start();
  AddAll(server);
  LazyReader sleeper(server.NewChannel(), FromSnapshot());
  WatchClient client(server.channel(), FromNow());
  ASSERT_TRUE(sleeper.Read());
  ASSERT_TRUE(client.Next());
  ASSERT_TRUE(client.ReadTo(FileManyTimes(server, 10)));
  const common::RealClock clock;
  const common::SteadyTime begun = clock.Steady();
  server.Stop();
  EXPECT_LT(clock.Steady() - begun, std::chrono::seconds(10));
  std::string token;
  EXPECT_EQ(ErrorOf(ReadToLastToken(client, token)).reason, "SERVER_STOPPING");
}

// The next thing on the stream, when the clock moves on, is a token for `sequence`: no update has been sent.
void ExpectNothingBeyond(FaultyServer& faulty, WatchClient& client, int64_t sequence) {
  const auto response = NextAfterTicks(faulty.server, client);
  ASSERT_TRUE(response);
  EXPECT_TRUE(IsBookmark(*response)) << response->ShortDebugString();
  EXPECT_EQ(SequenceOf(faulty.server, response->resume_token()), sequence);
}

TEST(WatchDurability, NothingIsAnsweredOrSentBeforeItIsDurable) {
  FaultyServer faulty;
  faulty.server.Start();
  AddAll(faulty.server);
  const int64_t head = FileOne(faulty.server, 4'000'000);
  WatchClient live(faulty.server.channel(), FromNow());
  ASSERT_TRUE(live.Next());

  faulty.ledger().BlockAppends();
  std::atomic<bool> answered{false};
  std::atomic<int64_t> filed{0};
  std::thread caller([&] {
    filed = FileOne(faulty.server, 4'500'000);
    answered = true;
  });
  EXPECT_TRUE(faulty.ledger().WaitUntilBlocked(std::chrono::seconds(20)));
  WatchClient fresh(faulty.server.channel(), FromSequence(head + 1));
  const auto first = fresh.Next();
  EXPECT_TRUE(first && IsBookmark(*first));
  WatchClient snapshot(faulty.server.channel(), FromSnapshot());
  const auto chunk = snapshot.Next();
  EXPECT_TRUE(chunk && chunk->projects_size() == kProjects);
  const auto synced = snapshot.Next();
  EXPECT_TRUE(synced && synced->synced() == head) << "a snapshot of what is not durable";
  for (WatchClient* client : {&live, &fresh, &snapshot}) ExpectNothingBeyond(faulty, *client, head);
  WatchClient future(faulty.server.channel(), FromSequence(head + 2));
  EXPECT_EQ(ErrorOf(future.ReadToEnd()).reason, "SEQUENCE_IN_FUTURE");
  EXPECT_FALSE(answered);

  faulty.ledger().ReleaseAppends();
  caller.join();
  EXPECT_EQ(filed, head + 1);
  for (WatchClient* client : {&live, &fresh, &snapshot}) {
    ASSERT_TRUE(client->ReadTo(head + 1));
    EXPECT_EQ(client->sequences(), Sequences(head + 1, head + 1));
  }
}

class WatchFatal : public ::testing::TestWithParam<ledger::FaultyLedger::Written> {};

TEST_P(WatchFatal, WhatTheLedgerCouldNotStoreIsNeitherAnsweredNorSentAndTheServerSaysSo) {
  FaultyServer faulty;
  faulty.server.Start();
  AddAll(faulty.server);
  const int64_t head = FileOne(faulty.server, 4'000'000);
  faulty.server.Stop();  // the window is empty from here on: who starts at 1 reads the ledger itself
  faulty.server.Start();
  EXPECT_TRUE(Serves(faulty.server.channel()));
  WatchClient live(faulty.server.channel(), FromNow());
  ASSERT_TRUE(live.Next());

  faulty.ledger().FailAppend(1, GetParam());
  for (int64_t invested : {4'500'000, 5'000'000}) {
    const auto filed = FileReport(faulty.server.channel(), AnyReport(IdOf(0), "2021-W18", invested));
    EXPECT_EQ(filed.status.error_code(), grpc::StatusCode::UNAVAILABLE) << filed.status.error_message();
    EXPECT_FALSE(ErrorOf(filed.status).reason.empty());
  }
  EXPECT_EQ(faulty.fatal_count(), 1);
  EXPECT_FALSE(Serves(faulty.server.channel()));

  WatchClient beginning(faulty.server.channel(), FromSequence(1));
  ASSERT_TRUE(beginning.ReadTo(head));
  WatchClient next(faulty.server.channel(), FromSequence(head + 1));
  const auto first = next.Next();
  EXPECT_TRUE(first && IsBookmark(*first));
  for (WatchClient* client : {&live, &beginning, &next}) ExpectNothingBeyond(faulty, *client, head);
  EXPECT_EQ(beginning.sequences(), Sequences(1, head));
}

INSTANTIATE_TEST_SUITE_P(WhetherItWasWrittenOrNot, WatchFatal,
                         ::testing::Values(ledger::FaultyLedger::Written::kNo, ledger::FaultyLedger::Written::kYes));

}  // namespace
}  // namespace wuse::testing
