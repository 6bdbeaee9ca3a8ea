#include "client/cli/command_line.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "client/lib/fake_server.h"
#include "common/mutex.h"
#include "wuse/v1/board_service.grpc.pb.h"
#include "wuse/v1/project_service.grpc.pb.h"
#include "wuse/v1/report_service.grpc.pb.h"
#include "wuse/v1/unit_service.grpc.pb.h"

namespace wuse::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Takes every edit for a new project; refuses what a test tells it to.
class FakeProjects : public v1::ProjectService::Service {
 public:
  grpc::Status ApplyProjects(grpc::ServerContext*, const v1::ApplyProjectsRequest* request,
                             v1::ApplyProjectsResponse* response) override {
    const common::MutexLock lock(mutex_);
    (request->validate_only() ? validated_ : applied_).push_back(request->edits_size());
    if (!request->validate_only()) request_ids_.push_back(request->request_id());
    if (!request->validate_only() && static_cast<int>(applied_.size()) == fail_apply_) {
      return {grpc::StatusCode::INTERNAL, "disk"};
    }
    for (const v1::ProjectEdit& edit : request->edits()) {
      v1::PlannedChange& change = *response->add_plan();
      change.set_id(edit.project().id());
      change.set_name(edit.project().name());
      change.set_action(unchanged_ ? v1::PlannedChange::UNCHANGED : v1::PlannedChange::CREATE);
    }
    if (!request->validate_only()) response->set_sequence(static_cast<int64_t>(applied_.size()));
    return grpc::Status::OK;
  }

  grpc::Status GetProject(grpc::ServerContext*, const v1::GetProjectRequest*, v1::GetProjectResponse*) override {
    return {grpc::StatusCode::NOT_FOUND, "no such project"};
  }

  grpc::Status ListProjects(grpc::ServerContext*, const v1::ListProjectsRequest* request,
                            v1::ListProjectsResponse* response) override {
    const common::MutexLock lock(mutex_);
    listed_.push_back(*request);
    const bool first = request->page_token().empty();
    v1::ListedProject& listed = *response->add_projects();
    listed.mutable_project()->set_id(first ? "a-1" : "b-1");
    listed.mutable_project()->set_name(first ? "泉源安置" : "乙");
    listed.mutable_project()->set_unit("duohu");
    listed.mutable_project()->mutable_status()->set_color(first ? v1::RED : v1::GREEN);
    listed.mutable_project()->add_made_up("all");
    listed.mutable_figures()->set_days_late(first ? 12 : -3);
    response->set_total_count(2);
    if (first) response->set_next_page_token("second");
    return grpc::Status::OK;
  }

  void FailApply(int number) {
    const common::MutexLock lock(mutex_);
    fail_apply_ = number;
  }
  void AllUnchanged() {
    const common::MutexLock lock(mutex_);
    unchanged_ = true;
  }
  std::vector<int> validated() {
    const common::MutexLock lock(mutex_);
    return validated_;
  }
  std::vector<int> applied() {
    const common::MutexLock lock(mutex_);
    return applied_;
  }
  std::vector<std::string> request_ids() {
    const common::MutexLock lock(mutex_);
    return request_ids_;
  }
  std::vector<v1::ListProjectsRequest> listed() {
    const common::MutexLock lock(mutex_);
    return listed_;
  }

 private:
  common::Mutex mutex_;
  int fail_apply_ WUSE_GUARDED_BY(mutex_) = 0;  // the how manieth apply fails; 0: none
  bool unchanged_ WUSE_GUARDED_BY(mutex_) = false;
  std::vector<int> validated_ WUSE_GUARDED_BY(mutex_);
  std::vector<int> applied_ WUSE_GUARDED_BY(mutex_);
  std::vector<std::string> request_ids_ WUSE_GUARDED_BY(mutex_);
  std::vector<v1::ListProjectsRequest> listed_ WUSE_GUARDED_BY(mutex_);
};

