#include <atomic>
#include <future>

#include "common/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/faulty_server.h"
#include "tests/integration/register_calls.h"
#include "tests/integration/watch_client.h"
#include "tests/support/raw_caller.h"

// A disk that hangs, and one that is nearly full: what callers and watchdogs see. (A disk that is really full:
// disk_test.py.)
namespace wuse::testing {
namespace {

class HangingDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    faulty_.server.Start();
    AddProjects(channel(), "duohu", {"a"});
    faulty_.ledger().BlockAppends();
    filed_ =
        std::async(std::launch::async, [this] { return FileReport(channel(), AnyReport("a", "2021-W17", 4'000'000)); });
    ASSERT_TRUE(faulty_.ledger().WaitUntilBlocked(std::chrono::seconds(20)));
  }
  void TearDown() override {
    faulty_.ledger().ReleaseAppends();
    if (filed_.valid()) filed_.wait();
  }
  Channel channel() { return faulty_.server.channel(); }
  void Pass(std::chrono::milliseconds time) {
    faulty_.server.clock().Advance(time);
    faulty_.server.server().Tick();
  }

  FaultyServer faulty_;
  std::future<Answer<v1::FileReportResponse>> filed_;
};

TEST_F(HangingDisk, After5SecondsItIsNotServingAndAgainWhenTheWriteReturns) {
  Pass(common::kSlowWrite - std::chrono::milliseconds(1));
  EXPECT_TRUE(Serves(channel()));
  Pass(std::chrono::milliseconds(1));
  EXPECT_FALSE(Serves(channel()));
  EXPECT_TRUE(GetProject(channel(), "a").ok()) << "reads go on";
  faulty_.ledger().ReleaseAppends();
  EXPECT_TRUE(filed_.get().ok());
  EXPECT_TRUE(WaitFor([&] {
    Pass(std::chrono::milliseconds(0));
    return Serves(channel());
  }));
  EXPECT_EQ(faulty_.fatal_count(), 0);
}

TEST_F(HangingDisk, After20SecondsTheProcessIsToEndAndNeverServesAgain) {
  Pass(common::kHungWrite - std::chrono::milliseconds(1));
  EXPECT_EQ(faulty_.fatal_count(), 0);
  Pass(std::chrono::milliseconds(1));
  EXPECT_EQ(faulty_.fatal_count(), 1);
  EXPECT_FALSE(Serves(channel()));
  Pass(common::kHungWrite);
  EXPECT_EQ(faulty_.fatal_count(), 1) << "told once";
  faulty_.ledger().ReleaseAppends();
  filed_.wait();
  Pass(std::chrono::milliseconds(0));
  EXPECT_FALSE(Serves(channel()));
}

TEST(NearlyFullDisk, RefusesWritesWhileReadsAndStreamsGoOn) {
  std::atomic<uint64_t> free{uint64_t{10} << 30};
  TestServer server({.disk_probe = [&free](const std::string&) {
    return app::DiskSpace{.free = free, .total = uint64_t{20} << 30};
  }});
  server.Start();
  AddProjects(server.channel(), "duohu", {"a"});
  WatchClient live(server.channel(), FromNow());
  ASSERT_TRUE(live.Next());
  for (int64_t cycle = 1; cycle <= 3; ++cycle) {
    free = 100 << 20;
    server.server().Tick();
    const v1::Report report = AnyReport("a", "2021-W17", cycle * 1'000'000);
    const ErrorOf refused(FileReport(server.channel(), report).status);
    EXPECT_EQ(refused.reason, "DISK_NEARLY_FULL");
    EXPECT_TRUE(refused.has_retry);
    EXPECT_THAT(refused.chinese, ::testing::HasSubstr("剩余 100 MiB"));
    EXPECT_TRUE(GetProject(server.channel(), "a").ok());
    EXPECT_TRUE(Serves(server.channel()));
    const auto bookmark = NextAfterTicks(server, live);
    ASSERT_TRUE(bookmark);
    EXPECT_TRUE(IsBookmark(*bookmark));
    free = uint64_t{10} << 30;
    server.server().Tick();
    const auto filed = FileReport(server.channel(), report);
    ASSERT_TRUE(filed.ok()) << filed.status.error_message();
    EXPECT_TRUE(live.ReadTo(filed.response.sequence()));
  }
}

}  // namespace
}  // namespace wuse::testing
