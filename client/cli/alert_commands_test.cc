#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/cli/command_line.h"
#include "client/cli/width.h"
#include "client/lib/fake_server.h"
#include "client/lib/scripted_streams.h"
#include "common/mutex.h"
#include "wuse/v1/unit_service.grpc.pb.h"

namespace wuse::cli {
namespace {

using client::Synced;
using client::ThenBreak;
using client::ThenEnd;
using client::WithUpdates;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Answers from what a test has put into it, and remembers what was asked.
class FakeAlerts : public client::ScriptedAlerts {
 public:
  using ScriptedAlerts::ScriptedAlerts;

  grpc::Status ListAlerts(grpc::ServerContext*, const v1::ListAlertsRequest* request,
                          v1::ListAlertsResponse* response) override {
    const common::MutexLock lock(mutex_);
    listed.push_back(*request);
    const bool first = request->page_token().empty();
    for (int i = first ? 0 : 2; i < (first ? std::min(2, list.alerts_size()) : list.alerts_size()); ++i) {
      *response->add_alerts() = list.alerts(i);
    }
    if (first && list.alerts_size() > 2) response->set_next_page_token("second");
    return grpc::Status::OK;
  }
  grpc::Status ListAlertHistory(grpc::ServerContext*, const v1::ListAlertHistoryRequest* request,
                                v1::ListAlertHistoryResponse* response) override {
    const common::MutexLock lock(mutex_);
    asked_history = *request;
    v1::AlertHistoryEntry& entry = *response->add_entries();
    entry.set_sequence(23);
    entry.set_date("2021-05-08");
    entry.set_actor("li");
    entry.set_event(v1::ACKNOWLEDGED);
    entry.mutable_alert()->set_kind(v1::STALLED);
    entry.mutable_alert()->set_severity(v1::WARNING);
    entry.mutable_alert()->set_episode(2);
    entry.mutable_alert()->mutable_acknowledgment()->set_note("已约谈");
    entry.mutable_alert()->mutable_acknowledgment()->set_until("2021-05-20");
    return grpc::Status::OK;
  }
  grpc::Status AcknowledgeAlert(grpc::ServerContext*, const v1::AcknowledgeAlertRequest* request,
                                v1::AlertMutationResponse* response) override {
    const common::MutexLock lock(mutex_);
    acknowledged.push_back(*request);
    response->mutable_alert()->set_kind(request->alert().kind());
    response->mutable_alert()->set_project(request->alert().project());
    response->mutable_alert()->set_milestone(request->alert().milestone());
    response->mutable_alert()->set_severity(v1::CRITICAL);
    response->mutable_alert()->mutable_acknowledgment()->set_until("2021-05-22");
    response->set_sequence(23);
    return grpc::Status::OK;
  }
  grpc::Status SnoozeAlert(grpc::ServerContext*, const v1::SnoozeAlertRequest* request,
                           v1::AlertMutationResponse*) override {
    const common::MutexLock lock(mutex_);
    snoozed.push_back(*request);
    return {grpc::StatusCode::FAILED_PRECONDITION, "not firing"};
  }
  grpc::Status GetAlertRules(grpc::ServerContext*, const google::protobuf::Empty*, v1::AlertRules* response) override {
    const common::MutexLock lock(mutex_);
    *response = rules;
    return grpc::Status::OK;
  }
  grpc::Status SetAlertRules(grpc::ServerContext*, const v1::SetAlertRulesRequest* request,
                             v1::SetAlertRulesResponse* response) override {
    const common::MutexLock lock(mutex_);
    set.push_back(*request);
    *response->mutable_rules()->mutable_rules() = request->rules();
    if (!request->validate_only()) response->set_sequence(24);
    return grpc::Status::OK;
  }

  // Of the test between its commands.
  v1::ListAlertsResponse list;
  v1::AlertRules rules;
  std::vector<v1::ListAlertsRequest> listed;
  v1::ListAlertHistoryRequest asked_history;
  std::vector<v1::AcknowledgeAlertRequest> acknowledged;
  std::vector<v1::SnoozeAlertRequest> snoozed;
  std::vector<v1::SetAlertRulesRequest> set;