class FakeUnits : public v1::UnitService::Service {
 public:
  grpc::Status ListUnits(grpc::ServerContext*, const v1::ListUnitsRequest*, v1::ListUnitsResponse* response) override {
    v1::Unit& unit = *response->add_units();
    unit.set_id("duohu");
    unit.set_name("多湖街道");
    unit.set_group(v1::TOWNSHIP);
    return grpc::Status::OK;
  }
};

class FakeBoard : public v1::BoardService::Service {
 public:
  grpc::Status GetOverview(grpc::ServerContext*, const v1::GetOverviewRequest* request,
                           v1::Overview* overview) override {
    overview->set_period(request->period());
    overview->set_as_of("2021-04-30");
    overview->set_project_count(110);
    overview->set_started_count(69);
    overview->mutable_start_rate()->set_percent("62.73");
    overview->set_invested_yuan(5'277'600'000);
    v1::ColorCount& red = *overview->add_color_counts();
    red.set_color(v1::RED);
    red.set_count(7);
    return grpc::Status::OK;
  }
};

class CommandLine : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments, const std::string& input = "", bool terminal = false) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Terminal streams{.in = in, .out = out, .err = err, .in_is_terminal = terminal, .err_is_terminal = terminal};
    arguments.insert(arguments.begin(), {"--server", server_.address(), "--actor", "tester", "--timeout", "10"});
    const int code = RunCommandLine(arguments, streams, nullptr);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  std::string File(const std::string& content) {
    std::string path = ::testing::TempDir() + "wuse-cli-" + std::to_string(getpid()) + "-" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
    std::ofstream(path, std::ios::binary) << content;
    files_.push_back(path);
    return path;
  }
  void TearDown() override {
    for (const std::string& path : files_) std::remove(path.c_str());
  }

  static std::string Rows(int count) {
    std::string csv = "code,name\n";
    for (int i = 0; i < count; ++i) csv += "p-" + std::to_string(i) + ",名\n";
    return csv;
  }

  FakeProjects projects_;
  FakeUnits units_;
  FakeBoard board_;
  client::FakeServer server_{std::vector<grpc::Service*>{&projects_, &units_, &board_}};
  std::string out_;
  std::string err_;
  std::vector<std::string> files_;
};

TEST_F(CommandLine, AWrongCommandIsToldTheNearest) {
  EXPECT_EQ(Run({"porject", "list"}), 2);
  EXPECT_THAT(err_, HasSubstr("是不是“project”？"));
  EXPECT_EQ(Run({"report", "psuh"}), 2);
  EXPECT_THAT(err_, HasSubstr("是不是“report push”？"));
  EXPECT_EQ(Run({"-o", "json", "xyzzyx"}), 2);
  EXPECT_THAT(err_, HasSubstr("可用的有"));
}

TEST_F(CommandLine, UsageErrorsAreChineseAndExitWith2) {
  EXPECT_EQ(Run({}), 2);
  EXPECT_EQ(Run({"project"}), 2);
  EXPECT_THAT(err_, HasSubstr("wuse project --help"));
  EXPECT_EQ(Run({"board", "--nonsense"}), 2);
  EXPECT_THAT(err_, HasSubstr("--nonsense"));
  EXPECT_EQ(Run({"board", "--decimals", "3"}), 2);
  EXPECT_EQ(Run({"project", "apply"}), 2);
  EXPECT_THAT(err_, HasSubstr("必填"));
  EXPECT_EQ(Run({"board", "-o", "xml"}), 2);
  EXPECT_EQ(Run({"watch", "--from", "3", "--snapshot"}), 2);
  EXPECT_EQ(Run({"project", "list", "--color", "紫"}), 2);
  EXPECT_THAT(err_, HasSubstr("紫"));
  EXPECT_EQ(Run({"project", "apply", "/no/such/file.csv", "--yes"}), 2);
}

