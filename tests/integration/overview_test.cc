#include "gtest/gtest.h"
#include "tests/integration/small_register.h"
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

// Two of the same list are no main list to the server: it adds up.
TEST(Overview, OfTheMainListIsTheSameWhetherKeptOrAddedUp) {
  SmallRegister small;
  small.Fill();
  const auto expect_same = [&small](const std::string& when) {
    const std::string kept = small.Do("GetOverview", "");
    EXPECT_EQ(kept, small.Do("GetOverview", R"(filter { lists: "district-key" lists: "district-key" })")) << when;
    v1::Overview overview;
    ASSERT_TRUE(overview.ParseFromString(kept));
    EXPECT_EQ(overview.project_count(), 2) << when;
  };
  expect_same("filled");
  small.Do("FileReport", R"(edit { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 4500000 } })");
  expect_same("after a report");
  small.server().Stop();
  small.server().Start();
  expect_same("after a restart");
  small.server().clock().SetToday(common::Date::OfYmd(2021, 6, 1));
  expect_same("on a new day, before its evaluation");
}

}  // namespace
}  // namespace wuse::testing
