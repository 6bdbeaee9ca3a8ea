#include "gtest/gtest.h"
#include "tests/support/test_server.h"
#include "wuse/v1/board_service.grpc.pb.h"

namespace wuse::testing {
namespace {

TEST(Overview, NamesTheDistrictThatTheServerWasStartedWith) {
  TestServer server({.district = "金东区"});
  server.Start();
  const auto board = v1::BoardService::NewStub(server.channel());
  const auto context = As("leader");
  v1::Overview overview;
  const grpc::Status status = board->GetOverview(context.get(), v1::GetOverviewRequest(), &overview);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(overview.district(), "金东区");
  EXPECT_EQ(overview.project_count(), 0);
  EXPECT_EQ(overview.start_rate().percent(), "") << "a rate of nothing is no number";
}

}  // namespace
}  // namespace wuse::testing