TEST_F(CommandLine, EveryCommandHasChineseHelp) {
  const std::vector<std::vector<std::string>> commands = {{},
                                                          {"unit"},
                                                          {"unit", "apply"},
                                                          {"unit", "list"},
                                                          {"project"},
                                                          {"project", "apply"},
                                                          {"project", "list"},
                                                          {"project", "get"},
                                                          {"project", "delist"},
                                                          {"report"},
                                                          {"report", "push"},
                                                          {"report", "list"},
                                                          {"report", "missing"},
                                                          {"report", "template"},
                                                          {"board"},
                                                          {"watch"},
                                                          {"alert"},
                                                          {"alert", "list"},
                                                          {"alert", "watch"},
                                                          {"alert", "ack"},
                                                          {"alert", "snooze"},
                                                          {"alert", "history"},
                                                          {"alert", "rules"},
                                                          {"alert", "rules", "set"},
                                                          {"alert", "rules", "export"},
                                                          {"version"}};
  for (std::vector<std::string> command : commands) {
    const std::string last = command.empty() ? "wuse" : command.back();
    command.emplace_back("--help");
    EXPECT_EQ(Run(command), 0);
    EXPECT_THAT(out_, HasSubstr("用法: ")) << last;
    EXPECT_THAT(out_, HasSubstr(last));
    EXPECT_THAT(out_, Not(HasSubstr("Options"))) << last;
    EXPECT_THAT(out_, Not(HasSubstr("REQUIRED"))) << last;
  }
}

TEST_F(CommandLine, NothingIsWrittenWithoutATerminalOrYes) {
  const std::string file = File(Rows(2));
  EXPECT_EQ(Run({"project", "apply", file}), 2);
  EXPECT_THAT(err_, HasSubstr("--yes"));
  EXPECT_THAT(projects_.applied(), IsEmpty());
}

TEST_F(CommandLine, AsksAndHearsNo) {
  const std::string file = File(Rows(2));
  EXPECT_EQ(Run({"project", "apply", file}, "n\n", true), 3);
  EXPECT_THAT(out_, HasSubstr("新增 2"));
  EXPECT_THAT(err_, HasSubstr("[y/N]"));
  EXPECT_EQ(Run({"project", "apply", file}, "", true), 3);
  EXPECT_THAT(projects_.applied(), IsEmpty());
  EXPECT_EQ(Run({"project", "apply", file}, "y\n", true), 0);
  EXPECT_THAT(projects_.applied(), ElementsAre(2));
}

TEST_F(CommandLine, ADryRunShowsThePlanOnly) {
  EXPECT_EQ(Run({"project", "apply", File(Rows(2)), "--dry-run"}), 0);
  EXPECT_THAT(out_, HasSubstr("p-1"));
  EXPECT_THAT(projects_.applied(), IsEmpty());
}

TEST_F(CommandLine, NothingToChangeIsNotAsked) {
  projects_.AllUnchanged();
  EXPECT_EQ(Run({"project", "apply", File(Rows(2))}), 0);
  EXPECT_THAT(out_, HasSubstr("没有要写入的变化"));
  EXPECT_THAT(projects_.applied(), IsEmpty());
}

TEST_F(CommandLine, ReadsTheStandardInput) {
  EXPECT_EQ(Run({"project", "apply", "-", "--yes"}, Rows(1)), 0);
  EXPECT_THAT(projects_.applied(), ElementsAre(1));
}

TEST_F(CommandLine, EveryBatchIsValidatedBeforeTheFirstIsApplied) {
  projects_.FailApply(1);
  EXPECT_EQ(Run({"project", "apply", File(Rows(2100)), "--yes"}), 1);
  EXPECT_THAT(projects_.validated(), ElementsAre(1000, 1000, 100));
  EXPECT_THAT(projects_.applied(), ElementsAre(1000));
}

TEST_F(CommandLine, AFailureOfALaterBatchSaysWhichRowsAreIn) {
  projects_.FailApply(2);
  EXPECT_EQ(Run({"project", "apply", File(Rows(2100)), "--yes"}), 8);
  EXPECT_THAT(err_, HasSubstr("已写入：第 2–1001 行"));
  EXPECT_THAT(err_, HasSubstr("未写入：第 1002–2101 行"));
  EXPECT_THAT(projects_.applied(), ElementsAre(1000, 1000));
}