 private:
  common::Mutex mutex_;
};

class OneUnit : public v1::UnitService::Service {
 public:
  grpc::Status ListUnits(grpc::ServerContext*, const v1::ListUnitsRequest*, v1::ListUnitsResponse* response) override {
    v1::Unit& unit = *response->add_units();
    unit.set_id("duohu");
    unit.set_name("多湖街道");
    return grpc::Status::OK;
  }
};

v1::AlertItem Item(v1::AlertKind kind, v1::Severity severity, const std::string& id, const std::string& name,
                   int64_t measure) {
  v1::AlertItem item;
  item.mutable_alert()->set_kind(kind);
  item.mutable_alert()->set_state(v1::ALERT_FIRING);
  item.mutable_alert()->set_severity(severity);
  item.mutable_alert()->set_project(id);
  item.mutable_alert()->set_fired_on("2021-05-08");
  item.set_project_name(name);
  item.set_unit("duohu");
  item.set_leader("张三");
  item.set_measure(measure);
  return item;
}

class AlertCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "wuse-alert-" + std::to_string(getpid()) + "-" +
           ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(dir_);
    v1::AlertItem overdue = Item(v1::MILESTONE_OVERDUE, v1::CRITICAL, "duohu-012", "多湖邻里中心一期", 30);
    overdue.mutable_alert()->set_milestone("roof-topped");
    overdue.set_milestone_name("结顶");
    overdue.mutable_alert()->mutable_acknowledgment()->set_note("已约谈");
    *alerts_.list.add_alerts() = overdue;
    *alerts_.list.add_alerts() = Item(v1::INVESTMENT_BEHIND, v1::WARNING, "duohu-011", "多湖文化广场地下停车库", 1240);
    *alerts_.list.add_alerts() = Item(v1::REPORT_MISSING, v1::NOTICE, "duohu-013", "多湖小学扩建", 3);
    alerts_.rules.set_etag("e1");
    v1::AlertRule& rule = *alerts_.rules.add_rules();
    rule.set_kind(v1::STALLED);
    rule.add_bands()->set_from(4);
    rule.mutable_bands(0)->set_severity(v1::NOTICE);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  // Streams are made of these.
  void Start(std::deque<client::Script> alerts, std::deque<client::Script> updates = {}) {
    streams_ = std::make_unique<client::ScriptedAlerts>(std::move(alerts));
    watch_ = std::make_unique<client::ScriptedWatch>(std::move(updates));
    stream_server_ =
        std::make_unique<client::FakeServer>(std::vector<grpc::Service*>{streams_.get(), watch_.get(), &units_});
  }
  int Run(std::vector<std::string> arguments, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Terminal streams{.in = in, .out = out, .err = err};
    const std::string address = stream_server_ ? stream_server_->address() : server_.address();
    arguments.insert(arguments.begin(), {"--server", address, "--actor", "tester", "--timeout", "10"});
    const int code = RunCommandLine(arguments, streams, nullptr);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  std::string File(const std::string& name, const std::string& content) {
    std::ofstream(dir_ + "/" + name, std::ios::binary) << content;
    return dir_ + "/" + name;
  }
  static std::string Content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  FakeAlerts alerts_{std::deque<client::Script>{}};
  OneUnit units_;
  client::FakeServer server_{std::vector<grpc::Service*>{&alerts_, &units_}};
  std::unique_ptr<client::ScriptedAlerts> streams_;
  std::unique_ptr<client::ScriptedWatch> watch_;
  std::unique_ptr<client::FakeServer> stream_server_;
  std::string dir_;
  std::string out_;
  std::string err_;
};

TEST_F(AlertCommands, ListIsATable) {
  ASSERT_EQ(Run({"alert", "list"}), 0) << err_;
  EXPECT_EQ(out_,
            "级别   预警                          项目编号   项目名称          责任单位  领导  起始        标记\n"
            "✕严重  节点逾期 结顶 逾期 30 天      duohu-012  多湖邻里中心一期  多湖街道  张三  2021-05-08  已确认\n"
            "▲警告  投资滞后 落后 12.40 个百分点  duohu-011  多湖文化广场地…   多湖街道  张三  2021-05-08\n"
            "◆提示  未报周报 连续 3 周未报        duohu-013  多湖小学扩建      多湖街道  张三  2021-05-08\n"
            "共 3 条预警：严重 1，警告 1，提示 1\n");
}

TEST_F(AlertCommands, ListFitsAHundredColumnsWithAllMarks) {
  v1::AlertItem& item = *alerts_.list.mutable_alerts(0);
  item.mutable_alert()->mutable_snooze();
  item.set_project_name("多湖街道站前路地下综合管廊及道路提升改造工程一期");
  ASSERT_EQ(Run({"alert", "list"}), 0) << err_;
  std::istringstream lines(out_);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 100) << line;
  EXPECT_THAT(out_, HasSubstr("已确认 已静默"));
}

TEST_F(AlertCommands, ListAsksForTheFilterAndAllPages) {
  ASSERT_EQ(Run({"alert", "list", "--unit", "多湖街道", "--leader", "张三,李四", "--kind", "节点逾期,report-missing",
                 "--severity", "警告", "--pending", "--resolved-since", "2021-05-01", "-o", "json"}),
            0)
      << err_;
  v1::ListAlertsResponse response;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_, &response).ok()) << out_;
  EXPECT_EQ(response.alerts_size(), 3);
  ASSERT_EQ(alerts_.listed.size(), 2U);
  const v1::ListAlertsRequest& asked = alerts_.listed[0];
  EXPECT_THAT(asked.filter().units(), ElementsAre("duohu"));
  EXPECT_THAT(asked.filter().leaders(), ElementsAre("张三", "李四"));
  EXPECT_THAT(asked.filter().kinds(), ElementsAre(v1::MILESTONE_OVERDUE, v1::REPORT_MISSING));
  EXPECT_EQ(asked.filter().min_severity(), v1::WARNING);
  EXPECT_TRUE(asked.filter().include_pending());
  EXPECT_EQ(asked.resolved_since(), "2021-05-01");
  EXPECT_EQ(alerts_.listed[1].page_token(), "second");
}

