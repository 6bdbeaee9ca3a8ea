#include "common/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/watch_client.h"

// How a stream starts, and what comes in which order.
namespace wuse::testing {
namespace {

using ::testing::IsEmpty;

using Watch = WatchOfTwoProjects;

TEST_F(Watch, FromNowTheFirstMessageIsATokenAndEverythingAfterItComes) {
  const int64_t before = File("a");
  WatchClient client(server_.channel(), FromNow());
  const auto first = client.Next();
  ASSERT_TRUE(first);
  EXPECT_TRUE(IsBookmark(*first)) << first->ShortDebugString();
  EXPECT_EQ(SequenceOf(server_, client.token()), before);
  const int64_t after = File("a");
  ASSERT_TRUE(client.ReadTo(after));
  EXPECT_EQ(client.sequences(), Sequences(before + 1, after));
}

TEST_F(Watch, ARequestWithoutAStartIsFromNow) {
  const int64_t before = File("a");
  WatchClient client(server_.channel(), v1::WatchRequest());
  const auto first = client.Next();
  ASSERT_TRUE(first);
  EXPECT_TRUE(IsBookmark(*first));
  EXPECT_EQ(SequenceOf(server_, client.token()), before);
}

TEST_F(Watch, FromSequence1BringsEverythingFromTheBeginning) {
  const int64_t last = File("a");
  WatchClient client(server_.channel(), FromSequence(1));
  ASSERT_TRUE(client.ReadTo(last));
  EXPECT_EQ(client.sequences(), Sequences(1, last));
  EXPECT_EQ(client.updates().back().actor(), "tester");
  EXPECT_EQ(client.updates().back().date(), "2021-05-08");
}

TEST_F(Watch, FromSequenceNBeginsWithN) {
  const int64_t second_last = File("a");
  const int64_t last = File("a");
  WatchClient client(server_.channel(), FromSequence(second_last));
  ASSERT_TRUE(client.ReadTo(last));
  EXPECT_EQ(client.sequences(), Sequences(second_last, last));
}

TEST_F(Watch, FromTheSequenceThatIsToComeNextTheFirstMessageIsAToken) {
  const int64_t last = File("a");
  WatchClient client(server_.channel(), FromSequence(last + 1));
  const auto first = client.Next();
  ASSERT_TRUE(first);
  EXPECT_TRUE(IsBookmark(*first));
  const int64_t next = File("b");
  ASSERT_TRUE(client.ReadTo(next));
  EXPECT_EQ(client.sequences(), Sequences(last + 1, next));
}

TEST_F(Watch, TheTokenOfEachResponseIsThatOfItsLastUpdate) {
  WatchClient client(server_.channel(), FromSequence(1));
  const int64_t last = File("a");
  int64_t seen = 0;
  while (seen < last) {
    const auto response = client.Next();
    ASSERT_TRUE(response);
    for (const v1::Update& update : response->updates()) EXPECT_EQ(update.sequence(), ++seen);
    EXPECT_EQ(SequenceOf(server_, response->resume_token()), seen);
  }
}

TEST_F(Watch, ABatchArrivesWholeInOneUpdateOfOneResponse) {
  // About 800 KB: several times what a response otherwise carries at most.
  std::vector<v1::Report> reports;
  const std::string text(500, 'x');
  for (int week = 1; week <= 17; ++week) {
    for (int project = 0; project < 30; ++project) {
      reports.push_back(AnyReport("big-" + std::to_string(project), common::Week::First(2021).Plus(week - 1).ToString(),
                                  week * 100'000));
      reports.back().set_progress(text);
      reports.back().set_problems(text);
      reports.back().set_next(text);
    }
  }
  std::vector<std::string> ids;
  for (int project = 0; project < 30; ++project) ids.push_back("big-" + std::to_string(project));
  AddProjects(server_.channel(), "jindong", ids);
  const int64_t before = File("a");
  WatchClient live(server_.channel(), FromNow());
  ASSERT_TRUE(live.Next());
  const auto filed = FileReports(server_.channel(), reports);
  ASSERT_TRUE(filed.ok()) << filed.status.error_message();
  const int64_t after = File("a");
  WatchClient late(server_.channel(), FromSequence(before + 1));
  for (WatchClient* client : {&live, &late}) {
    ASSERT_TRUE(client->ReadTo(after));
    EXPECT_EQ(client->sequences(), Sequences(before + 1, after)) << "an update that comes twice is a split one";
    const v1::Update& batch = client->updates().front();
    EXPECT_EQ(batch.sequence(), filed.response.sequence());
    int reports_seen = 0;
    int colors_seen = 0;
    for (const v1::Change& change : batch.changes()) {
      reports_seen += change.has_report_filed() ? 1 : 0;
      colors_seen += change.has_status_changed() ? 1 : 0;
    }
    EXPECT_EQ(reports_seen, static_cast<int>(reports.size()));
    EXPECT_EQ(colors_seen, 30);
  }
}

TEST_F(Watch, AnIdleStreamGetsATokenAfter15SecondsAndNotBefore) {
  WatchClient client(server_.channel(), FromNow());
  ASSERT_TRUE(client.Next());
  server_.clock().Advance(common::kBookmarkEvery - std::chrono::milliseconds(1));
  server_.server().Tick();
  const int64_t last = File("a");
  const auto update = client.Next();
  ASSERT_TRUE(update);
  EXPECT_EQ(update->updates_size(), 1) << "a bookmark came too early";
  const auto bookmark = NextAfterTicks(server_, client);
  ASSERT_TRUE(bookmark);
  EXPECT_TRUE(IsBookmark(*bookmark));
  EXPECT_EQ(SequenceOf(server_, bookmark->resume_token()), last);
  const auto another = NextAfterTicks(server_, client);
  ASSERT_TRUE(another);
  EXPECT_TRUE(IsBookmark(*another));
}

TEST_F(Watch, ABookmarksTokenSkipsWhatDidNotMatch) {
  v1::WatchRequest request = FromNow();
  request.mutable_filter()->add_projects("b");
  WatchClient client(server_.channel(), request);
  ASSERT_TRUE(client.Next());
  const int64_t skipped = File("a");
  const auto bookmark = NextAfterTicks(server_, client);
  ASSERT_TRUE(bookmark);
  EXPECT_TRUE(IsBookmark(*bookmark));
  EXPECT_EQ(SequenceOf(server_, client.token()), skipped);
  WatchClient resumed(server_.channel(), FromToken(client.token()));
  const int64_t next = File("b");
  ASSERT_TRUE(resumed.ReadTo(next));
  EXPECT_EQ(resumed.sequences(), Sequences(skipped + 1, next));
}

TEST_F(Watch, EachOfManySubscribersGetsEverything) {
  std::vector<std::unique_ptr<WatchClient>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<WatchClient>(server_.channel(), FromNow()));
    ASSERT_TRUE(clients.back()->Next());
  }
  EXPECT_EQ(server_.server().stream_count(), 50U);
  const int64_t first = File("a");
  File("b");
  const int64_t last = File("a");
  for (const auto& client : clients) {
    ASSERT_TRUE(client->ReadTo(last));
    EXPECT_EQ(client->sequences(), Sequences(first, last));
  }
  clients.clear();
  EXPECT_TRUE(WaitFor([this] { return server_.server().stream_count() == 0; })) << "who has gone is forgotten";
}

TEST_F(Watch, WhoSaysNotWhoHeIsIsRefused) {
  WatchClient client(server_.channel(), FromNow(), "");
  const grpc::Status status = client.ReadToEnd();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ErrorOf(status).reason, "ACTOR_MISSING");
  EXPECT_THAT(client.updates(), IsEmpty());
  EXPECT_EQ(server_.server().stream_count(), 0U);
}

TEST_F(Watch, ASequenceThatIsNoneOrInTheFutureIsRefusedAndNotWaitedFor) {
  const int64_t last = File("a");
  WatchClient zero(server_.channel(), FromSequence(0));
  const grpc::Status invalid = zero.ReadToEnd();
  EXPECT_EQ(invalid.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_EQ(ErrorOf(invalid).fields.size(), 1U);
  EXPECT_EQ(ErrorOf(invalid).fields[0].field(), "from_sequence");
  WatchClient future(server_.channel(), FromSequence(last + 2));
  const grpc::Status status = future.ReadToEnd();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ErrorOf(status).reason, "SEQUENCE_IN_FUTURE");
  EXPECT_FALSE(ErrorOf(status).chinese.empty());
}

}  // namespace
}  // namespace wuse::testing
