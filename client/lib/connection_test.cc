#include "client/lib/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "client/lib/error.h"
#include "client/lib/fake_server.h"
#include "common/mutex.h"
#include "common/text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wuse::client {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Fails the first calls, then answers; remembers what came.
class FlakyUnits : public v1::UnitService::Service {
 public:
  explicit FlakyUnits(int failures, grpc::Status failure = {grpc::StatusCode::UNAVAILABLE, "starting"})
      : failures_(failures), failure_(std::move(failure)) {}

  grpc::Status ApplyUnits(grpc::ServerContext* context, const v1::ApplyUnitsRequest* request,
                          v1::ApplyUnitsResponse* response) override {
    const common::MutexLock lock(mutex_);
    request_ids_.push_back(request->request_id());
    const auto actor = context->client_metadata().find("wuse-actor");
    if (actor != context->client_metadata().end()) actor_.assign(actor->second.data(), actor->second.size());
    if (failures_-- > 0) return failure_;
    response->set_sequence(7);
    return grpc::Status::OK;
  }

  std::vector<std::string> request_ids() {
    const common::MutexLock lock(mutex_);
    return request_ids_;
  }
  std::string actor() {
    const common::MutexLock lock(mutex_);
    return actor_;
  }

 private:
  common::Mutex mutex_;
  int failures_ WUSE_GUARDED_BY(mutex_);
  const grpc::Status failure_;
  std::vector<std::string> request_ids_ WUSE_GUARDED_BY(mutex_);
  std::string actor_ WUSE_GUARDED_BY(mutex_);
};

ConnectionOptions Quick(const std::string& server) {
  return {.server = server, .actor = "tester", .retry = {.max_attempts = 4, .first = milliseconds(1)}};
}

TEST(Connection, TriesAMutationAgainWithTheSameRequestId) {
  FlakyUnits units(2);
  const FakeServer server({&units});
  const auto connection = Connection::Open(Quick(server.address()));
  ASSERT_TRUE(connection.ok());
  const auto response = (*connection)->ApplyUnits({});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->sequence(), 7);
  const std::vector<std::string> ids = units.request_ids();
  ASSERT_THAT(ids, SizeIs(3));
  EXPECT_FALSE(ids[0].empty());
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1U);
  EXPECT_EQ(units.actor(), "tester");
}

TEST(Connection, KeepsTheCallersRequestId) {
  FlakyUnits units(0);
  const FakeServer server({&units});
  const auto connection = Connection::Open(Quick(server.address()));
  v1::ApplyUnitsRequest request;
  request.set_request_id("mine");
  ASSERT_TRUE((*connection)->ApplyUnits(request).ok());
  EXPECT_THAT(units.request_ids(), ::testing::ElementsAre("mine"));
}

TEST(Connection, GivesUpAfterTheLastAttempt) {
  FlakyUnits units(100);
  const FakeServer server({&units});
  const auto connection = Connection::Open(Quick(server.address()));
  const auto response = (*connection)->ApplyUnits({});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(units.request_ids(), SizeIs(4));
}

TEST(Connection, DoesNotRepeatWhatWouldFailAgain) {
  FlakyUnits units(100, {grpc::StatusCode::INVALID_ARGUMENT, "no"});
  const FakeServer server({&units});
  const auto connection = Connection::Open(Quick(server.address()));
  EXPECT_EQ((*connection)->ApplyUnits({}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(units.request_ids(), SizeIs(1));
}

TEST(Connection, TakesErrorsOfAThousandBadRows) {
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  google::rpc::BadRequest bad_request;
  for (int i = 0; i < 1000; ++i) {
    auto& violation = *bad_request.add_field_violations();
    violation.set_field("edits[" + std::to_string(i) + "].project.unit");
    violation.mutable_localized_message()->set_message("责任单位“某某街道”不存在，是不是“多湖街道”？请检查以后再报");
  }
  rich.add_details()->PackFrom(bad_request);
  FlakyUnits units(1, {grpc::StatusCode::INVALID_ARGUMENT, "no", rich.SerializeAsString()});
  const FakeServer server({&units});
  const auto connection = Connection::Open(Quick(server.address()));
  const auto detail = common::DetailOf((*connection)->ApplyUnits({}).status());
  ASSERT_TRUE(detail.has_value());
  EXPECT_THAT(detail->fields, SizeIs(1000));
}

TEST(Connection, NamesTheServerThatIsNotThere) {
  std::string address;
  {
    FlakyUnits units(0);
    const FakeServer server({&units});
    address = server.address();
  }
  const auto connection = Connection::Open(Quick(address));
  const absl::Status status = (*connection)->ListUnits({}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(ChineseOf(status), HasSubstr(address));
}

TEST(Connection, RefusesAnActorThatIsNoId) {
  const absl::Status status = Connection::Open({.server = "127.0.0.1:1", .actor = "张三"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ChineseOf(status), HasSubstr("张三"));
  EXPECT_EQ(Connection::Open({.server = "", .actor = "a"}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(DefaultActor, IsAValidId) {
  unsetenv("WUSE_ACTOR");  // of whoever runs the tests
  EXPECT_TRUE(common::IsId(DefaultActor())) << DefaultActor();
}

TEST(RandomRequestId, IsNewEachTimeAndOfTheAllowedCharacters) {
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(RandomRequestId());
  EXPECT_EQ(ids.size(), 100U);
  EXPECT_EQ(ids.begin()->size(), 32U);
  EXPECT_EQ(ids.begin()->find_first_not_of("0123456789abcdef"), std::string::npos);
}

}  // namespace
}  // namespace wuse::client