TEST_F(AlertCommands, ListAsCsvNamesTheAlert) {
  ASSERT_EQ(Run({"alert", "list", "-o", "csv"}), 0) << err_;
  EXPECT_THAT(out_, StartsWith("\xEF\xBB\xBF预警,级别,种类"));
  EXPECT_THAT(out_, HasSubstr("milestone-overdue:duohu-012:roof-topped,严重,节点逾期"));
}

TEST_F(AlertCommands, WrongOptionsAreToldBeforeAnyCall) {
  EXPECT_EQ(Run({"alert", "list", "--severity", "很重"}), 2);
  EXPECT_THAT(err_, HasSubstr("很重"));
  EXPECT_EQ(Run({"alert", "list", "--resolved-since", "五月"}), 2);
  EXPECT_EQ(Run({"alert", "snooze", "stalled:jd-001", "--note", "x"}), 2);
  EXPECT_THAT(err_, HasSubstr("--until"));
  EXPECT_EQ(Run({"alert", "snooze", "stalled:jd-001", "--note", "x", "--until", "明天"}), 2);
  EXPECT_EQ(Run({"alert", "ack", "stalled:jd-001"}), 2);
  EXPECT_THAT(err_, HasSubstr("--note"));
  EXPECT_EQ(Run({"alert", "ack", "stalled:jd-001", "--note", " "}), 2);
  EXPECT_EQ(Run({"alert", "ack", "stalled", "--note", "x"}), 2);
  EXPECT_EQ(Run({"alert", "watch", "--from", "3", "--resume", "t"}), 2);
  EXPECT_EQ(Run({"alert", "watch", "--from", "3", "--until-synced"}), 2);
  EXPECT_EQ(Run({"alert", "rules", "sett"}), 2);
  EXPECT_THAT(alerts_.listed, IsEmpty());
  EXPECT_THAT(alerts_.snoozed, IsEmpty());
  EXPECT_THAT(alerts_.acknowledged, IsEmpty());
}

