#include "server/engine/recent.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "common/limits.h"
#include "gtest/gtest.h"

namespace wuse::engine {
namespace {

class RecentTest : public ::testing::Test {
 protected:
  // An update with a report of a project's week and a request id, each unless empty.
  std::shared_ptr<const v1::Update> Add(const std::string& project, const std::string& request_id = "") {
    auto update = std::make_shared<v1::Update>();
    update->set_sequence(++sequence_);
    update->set_actor("li");
    update->set_request_id(request_id);
    if (!project.empty()) {
      v1::Report& report = *update->add_changes()->mutable_report_filed()->mutable_report();
      report.set_project(project);
      report.set_week("2021-W18");
      report.set_version(static_cast<int32_t>(sequence_));
    }
    recent_.Add(update);
    return update;
  }
  // The version of the report that is found; 0: none.
  int FoundVersion(const std::string& project) const {
    const v1::Report* report = recent_.FindReport(project, *common::Week::Parse("2021-W18"));
    return report == nullptr ? 0 : report->version();
  }
  std::shared_ptr<const v1::Update> Request(const std::string& actor, const std::string& id) const {
    return recent_.FindRequest(actor, id, common::SystemTime());  // the updates are of this moment
  }
  void BeginGroup(int64_t applied) { recent_.BeginGroup(common::Sequence{applied}); }

  Recent recent_;
  int64_t sequence_ = 0;
};

TEST_F(RecentTest, FindsTheNewestReportOfItsWeek) {
  EXPECT_EQ(FoundVersion("mill"), 0);
  Add("mill");
  Add("bridge");
  Add("mill");
  EXPECT_EQ(FoundVersion("mill"), 3);
  EXPECT_EQ(FoundVersion("bridge"), 2);
  EXPECT_EQ(recent_.FindReport("mill", *common::Week::Parse("2021-W17")), nullptr);
  BeginGroup(0);
  EXPECT_EQ(FoundVersion("mill"), 3);
  Add("mill");
  EXPECT_EQ(FoundVersion("mill"), 4);
}

TEST_F(RecentTest, FindsTheUpdateOfARequest) {
  const auto first = Add("mill", "r1");
  BeginGroup(0);
  const auto second = Add("", "r2");
  EXPECT_EQ(Request("li", "r1"), first);
  EXPECT_EQ(Request("li", "r2"), second);
  EXPECT_EQ(Request("wang", "r1"), nullptr);
  EXPECT_EQ(Request("li", ""), nullptr);
  EXPECT_EQ(Request("l", "ir1"), nullptr);
}

TEST_F(RecentTest, ForgetsARequestAfterSevenDays) {
  const auto update = Add("mill", "r1");
  const common::SystemTime week = common::SystemTime() + std::chrono::days(common::kRememberedRequestDays);
  EXPECT_EQ(recent_.FindRequest("li", "r1", week), update);
  EXPECT_EQ(recent_.FindRequest("li", "r1", week + std::chrono::microseconds(1)), nullptr);
  EXPECT_EQ(FoundVersion("mill"), 1);
}

TEST_F(RecentTest, KeepsWhatHistoryHasNotYetAndForgetsTheRest) {
  Add("mill", "r1");
  Add("bridge", "r2");
  BeginGroup(1);
  EXPECT_EQ(FoundVersion("bridge"), 2);
  Add("mill", "r3");
  BeginGroup(2);
  EXPECT_EQ(FoundVersion("mill"), 3);
  EXPECT_NE(Request("li", "r3"), nullptr);
  BeginGroup(3);
  EXPECT_EQ(FoundVersion("mill"), 0);
  EXPECT_EQ(FoundVersion("bridge"), 0);
  EXPECT_EQ(Request("li", "r1"), nullptr);
}

// However history follows: it keeps pace with groups of one, is far behind, and catches up.
TEST_F(RecentTest, FindsEverythingThatIsBehindOverManyGroups) {
  constexpr int kGroups = 500;
  for (int behind : {0, 1, 63, 64, 65, 200}) {
    SCOPED_TRACE(behind);
    const int64_t first = sequence_ + 1;
    for (int i = 0; i < kGroups; ++i) {
      BeginGroup(std::max(first - 1, sequence_ - behind));
      Add("p" + std::to_string(sequence_ % 7), "r" + std::to_string(sequence_ + 1));
      for (int64_t known = std::max(first, sequence_ - behind); known <= sequence_; ++known) {
        const auto found = Request("li", "r" + std::to_string(known));
        ASSERT_NE(found, nullptr) << known;
        EXPECT_EQ(found->sequence(), known);
      }
      EXPECT_EQ(FoundVersion("p" + std::to_string((sequence_ - 1) % 7)), sequence_);
    }
    BeginGroup(sequence_);
    EXPECT_EQ(Request("li", "r" + std::to_string(sequence_)), nullptr);
  }
}

}  // namespace
}  // namespace wuse::engine
