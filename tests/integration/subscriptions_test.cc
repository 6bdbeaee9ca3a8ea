#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/watch_client.h"
#include "wuse/v1/admin_service.grpc.pb.h"

// AdminService.ListSubscriptions: who watches what, and how far behind.
namespace wuse::testing {
namespace {

using ::testing::HasSubstr;

class Subscriptions : public WatchOfTwoProjects {
 protected:
  v1::ListSubscriptionsResponse List(const std::string& actor = "") {
    v1::ListSubscriptionsRequest request;
    request.set_actor(actor);
    const auto stub = v1::AdminService::NewStub(server_.channel());
    auto answer = Call(*stub, &v1::AdminService::Stub::ListSubscriptions, request);
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response;
  }
};

TEST_F(Subscriptions, EachTellsWhoWhatSinceWhenAndWhere) {
  EXPECT_EQ(List().subscriptions_size(), 0);
  v1::WatchRequest request = FromNow();
  request.mutable_filter()->add_projects("a");
  WatchClient first(server_.channel(), request, "first");
  ASSERT_TRUE(first.Next());
  WatchClient second(server_.channel(), FromSequence(1), "second");
  const int64_t last = File("a");
  ASSERT_TRUE(first.ReadTo(last));
  ASSERT_TRUE(second.ReadTo(last));
  const v1::ListSubscriptionsResponse all = List();
  EXPECT_EQ(all.sequence(), last);
  ASSERT_EQ(all.subscriptions_size(), 2);
  const v1::SubscriptionInfo& one = all.subscriptions(0);
  EXPECT_LT(one.id(), all.subscriptions(1).id());
  EXPECT_EQ(one.actor(), "first");
  EXPECT_THAT(one.peer(), HasSubstr("127.0.0.1"));
  EXPECT_EQ(one.watch().projects(0), "a");
  EXPECT_GT(one.since().seconds(), 0);
  EXPECT_EQ(one.cursor(), last);
  EXPECT_EQ(one.lag_updates(), 0);
  EXPECT_EQ(one.lag_seconds(), 0);
  EXPECT_FALSE(one.in_snapshot());
  ASSERT_EQ(List("second").subscriptions_size(), 1);
  EXPECT_EQ(List("second").subscriptions(0).actor(), "second");
}

TEST_F(Subscriptions, WhoseUpdatesDoNotMatchIsNotBehind) {
  v1::WatchRequest request = FromNow();
  request.mutable_filter()->add_projects("nobody");
  WatchClient idle(server_.channel(), request);
  ASSERT_TRUE(idle.Next());
  const int64_t last = File("a");
  EXPECT_TRUE(WaitFor([&] { return List().subscriptions(0).cursor() == last; }));
}

}  // namespace
}  // namespace wuse::testing