TEST_F(AlertCommands, AckAndSnoozeSayWhatTheyDid) {
  ASSERT_EQ(Run({"alert", "ack", "节点逾期:duohu-012:结顶", "--note", "已约谈"}), 0) << err_;
  EXPECT_EQ(out_, "已确认：✕严重  节点逾期 结顶  duohu-012，至 2021-05-22（更新序号 23）\n");
  EXPECT_EQ(alerts_.acknowledged[0].alert().milestone(), "roof-topped");
  EXPECT_EQ(alerts_.acknowledged[0].note(), "已约谈");
  EXPECT_EQ(alerts_.acknowledged[0].until(), "");
  EXPECT_EQ(Run({"alert", "snooze", "stalled:jd-001", "--until", "2021/5/9", "--note", "x"}), 1);
  EXPECT_EQ(alerts_.snoozed[0].until(), "2021-05-09");
}

TEST_F(AlertCommands, HistoryIsOfAProjectOrOfOneAlert) {
  ASSERT_EQ(Run({"alert", "history", "jd-001"}), 0) << err_;
  EXPECT_EQ(alerts_.asked_history.project(), "jd-001");
  EXPECT_EQ(alerts_.asked_history.kind(), v1::ALERT_KIND_UNSPECIFIED);
  EXPECT_EQ(out_,
            "更新  日期        操作人  事件  级别   预警      情况  第几次  说明\n"
            "  23  2021-05-08  li      确认  ▲警告  进展停滞        2       已约谈（至 2021-05-20）\n");
  ASSERT_EQ(Run({"alert", "history", "停滞:jd-001"}), 0) << err_;
  EXPECT_EQ(alerts_.asked_history.kind(), v1::STALLED);
  EXPECT_THAT(out_, Not(HasSubstr("进展停滞")));
}

TEST_F(AlertCommands, RulesAreShownExportedAndSetAgain) {
  ASSERT_EQ(Run({"alert", "rules"}), 0) << err_;
  EXPECT_EQ(out_,
            "种类      编号     启用  级别         观察期  解除\n"
            "进展停滞  stalled  是    4 周起 提示  无      当天\n"
            "已有人改过规则\n");
  ASSERT_EQ(Run({"alert", "rules", "export"}), 0) << err_;
  const std::string file = File("rules.json", out_);
  ASSERT_EQ(Run({"alert", "rules", "set", "-f", file}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("没有要写入的变化"));
  ASSERT_EQ(alerts_.set.size(), 1U);
  EXPECT_TRUE(alerts_.set[0].validate_only());
}

TEST_F(AlertCommands, RulesAreSetAfterTheDifferenceWasShown) {
  const std::string json =
      "{\"rules\": [{\"kind\": \"STALLED\", /* now */ \"bands\": [{\"from\": 3, \"severity\": "
      "\"WARNING\"}]}]} // end";
  EXPECT_EQ(Run({"alert", "rules", "set", "-f", "-"}, json), 2);
  EXPECT_THAT(err_, HasSubstr("--yes"));
  EXPECT_EQ(Run({"alert", "rules", "set", "-f", "-", "--validate-only"}, json), 0);
  EXPECT_EQ(out_,
            "规则的变化:\n"
            "  进展停滞\n"
            "    原 4 周起 提示；观察期 无，解除 当天\n"
            "    新 3 周起 警告；观察期 无，解除 当天\n");
  for (const v1::SetAlertRulesRequest& request : alerts_.set) EXPECT_TRUE(request.validate_only());
  ASSERT_EQ(Run({"alert", "rules", "set", "-f", "-", "--yes"}, json), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("已写入（更新序号 24）"));
  EXPECT_FALSE(alerts_.set.back().validate_only());
  EXPECT_EQ(alerts_.set.back().etag(), "e1");
}

v1::WatchResponse Fired(int64_t sequence, int count, const std::string& token) {
  v1::WatchResponse response = WithUpdates({sequence}, token);
  for (int i = 0; i < count; ++i) {
    v1::Change& change = *response.mutable_updates(0)->add_changes();
    change.mutable_match_after()->set_unit("duohu");
    change.mutable_alert_changed()->set_event(v1::FIRED);
    change.mutable_alert_changed()->mutable_after()->set_kind(v1::REPORT_MISSING);
    change.mutable_alert_changed()->mutable_after()->set_severity(v1::NOTICE);
    change.mutable_alert_changed()->mutable_after()->set_project("p-" + std::to_string(i));
  }
  return response;
}

TEST_F(AlertCommands, WatchKeepsItsTokenAndARestartGoesOnFromThere) {
  Start({ThenBreak({Synced(3, "t3"), Fired(4, 1, "t4")}), ThenBreak({Fired(5, 25, "t5")})});
  const std::string file = dir_ + "/token";
  ASSERT_EQ(Run({"alert", "watch", "--count", "1", "--resume-file", file}), 0) << err_;
  EXPECT_EQ(out_,
            "现在没有预警（到第 3 号更新），以下是新的变化\n"
            "#4      新增  ◆提示  未报周报  p-0  多湖街道\n");
  EXPECT_EQ(Content(file), "t4\n");
  ASSERT_EQ(Run({"alert", "watch", "--count", "1", "--resume-file", file}), 0) << err_;
  EXPECT_EQ(out_, "#5      新增  未报周报  多湖街道 25 条（提示 25）：p-0、p-1、p-2 等\n");
  EXPECT_EQ(Content(file), "t5\n");
  const auto requests = streams_->requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_TRUE(requests[0].has_snapshot());
  EXPECT_EQ(requests[1].resume_token(), "t4");
}

TEST_F(AlertCommands, JsonIsALineAResponseAndNeverGrouped) {
  Start({ThenBreak({Synced(3, "t3"), Fired(4, 25, "t4"), Fired(5, 1, "t5")})});
  ASSERT_EQ(Run({"alert", "watch", "--count", "2", "-o", "json"}), 0) << err_;
  std::istringstream lines(out_);
  std::vector<int> changes;
  for (std::string line; std::getline(lines, line);) {
    v1::WatchResponse response;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &response).ok()) << line;
    changes.push_back(response.updates().empty() ? 0 : response.updates(0).changes_size());
  }
  EXPECT_THAT(changes, ElementsAre(0, 25, 1));
}