TEST_F(CommandLine, RequestIdsDifferByBatchAndByRun) {
  const std::string file = File(Rows(1500));
  EXPECT_EQ(Run({"project", "apply", file, "--yes"}), 0);
  EXPECT_EQ(Run({"project", "apply", file, "--yes"}), 0);
  const std::vector<std::string> ids = projects_.request_ids();
  ASSERT_EQ(ids.size(), 4U);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 4U);
  EXPECT_EQ(ids[0].size(), 32U);
}

TEST_F(CommandLine, JsonOfApplyIsTheResultAlone) {
  EXPECT_EQ(Run({"project", "apply", File(Rows(2)), "--yes", "-o", "json"}), 0);
  v1::ApplyProjectsResponse response;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_, &response).ok()) << out_;
  EXPECT_EQ(response.plan_size(), 2);
  EXPECT_EQ(response.sequence(), 1);
}

TEST_F(CommandLine, ListTakesAllPagesAndTheFilter) {
  EXPECT_EQ(Run({"project", "list", "--unit", "多湖街道", "--color", "red,橙", "--kind", "新建", "--reached", "结顶",
                 "--sort", "late", "-o", "json"}),
            0);
  v1::ListProjectsResponse response;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_, &response).ok()) << out_;
  EXPECT_EQ(response.projects_size(), 2);
  const auto requests = projects_.listed();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_THAT(requests[0].filter().units(), ElementsAre("duohu"));
  EXPECT_THAT(requests[0].filter().colors(), ElementsAre(v1::RED, v1::ORANGE));
  EXPECT_THAT(requests[0].filter().kinds(), ElementsAre(v1::NEW));
  EXPECT_THAT(requests[0].filter().reached_milestones(), ElementsAre("roof-topped"));
  EXPECT_EQ(requests[0].order(), v1::BY_LATENESS);
  EXPECT_EQ(requests[1].page_token(), "second");
}

TEST_F(CommandLine, WithoutFilterOptionsTheMainListIsMeant) {
  EXPECT_EQ(Run({"project", "list"}), 0);
  EXPECT_FALSE(projects_.listed()[0].has_filter());
  EXPECT_THAT(out_, HasSubstr("✕红"));
  EXPECT_THAT(out_, HasSubstr("多湖街道"));
  EXPECT_THAT(out_, HasSubstr("未到期"));
  EXPECT_THAT(out_, HasSubstr("演示"));
  EXPECT_THAT(out_, Not(HasSubstr("\x1b")));
}

TEST_F(CommandLine, CsvBeginsWithABom) {
  EXPECT_EQ(Run({"unit", "list", "-o", "csv"}), 0);
  EXPECT_THAT(out_, StartsWith("\xEF\xBB\xBF编号,名称"));
}

TEST_F(CommandLine, AnUnknownUnitNameIsToldTheNearest) {
  EXPECT_EQ(Run({"board", "--unit", "多糊街道"}), 2);
  EXPECT_THAT(err_, HasSubstr("多湖街道"));
}

TEST_F(CommandLine, WhatIsNotThereExitsWith5) {
  EXPECT_EQ(Run({"project", "get", "nothing"}), 5);
  EXPECT_THAT(err_, HasSubstr("没有找到"));
}

TEST_F(CommandLine, BoardIsOneScreenInHundredMillions) {
  EXPECT_EQ(Run({"board", "--period", "2021-04"}), 0);
  for (const char* part : {"2021-04", "2021-04-30", "110", "69", "62.73%", "52.78亿元", "✕红 7", "★蓝 0"}) {
    EXPECT_THAT(out_, HasSubstr(part));
  }
  EXPECT_EQ(Run({"board", "-o", "json"}), 0);
  EXPECT_THAT(out_, HasSubstr("\"investedYuan\": \"5277600000\""));
  EXPECT_THAT(out_, HasSubstr("\"laggingCount\": 0"));
}

TEST_F(CommandLine, GlobalOptionsMayStandBehindTheCommand) {
  EXPECT_EQ(Run({"version", "-o", "json"}), 0);
  EXPECT_THAT(out_, HasSubstr("\"version\""));
  EXPECT_EQ(Run({"version"}), 0);
  EXPECT_THAT(out_, StartsWith("wuse "));
}

}  // namespace
}  // namespace wuse::cli
