#include "server/engine/recent.h"

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
  EXPECT_EQ(recent_.FindRequest("li", "r1"), first);
  EXPECT_EQ(recent_.FindRequest("li", "r2"), second);
  EXPECT_EQ(recent_.FindRequest("wang", "r1"), nullptr);
  EXPECT_EQ(recent_.FindRequest("li", ""), nullptr);
  EXPECT_EQ(recent_.FindRequest("l", "ir1"), nullptr);
}

TEST_F(RecentTest, ForgetsGroupsThatHistoryHasWhole) {
  Add("mill", "r1");
  Add("bridge", "r2");
  BeginGroup(1);  // history is at the first: the group stays
  EXPECT_EQ(FoundVersion("mill"), 1);
  Add("mill", "r3");
  BeginGroup(2);
  EXPECT_EQ(FoundVersion("bridge"), 0);
  EXPECT_EQ(recent_.FindRequest("li", "r1"), nullptr);
  EXPECT_EQ(FoundVersion("mill"), 3) << "what a later group has put in its place stays";
  BeginGroup(2);
  EXPECT_NE(recent_.FindRequest("li", "r3"), nullptr) << "a group without updates between";
  BeginGroup(3);
  EXPECT_EQ(FoundVersion("mill"), 0);
}

}  // namespace
}  // namespace wuse::engine