TEST_F(AlertCommands, WatchOfUpdatesKeepsItsTokenToo) {
  Start({}, {ThenBreak({WithUpdates({1}, "u1"), Fired(2, 1, "u2")})});
  const std::string file = dir_ + "/token";
  ASSERT_EQ(Run({"watch", "--from-start", "--count", "2", "--resume-file", file}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("预警  新增  ◆提示  未报周报  p-0  多湖街道\n"));
  EXPECT_EQ(Content(file), "u2\n");
  EXPECT_EQ(watch_->requests()[0].from_sequence(), 1);
}

TEST_F(AlertCommands, ATokenIsWrittenOnlyAfterItsLines) {
  // The output fails with the first response: its token must not be kept.
  Start({}, {ThenBreak({Fired(2, 1, "u2")})});
  const std::string file = File("token", "u1\n");
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);
  Terminal broken{.in = in, .out = out, .err = err};
  EXPECT_EQ(RunCommandLine({"--server", stream_server_->address(), "watch", "--resume-file", file}, broken, nullptr),
            1);
  EXPECT_EQ(Content(file), "u1\n");
  EXPECT_THAT(err.str(), HasSubstr("输出写不出去"));
}

TEST_F(AlertCommands, AResumeFileThatIsOfNoUseIsExplained) {
  const std::string file = File("token", "t9\n");
  Start({ThenEnd({}, {grpc::StatusCode::OUT_OF_RANGE, "future"})});
  EXPECT_EQ(Run({"alert", "watch", "--resume-file", file, "--until-synced"}), 2);
  EXPECT_THAT(err_, HasSubstr(file));
  EXPECT_THAT(streams_->requests(), IsEmpty());
  EXPECT_EQ(Run({"alert", "watch", "--resume-file", file}), 2);
  EXPECT_EQ(streams_->requests()[0].resume_token(), "t9");
  EXPECT_EQ(Content(file), "t9\n");
  EXPECT_EQ(Run({"watch", "--resume-file", File("empty", "")}), 2);
  EXPECT_THAT(err_, HasSubstr("删去这个文件"));
  EXPECT_THAT(watch_->requests(), IsEmpty());
}

}  // namespace
}  // namespace wuse::cli
