#include <algorithm>
#include <atomic>
#include <iostream>
#include <random>

#include "gtest/gtest.h"
#include "server/api/resume_token.h"
#include "tests/integration/watch_client.h"

// A stream that ends can be gone on with: nothing is missed, nothing comes twice.
namespace wuse::testing {
namespace {

constexpr int kVisits = 40;
constexpr int kMostReports = 20'000;

class WatchResume : public WatchOfTwoProjects {
 protected:
  grpc::Status StatusOf(const std::string& token) {
    WatchClient client(server_.channel(), FromToken(token));
    const grpc::Status status = client.ReadToEnd();
    EXPECT_TRUE(client.updates().empty());
    return status;
  }
};

std::vector<int64_t> SequencesAbout(const std::vector<v1::Update>& updates, const std::string& project) {
  std::vector<int64_t> sequences;
  for (const v1::Update& update : updates) {
    const bool is_about = std::any_of(update.changes().begin(), update.changes().end(), [&](const v1::Change& change) {
      return change.match_after().project() == project;
    });
    if (is_about) sequences.push_back(update.sequence());
  }
  return sequences;
}

// A subscriber who stays for a few responses and comes again with the token he has.
class Visitor {
 public:
  explicit Visitor(const v1::WatchRequest& first) : request_(first) {}

  void Visit(const Channel& channel, int responses) {
    WatchClient client(channel, request_);
    for (int i = 0; i < responses; ++i) {
      const auto response = client.Next();
      ASSERT_TRUE(response);
      for (const v1::Update& update : response->updates()) sequences_.push_back(update.sequence());
    }
    request_.set_resume_token(client.token());
  }
  // Stays until `last` has come.
  void StayUntil(const Channel& channel, int64_t last) {
    if (!sequences_.empty() && sequences_.back() >= last) return;
    WatchClient client(channel, request_);
    ASSERT_TRUE(client.ReadTo(last));
    for (const int64_t sequence : client.sequences()) sequences_.push_back(sequence);
  }
  const std::vector<int64_t>& sequences() const { return sequences_; }

 private:
  v1::WatchRequest request_;
  std::vector<int64_t> sequences_;
};

TEST_F(WatchResume, AfterDisconnectsAtRandomPositionsTheUnionIsExact) {
  const unsigned seed = std::random_device()();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  // Writes as long as the visitors come: none of them waits for what never comes.
  std::atomic<bool> enough{false};
  int64_t last = 0;
  std::thread writer([&] {
    for (int i = 0; !enough && i < kMostReports; ++i) File(i % 3 == 2 ? "b" : "a");
    last = File("b");
  });
  v1::WatchRequest filtered = FromSequence(1);
  filtered.mutable_filter()->add_projects("b");
  Visitor all(FromSequence(1));
  Visitor some(filtered);
  for (int visit = 0; visit < kVisits && !HasFatalFailure(); ++visit) {
    all.Visit(server_.channel(), 1 + static_cast<int>(random() % 4));
    some.Visit(server_.channel(), 1 + static_cast<int>(random() % 2));
  }
  enough = true;
  writer.join();
  all.StayUntil(server_.channel(), last);
  some.StayUntil(server_.channel(), last);
  EXPECT_EQ(all.sequences(), Sequences(1, last));
  WatchClient reference(server_.channel(), FromSequence(1));
  ASSERT_TRUE(reference.ReadTo(last));
  EXPECT_EQ(some.sequences(), SequencesAbout(reference.updates(), "b"));
}

TEST_F(WatchResume, ATokenStaysGoodWhenTheServerStartsAgain) {
  const int64_t seen = File("a");
  WatchClient before(server_.channel(), FromSequence(1));
  ASSERT_TRUE(before.ReadTo(seen));
  const int64_t missed = File("b");
  server_.Stop();
  server_.Start();
  WatchClient after(server_.channel(), FromToken(before.token()));
  ASSERT_TRUE(after.ReadTo(missed)) << "what came before the restart is read from the ledger";
  const int64_t last = File("a");
  ASSERT_TRUE(after.ReadTo(last));
  EXPECT_EQ(after.sequences(), Sequences(seen + 1, last));
  WatchClient all(server_.channel(), FromSequence(1));
  ASSERT_TRUE(all.ReadTo(last));
  EXPECT_EQ(all.sequences(), Sequences(1, last));
}

TEST_F(WatchResume, TheTokenOfSyncedGoesOnWithWhatCameAfterTheSnapshot) {
  const int64_t head = File("a");
  WatchClient client(server_.channel(), FromSnapshot());
  while (client.token().empty()) ASSERT_TRUE(client.Next());
  WatchClient resumed(server_.channel(), FromToken(client.token()));
  const int64_t last = File("b");
  ASSERT_TRUE(resumed.ReadTo(last));
  EXPECT_EQ(resumed.sequences(), Sequences(head + 1, last));
}

TEST_F(WatchResume, WithATokenOfTheHeadTheFirstMessageIsAToken) {
  const int64_t head = File("a");
  WatchClient client(server_.channel(), FromSequence(head));
  ASSERT_TRUE(client.ReadTo(head));
  WatchClient resumed(server_.channel(), FromToken(client.token()));
  const auto first = resumed.Next();
  ASSERT_TRUE(first);
  EXPECT_TRUE(IsBookmark(*first));
  EXPECT_EQ(first->resume_token(), client.token());
}

TEST_F(WatchResume, ATokenOfAnotherStoreIsRefused) {
  TestServer other;
  other.Start();
  WatchClient client(other.channel(), FromNow());
  ASSERT_TRUE(client.Next());
  const grpc::Status status = StatusOf(client.token());
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ErrorOf(status).reason, "TOKEN_OF_ANOTHER_STORE");
  EXPECT_FALSE(ErrorOf(status).chinese.empty());
}

TEST_F(WatchResume, AMangledTokenIsRefused) {
  WatchClient client(server_.channel(), FromNow());
  ASSERT_TRUE(client.Next());
  const std::string& token = client.token();
  std::vector<std::string> mangled = {"", "hello", token.substr(1), token.substr(0, token.size() - 1), token + "AAAA"};
  for (size_t i = 0; i < token.size(); i += 7) {
    mangled.push_back(token);
    mangled.back()[i] = token[i] == 'x' ? 'y' : 'x';
  }
  for (const std::string& bad : mangled) {
    const grpc::Status status = StatusOf(bad);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << bad;
    const ErrorOf error(status);
    EXPECT_EQ(error.reason, "TOKEN_INVALID") << bad;
    ASSERT_EQ(error.fields.size(), 1U) << bad;
    EXPECT_EQ(error.fields[0].field(), "resume_token");
  }
}

TEST_F(WatchResume, ATokenOfTheFutureIsRefusedAndNotWaitedFor) {
  const int64_t head = File("a");
  const grpc::Status status = StatusOf(api::MakeResumeToken(server_.server().store_id(), {head + 1}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ErrorOf(status).reason, "SEQUENCE_IN_FUTURE");
}

}  // namespace
}  // namespace wuse::testing
